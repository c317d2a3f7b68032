from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from ...backup import BackupError
from ...backup.copy_out import write_backup


class Command(BaseCommand):
    help = "Writes a whole copy of database and uploaded files to PATH, for any database."

    def add_arguments(self, parser):
        parser.add_argument("path", help="The file to write, for example crm-2026-11-21.zip.")

    def handle(self, *, path, **options):
        # The last folder of the path is made where it is missing, for its owner alone.
        folder = Path(path).absolute().parent
        if folder.parent.is_dir() and settings.BACKUP_KEY:
            folder.mkdir(mode=0o700, exist_ok=True)
        try:
            manifest = write_backup(path, now=timezone.now(), key=settings.BACKUP_KEY)
        except BackupError as error:
            raise CommandError(str(error)) from None
        rows = sum(manifest["rows"].values())
        if not settings.BACKUP_KEY:
            self.stderr.write("The copy is not sealed: BACKUP_KEY is not set, anyone may read it.")
        self.stdout.write(f"{rows} rows and {manifest['files']} files written to {path}")
