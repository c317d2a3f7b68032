from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from ...backup import BackupError
from ...backup.copy_out import write_backup


class Command(BaseCommand):
    help = "Writes a whole copy of database and uploaded files to PATH, for any database."

    def add_arguments(self, parser):
        parser.add_argument("path", help="The file to write, for example crm-2026-11-21.zip.")

    def handle(self, *, path, **options):
        try:
            manifest = write_backup(path, now=timezone.now())
        except BackupError as error:
            raise CommandError(str(error)) from None
        rows = sum(manifest["rows"].values())
        self.stdout.write(f"{rows} rows and {manifest['files']} files written to {path}")
