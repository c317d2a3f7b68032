"""What `make test` runs inside the environment: lint, then the tests on each database in reach.

Without DATABASE_URL and REDIS_URL the second round uses PostgreSQL and Redis on their standard
local ports, if both answer there.
"""

import contextlib
import getpass
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM = ("/usr/bin/chromium", "/usr/bin/chromium-browser")
PYTHON = sys.executable


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
        steps.insert(3, ("djlint", [PYTHON, "-m", "djlint", "templates", "--check", "--quiet"], {}))
    failed = []
    for name, command, extra in steps:
        print(f"lint: {name}", flush=True)
        done = subprocess.run(
            command, cwd=ROOT, env=os.environ | extra, capture_output=True, text=True, check=False
        )
        if done.returncode:
            print(done.stdout + done.stderr, flush=True)
            failed.append(name)
    return failed


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


def pytest(extra: dict[str, str]) -> int:
    """Run all tests with these variables; return the exit status."""
    workers = str(min(os.cpu_count() or 1, 4))
    command = [PYTHON, "-m", "pytest", "-n", workers]
    return subprocess.run(command, cwd=ROOT, env=os.environ | extra, check=False).returncode


def main() -> int:
    """Lint and test; the exit status is 0 only when everything passed."""
    with tempfile.TemporaryDirectory() as scratch:
        failed = lint(scratch)
        if "--lint" in sys.argv or failed:
            # The tests still run: one round tells everything.
            say(f"Lint failed: {', '.join(failed)}." if failed else "Lint passed.")
        if "--lint" in sys.argv:
            return bool(failed)

        if not any(shutil.which(path) for path in CHROMIUM):
            say("No Chromium is installed: the browser tests are skipped (apt install chromium).")
        second = servers()
        if second is None:
            say("Testing on SQLite only: no PostgreSQL and Redis set or answering locally.")
        else:
            say("Testing on SQLite, then once more on PostgreSQL and Redis.")
        print("First: SQLite and the embedded broker.", flush=True)
        status = pytest({"DATABASE_URL": f"sqlite:///{scratch}/crm.sqlite3", "REDIS_URL": ""})
        if second is not None:
            say("Once more: PostgreSQL and Redis.")
            status = pytest(second) or status
    return 1 if failed else status


if __name__ == "__main__":
    sys.exit(main())
