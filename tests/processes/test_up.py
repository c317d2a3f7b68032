"""`manage.py up`: everything starts, answers and stops; what is in the way is said plainly."""

import os
import random
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from pathlib import Path

import pytest
from django.conf import settings

from crm_site.processes.supervisor import pause_after

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


def free_port() -> int:
    """One that the system gives to nobody else before the site takes it."""
    while True:
        port = random.randrange(20_000, 32_000)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def environment(folder: Path) -> dict[str, str]:
    """A site of its own in `folder`, whatever database this test run uses."""
    kept = {key: value for key, value in os.environ.items() if key in {"PATH", "HOME", "LANG"}}
    return kept | {"VAR_DIR": str(folder), "DATABASE_URL": "", "REDIS_URL": ""}


def up(folder: Path, port: int) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "manage.py", "up", "--port", str(port)],
        cwd=settings.BASE_DIR,
        env=environment(folder),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def processes_of(folder: Path) -> list[int]:
    """Every process that works for the site in this folder: children and theirs."""
    mark = f"VAR_DIR={folder}\0".encode()
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            environ = (entry / "environ").read_bytes() + b"\0"
            place = os.readlink(entry / "cwd")
            state = (entry / "stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            continue
        # A zombie has ended; only nobody has asked it yet. The broker overwrites its environment.
        if (mark in environ or place.startswith(str(folder))) and state != "Z":
            found.append(int(entry.name))
    return found


def command_of(number: int) -> str:
    """Its command line; nothing where it has just ended."""
    with suppress(OSError):
        return Path(f"/proc/{number}/cmdline").read_text()
    return ""


def wait_until(true, seconds: float = 120):
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.1)


@pytest.fixture
def site(tmp_path):
    """A running site in a folder of its own: process, port, folder."""
    port = free_port()
    static = tmp_path / "static"
    static.mkdir()
    process = up(tmp_path, port)
    lines = []
    for line in process.stdout:
        lines.append(line)
        if "Ctrl-C stops it" in line:
            break
    assert process.poll() is None, "".join(lines)
    yield process, port, tmp_path
    process.stdout.close()
    for number in processes_of(tmp_path):
        with suppress(ProcessLookupError):
            os.kill(number, signal.SIGKILL)
    process.wait()


def test_one_command_runs_all_and_one_signal_stops_all(site):
    process, port, folder = site
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/health") as answer:
        assert answer.status == 200
    commands = " ".join(map(command_of, processes_of(folder)))
    for part in ("gunicorn", "worker", "beat", "valkey"):
        assert part in commands

    process.send_signal(signal.SIGTERM)
    assert process.wait(120) == 0
    wait_until(lambda: processes_of(folder) == [])


def test_a_dead_child_is_started_again_and_the_site_goes_on(site):
    process, port, folder = site

    def leaders():
        found = {}
        for number in processes_of(folder):
            command = command_of(number)
            if os.getpgid(number) == number:
                found |= {name: number for name in ("beat", "gunicorn") if f"\0{name}\0" in command}
        return found

    before = leaders()
    for number in before.values():
        os.kill(number, signal.SIGKILL)
    wait_until(lambda: len(leaders()) == 2 and not set(leaders().values()) & set(before.values()))

    def answers():
        with suppress(OSError):
            return (
                urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5).status == 200
            )

    wait_until(answers)
    process.send_signal(signal.SIGTERM)
    said = process.stdout.read()
    assert process.wait(120) == 0
    assert "The clock (celery beat) ended by itself (status -9); it is started again in 1 s" in said


def test_the_pause_grows_and_has_an_end():
    assert [pause_after(deaths) for deaths in (1, 2, 3, 6, 7, 400)] == [1, 2, 4, 32, 60, 60]


def test_a_killed_supervisor_leaves_no_orphans_and_a_second_one_is_refused(site):
    process, port, folder = site
    second = up(folder, free_port())
    assert "already runs" in second.communicate(timeout=120)[0]
    assert second.returncode == 1

    process.kill()
    wait_until(lambda: processes_of(folder) == [])


def test_a_taken_port_is_a_sentence(tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        process = up(tmp_path, port)
        said = process.communicate(timeout=120)[0]
    assert process.returncode == 1
    assert f"Port {port} on 127.0.0.1 cannot be used" in said and "make run" in said
    assert "Traceback" not in said


def test_a_full_disk_is_a_sentence(monkeypatch, tmp_path):
    from collections import namedtuple

    from django.core.management.base import CommandError

    from crm_site.management.commands import up as command

    usage = namedtuple("usage", "total used free")(10**9, 10**9, 0)
    monkeypatch.setattr(command.shutil, "disk_usage", lambda path: usage)
    with pytest.raises(CommandError, match="is full .* Make room"):
        command.refuse_full_disk()


def test_an_old_python_is_a_sentence(tmp_path):
    """The installer is run by whatever `python3` is, and must at least say what it lacks."""
    code = (
        "import sys, runpy; sys.version_info = (3, 8, 0); sys.argv = ['environment.py', 'run'];"
        "import shutil; shutil.which = lambda name: None;"
        "runpy.run_path('.ci/environment.py', run_name='__main__')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "needs Python 3.11 or newer" in done.stderr and "Traceback" not in done.stderr
