"""`manage.py compile_catalogues`: translations, compiled without the gettext tools."""

from django.core.management.base import BaseCommand, CommandError

from crm_site import catalogues


class Command(BaseCommand):
    help = "Compiles every .po file; refuses one that translates a message twice."
    requires_system_checks = []

    def handle(self, **options):
        try:
            for source in catalogues.sources():
                catalogues.compile_one(source)
        except catalogues.DuplicateMessageError as error:
            raise CommandError(str(error)) from None
