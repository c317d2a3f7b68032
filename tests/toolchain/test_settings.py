"""Production settings are hard by default; the local run is not locked out of itself."""

import os
import subprocess
import sys

from django.conf import settings


def manage(*arguments: str, **environment: str) -> subprocess.CompletedProcess:
    """Run manage.py under the production settings with this environment."""
    clean = {key: value for key, value in os.environ.items() if key in {"PATH", "HOME"}}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=settings.BASE_DIR,
        env=clean | environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def ask(expression: str, **environment: str) -> str:
    """Return what an expression over the settings gives in a process of its own."""
    code = f"from crm_site import settings; print({expression})"
    clean = {key: value for key, value in os.environ.items() if key in {"PATH", "HOME"}}
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=settings.BASE_DIR,
        env=clean | {"DJANGO_SETTINGS_MODULE": "crm_site.settings"} | environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    ).stdout.strip()


def test_production_passes_the_deployment_check(tmp_path):
    """Nothing but a secret and a host name is needed for a hard site."""
    done = manage(
        "check",
        "--deploy",
        "--fail-level=WARNING",
        SECRET_KEY="k9#" * 20 + "ABCdef",
        ALLOWED_HOSTS="crm.example.com",
        VAR_DIR=str(tmp_path),
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_secret_key_is_made_once_and_private(tmp_path):
    first = ask("settings.SECRET_KEY", VAR_DIR=str(tmp_path))
    second = ask("settings.SECRET_KEY", VAR_DIR=str(tmp_path))
    assert first == second and len(first) >= 50
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


def test_the_environment_chooses_database_and_broker(tmp_path):
    shown = ask(
        "settings.DATABASES['default']['ENGINE'], settings.CELERY_BROKER_URL, "
        "settings.DATABASES['default']['CONN_HEALTH_CHECKS']",
        VAR_DIR=str(tmp_path),
        DATABASE_URL="postgres://crm@db/crm",
        REDIS_URL="redis://redis:6379/0",
    )
    assert shown == "django.db.backends.postgresql redis://redis:6379/0 True"


def test_sqlite_waits_for_other_writers_and_never_maps_memory(tmp_path):
    options = ask("settings.DATABASES['default']['OPTIONS']", VAR_DIR=str(tmp_path))
    assert "IMMEDIATE" in options and "journal_mode=WAL" in options
    assert "mmap" not in options
