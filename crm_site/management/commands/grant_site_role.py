"""`manage.py grant_site_role crm_app`, as the role that owns the tables."""

import os

from django.core.management.base import BaseCommand, CommandError
from django.db import connection


class Command(BaseCommand):
    help = (
        "Makes the PostgreSQL role as which the site runs: it owns nothing and cannot touch the guards "
        "of the ledgers. Its password is SITE_DATABASE_PASSWORD. Run it after each migrate."
    )

    def add_arguments(self, parser):
        parser.add_argument("role")

    def handle(self, *, role, **options):
        if connection.vendor != "postgresql":
            raise CommandError("Only PostgreSQL has roles.")
        password = os.environ.get("SITE_DATABASE_PASSWORD")
        if not password:
            raise CommandError("Set SITE_DATABASE_PASSWORD.")
        if role == connection.settings_dict["USER"]:
            raise CommandError(f"{role} owns the tables; name another role.")
        from ...database.site_role import grant_site_role

        grant_site_role(role, password)
        self.stdout.write(f"{role} may read and write rows, and owns nothing.")
