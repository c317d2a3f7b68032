"""`manage.py compile_catalogues`: translations, compiled without the gettext tools."""

from django.core.management.base import BaseCommand, CommandError

from ...catalogues.compiling import DuplicateMessageError, compile_one, sources


class Command(BaseCommand):
    help = "Compiles every .po file; refuses one that translates a message twice."
    requires_system_checks = []

    def handle(self, **options):
        try:
            for source in sources():
                compile_one(source)
        except DuplicateMessageError as error:
            raise CommandError(str(error)) from None
