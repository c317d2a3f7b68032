"""`manage.py prepare`: everything between a fresh copy and a site that can be started."""

import errno
import hashlib
import sqlite3

from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandError
from django.db.utils import OperationalError

from ...catalogues.compiling import DuplicateMessageError, compile_stale
from ...settings.env import VAR_DIR
from ...tasks import gather_statistics
from .up import refuse_full_disk


class Command(BaseCommand):
    help = "Compiles translations, gathers static files, migrates, fills an empty database."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--no-demo", action="store_true", help="Leave an empty database empty.")
        parser.add_argument(
            "--image", action="store_true", help="Only translations and static files: no database."
        )

    def handle(self, *, no_demo, image, **options):
        VAR_DIR.mkdir(parents=True, exist_ok=True)
        refuse_full_disk()
        try:
            compile_stale()
            self.gather_static()
            if not image:
                self.prepare_database(with_demo=not no_demo)
        except DuplicateMessageError as error:
            raise CommandError(str(error)) from None
        except (OSError, OperationalError, sqlite3.OperationalError) as error:
            raise CommandError(plain(error)) from error

    def prepare_database(self, with_demo: bool) -> None:
        """Bring the tables up to date; on the very first start fill them."""
        call_command("migrate", interactive=False, verbosity=0)
        if with_demo and "demo" in get_commands() and is_empty():
            self.stdout.write("First start: filling the database with a demonstration store …")
            call_command("demo")
            gather_statistics()

    def gather_static(self) -> None:
        """Run collectstatic where a file was added, changed or taken away since the last time."""
        stamp = VAR_DIR / "static.stamp"
        now = fingerprint()
        if stamp.exists() and stamp.read_text() == now:
            return
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)
        stamp.write_text(now)


def fingerprint() -> str:
    """Return a digest of the names, sizes and times of all static files."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            digest.update(f"{name} {storage.size(name)} {storage.get_modified_time(name)}".encode())
    return digest.hexdigest()


def is_empty() -> bool:
    """Say whether nobody can log in yet."""
    return not get_user_model()._default_manager.exists()


def plain(error: Exception) -> str:
    """Turn an error of the system or the database into a sentence that says what to do."""
    if getattr(error, "errno", None) == errno.ENOSPC or "disk is full" in str(error):
        return f"The disk is full. Make room, or set VAR_DIR (now {VAR_DIR}) to another disk."
    if isinstance(error, OSError):
        return f"{error}. Check that {VAR_DIR} may be written by you."
    return f"The database does not answer: {error} Check DATABASE_URL."
