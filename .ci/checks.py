"""What `make test` and `make check` run inside the environment: lint, then tests.

`make test`: all tests on SQLite, then on PostgreSQL and Redis those that can differ there
(tests/rounds.py). Without DATABASE_URL and REDIS_URL these are looked for on their standard local
ports. SHUFFLE=1 (or the seed of another run) runs them in random order. CLOCK="2027-02-28 23:30"
lets all Python processes of the tests believe that it is then (tests/clock).

`make check`: lint, and on SQLite for a minute and a quarter the tests that a change of the working
tree may break, nearest first (.ci/changed.py).
"""

import contextlib
import getpass
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import changed

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM = ("chromium-headless-shell", "chromium", "chromium-browser")
PYTHON = sys.executable
SECONDS_OF_CHECK = "75"


def say(sentence: str) -> None:
    """Print a line that stands out between the tools' own."""
    print(f"\n>>> {sentence}", flush=True)


def production(folder: str) -> dict[str, str]:
    """Return the environment of a production site that has nothing but its secrets."""
    return {
        "SECRET_KEY": "a-long-and-random-one-0123456789-!$%-ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        "ALLOWED_HOSTS": "crm.example.com",
        "VAR_DIR": folder,
        "DEBUG": "false",
        "HTTPS_ONLY": "true",
    }


def lint(scratch: str) -> list[str]:
    """Run every lint step; return the names of those that failed."""
    manage = [PYTHON, "manage.py"]
    steps: list[tuple[str, list[str], dict[str, str]]] = [
        ("ruff check", [PYTHON, "-m", "ruff", "check", "."], {}),
        ("ruff format", [PYTHON, "-m", "ruff", "format", "--check", "."], {}),
        ("mypy", [PYTHON, "-m", "mypy", "--no-error-summary"], {}),
        ("import-linter", [str(Path(PYTHON).parent / "lint-imports")], {}),
        ("translations", [*manage, "compile_catalogues"], {}),
        ("migrations", [*manage, "makemigrations", "--check", "--dry-run"], {"VAR_DIR": scratch}),
        (
            "deployment check",
            [*manage, "check", "--deploy", "--fail-level", "WARNING"],
            production(scratch),
        ),
    ]
    if any((ROOT / "templates").rglob("*.html")):
        steps.insert(4, ("djlint", [PYTHON, "-m", "djlint", "templates", "--check", "--quiet"], {}))
    # The types take as long as all the rest together: side by side they leave no core idle.
    with ThreadPoolExecutor(max_workers=2) as pool:
        longest_first = sorted(steps, key=lambda step: step[0] != "mypy")
        return list(filter(None, pool.map(failing, longest_first)))


def failing(step: tuple[str, list[str], dict[str, str]]) -> str | None:
    """Run one lint step; return its name where it failed, after what it printed."""
    name, command, extra = step
    done = subprocess.run(
        command, cwd=ROOT, env=os.environ | extra, capture_output=True, text=True, check=False
    )
    said = done.stdout + done.stderr if done.returncode else ""
    print(f"lint: {name}\n{said}", end="", flush=True)
    return name if done.returncode else None


