from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from ...backup import BackupError
from ...backup.copy_in import restore_backup


class Command(BaseCommand):
    help = "Fills an empty, migrated database and media folder from a copy made by `backup`."

    def add_arguments(self, parser):
        parser.add_argument("path", help="The file that `backup` wrote.")

    def handle(self, *, path, **options):
        try:
            manifest = restore_backup(path, key=settings.BACKUP_KEY)
        except BackupError as error:
            raise CommandError(str(error)) from None
        rows = sum(manifest["rows"].values())
        self.stdout.write(f"{rows} rows and {manifest['files']} files restored from {path}")
