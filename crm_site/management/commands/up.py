"""`manage.py up`: the web server, the worker, the clock and, where needed, the broker."""

import fcntl
import os
import shutil
import socket
import sys
import urllib.error
import urllib.request

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from ...processes import embedded_broker
from ...processes.supervisor import Child, Supervisor
from ...settings.env import VAR_DIR

FREE_BYTES_NEEDED = 200 * 1024 * 1024
START_SECONDS = 180


class Command(BaseCommand):
    help = "Runs the whole site on this machine: web, worker, beat and broker. Ctrl-C stops all."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--host", default=os.environ.get("HOST") or "127.0.0.1")
        parser.add_argument("--port", default=os.environ.get("PORT") or "8000")

    def handle(self, *, host, port, **options):
        if not port.isdecimal() or not 0 < int(port) < 65536:
            raise CommandError(f"PORT must be a number from 1 to 65535, not {port!r}.")
        address = (host, int(port))
        VAR_DIR.mkdir(parents=True, exist_ok=True)
        refuse_full_disk()
        with open(VAR_DIR / "up.lock", "a+", encoding="ascii") as lock:
            refuse_second_start(lock)
            refuse_taken_port(*address)
            self.run(*address)

    def run(self, host: str, port: int) -> None:
        """Start everything, tell where it is, and wait for the end."""
        # This command serves plain http, so cookies must travel without TLS unless told otherwise.
        environment = os.environ | {"HTTPS_ONLY": os.environ.get("HTTPS_ONLY", "false")}
        with Supervisor() as supervisor:
            if not settings.REDIS_URL:
                start_broker(supervisor, environment)
            for child in site(host, port):
                supervisor.start(child, environment)
            if supervisor.wait_until(lambda: answers(host, port), START_SECONDS):
                self.welcome(host, port)
                supervisor.watch(self.tell_of)
            dead = None if supervisor.stopping else supervisor.dead()
            if dead is None and not supervisor.stopping:
                raise CommandError(
                    "The site did not answer within three minutes; see the lines above."
                )
            self.stdout.write("Stopping …")
        if dead is not None:
            raise CommandError(
                f"The {dead.name} ended by itself (status {dead.process.returncode}) before the site "
                "answered, so everything was stopped. Its last words are above; start again with "
                "`make run`."
            )

    def tell_of(self, child: Child, pause: float) -> None:
        """Say what ended, and that it comes back."""
        status = child.process.returncode
        self.stderr.write(
            f"The {child.name} ended by itself (status {status}); it is started again in {pause:g} s."
        )

    def welcome(self, host: str, port: int) -> None:
        """Print where the site is and who may try it."""
        logins = VAR_DIR / "demo-logins.txt"
        if logins.exists():
            self.stdout.write(logins.read_text(encoding="utf-8").rstrip())
        self.stdout.write(self.style.SUCCESS(f"The CRM is at http://{url_host(host)}:{port}/"))
        self.stdout.write("Ctrl-C stops it.")
        self.stdout.flush()


def site(host: str, port: int) -> list[Child]:
    """Return the processes of the site, without the broker."""
    cores = os.cpu_count() or 1
    celery = [sys.executable, "-m", "celery", "--quiet", "-A", "crm_site"]
    return [
        Child(
            "web server",
            [sys.executable, "-m", "gunicorn", "-c", "python:crm_site.processes.web"]
            + ["-b", f"{host}:{port}", "crm_site.wsgi:application"],
        ),
        Child("worker", [*celery, "worker", "--loglevel", "WARNING", "--concurrency", str(cores)]),
        Child("clock (celery beat)", [*celery, "beat", "--loglevel", "WARNING", "--pidfile", ""]),
    ]


def start_broker(supervisor: Supervisor, environment: dict[str, str]) -> None:
    """Start the embedded broker and wait until it takes commands."""
    path = settings.EMBEDDED_SOCKET
    path.unlink(missing_ok=True)  # left by a killed run; the lock says that none is alive
    directory = VAR_DIR / "broker"
    directory.mkdir(exist_ok=True)
    arguments = embedded_broker.arguments(path, directory)
    supervisor.start(Child("broker", arguments, last=True), environment)
    supervisor.wait_until(lambda: embedded_broker.answers(path), START_SECONDS)


def refuse_full_disk() -> None:
    """Stop before a database is half written."""
    free = shutil.disk_usage(VAR_DIR).free
    if free < FREE_BYTES_NEEDED:
        raise CommandError(
            f"The disk of {VAR_DIR} is full ({free // 2**20} MB left, 200 MB needed). "
            "Make room, or set VAR_DIR to a folder on another disk."
        )


def refuse_second_start(lock) -> None:
    """Let one run use a folder: two brokers on one socket would lose tasks."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.seek(0)
        raise CommandError(
            f"The site already runs from {VAR_DIR} (process {lock.read().strip() or 'unknown'}). "
            "Stop that one first, or set VAR_DIR to another folder."
        ) from None
    lock.truncate(0)
    lock.write(str(os.getpid()))
    lock.flush()


def refuse_taken_port(host: str, port: int) -> None:
    """Say so when someone else listens there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CommandError(
                f"Port {port} on {host} cannot be used ({error.strerror}). Stop what uses it, "
                f"or choose another: PORT={port + 1 if port < 65535 else 8000} make run"
            ) from None


def url_host(host: str) -> str:
    """Return the name under which a browser on this machine reaches `host`."""
    if host in {"0.0.0.0", "::"}:
        return "localhost"
    return f"[{host}]" if ":" in host else host


def answers(host: str, port: int) -> bool:
    """Whether the site answers, well or not: what else is wrong with it `/health` tells for itself."""
    try:
        urllib.request.urlopen(f"http://{url_host(host)}:{port}/health", timeout=5).close()
    except urllib.error.HTTPError:
        return True
    except (urllib.error.URLError, OSError):
        return False
    return True