def answers(port: int) -> bool:
    """Say whether something listens on a local port."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=2):
            return True
    except OSError:
        return False


def local_postgres() -> str | None:
    """Return the address of a local PostgreSQL that lets us in and may make databases."""
    if not answers(5432):
        return None
    import psycopg2

    users = [os.environ.get("PGUSER"), getpass.getuser(), "postgres", "root"]
    for user in dict.fromkeys(filter(None, users)):
        url = f"postgres://{user}@127.0.0.1:5432/postgres"
        try:
            connection = psycopg2.connect(url, connect_timeout=5)
            with contextlib.closing(connection), connection.cursor() as cursor:
                cursor.execute("SELECT rolcreatedb FROM pg_roles WHERE rolname = current_user")
                if cursor.fetchone()[0]:
                    return url
        except psycopg2.Error:
            continue
    return None


def servers() -> dict[str, str] | None:
    """Return the environment of the second round, or None where there is no second server."""
    database = os.environ.get("DATABASE_URL", "")
    redis = os.environ.get("REDIS_URL", "")
    if not database.startswith("postgres"):
        database = local_postgres()
    if not redis and answers(6379):
        redis = "redis://127.0.0.1:6379/15"
    return {"DATABASE_URL": database, "REDIS_URL": redis} if database and redis else None


def copies(*rounds: dict[str, str]) -> list[subprocess.Popen]:
    """Begin to make the migrated databases that the tests will copy, while lint runs."""
    code = "import django; django.setup(); from tests import databases; databases.migrated()"
    settings = {"DJANGO_SETTINGS_MODULE": "crm_site.settings.test"}
    return [
        subprocess.Popen(
            [PYTHON, "-c", code],
            cwd=ROOT,
            env=os.environ | settings | extra,
            stderr=subprocess.PIPE,
        )
        for extra in rounds
    ]


def compiling(extra: dict[str, str]) -> subprocess.Popen:
    """Begin to compile the tests, whose every process would otherwise do it for itself."""
    command = [PYTHON, "-m", "pytest", "--collect-only", "-qq"]
    return subprocess.Popen(command, cwd=ROOT, env=os.environ | extra, stdout=subprocess.DEVNULL)


def pytest(extra: dict[str, str], *options: str) -> int:
    """Run tests with these variables; return the exit status."""
    # One more than cores: a test waits now and then, for a browser, a worker, a server.
    workers = str(min(os.cpu_count() or 1, 4) + 1)
    # In small portions, so that no worker has many left when the other is done.
    command = [PYTHON, "-m", "pytest", "-n", workers, "--maxschedchunk=4", "-rR", *options]
    if seed := os.environ.get("SHUFFLE"):
        command.append("--shuffle" if seed == "1" else f"--shuffle={seed}")
    return subprocess.run(command, cwd=ROOT, env=os.environ | extra, check=False).returncode


def moved_clock(moment: str) -> dict[str, str]:
    """Return the environment in which it is that moment now, on this machine's clock."""
    ahead = datetime.fromisoformat(moment).astimezone(UTC) - datetime.now(UTC)
    folders = [str(ROOT / "tests" / "clock"), os.environ.get("PYTHONPATH", "")]
    return {
        "CLOCK_AHEAD": str(ahead.total_seconds()),
        "PYTHONPATH": os.pathsep.join(filter(None, folders)),
    }


def check(scratch: str) -> int:
    """Lint, and run the nearest tests of what changed since main; return the exit status."""
    sqlite = {"DATABASE_URL": f"sqlite:///{scratch}/crm.sqlite3", "REDIS_URL": ""}
    waiting = copies(sqlite)
    failed = lint(scratch)
    if failed:
        say(f"Lint failed: {', '.join(failed)}.")
    paths = changed.changed_paths()
    files = [str(file.relative_to(ROOT)) for file in changed.tests_for(paths)]
    say(f"{len(paths)} files differ from main; {len(files)} test files may notice it.")
    for process in waiting:
        process.wait()
    status = pytest(sqlite, "--for", SECONDS_OF_CHECK, "-q", "-rs", *files) if files else 0
    return 1 if failed else status


def main() -> int:
    """Lint and test; the exit status is 0 only when everything passed."""
    # Some machines set it, and then each process compiles the whole project anew.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    with tempfile.TemporaryDirectory() as scratch:
        if "--lint" in sys.argv:
            failed = lint(scratch)
            say(f"Lint failed: {', '.join(failed)}." if failed else "Lint passed.")
            return bool(failed)
        if "--check" in sys.argv:
            return check(scratch)

        clock = moved_clock(os.environ["CLOCK"]) if os.environ.get("CLOCK") else {}
        first = {"DATABASE_URL": f"sqlite:///{scratch}/crm.sqlite3", "REDIS_URL": ""}
        second = servers()
        waiting = [*copies(*filter(None, [first, second])), compiling(first)]
        failed = lint(scratch)
        if failed:
            # The tests still run: one round tells everything.
            say(f"Lint failed: {', '.join(failed)}.")
        if not any(map(shutil.which, CHROMIUM)):
            say("No Chromium is installed: the browser tests are skipped (apt install chromium).")
        if second is None:
            say("Testing on SQLite only: no PostgreSQL and Redis set or answering locally.")
        else:
            say("Testing on SQLite, then what can differ once more on PostgreSQL and Redis.")
        for process in waiting:
            process.wait()
        print("First: SQLite and the embedded broker.", flush=True)
        status = pytest(first | clock)
        if second is not None:
            say("Once more: PostgreSQL and Redis.")
            status = pytest(second | clock, "--again") or status
    return 1 if failed else status


if __name__ == "__main__":
    sys.exit(main())
