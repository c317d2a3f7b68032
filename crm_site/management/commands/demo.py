"""`manage.py demo`: a lively dealership in an empty database."""

import os
import secrets
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from ...database.contents import first_with_data
from ...database.migrations_applied import NOT_MIGRATED, is_migrated
from ...demo.fill import fill
from ...demo.logins import describe
from ...settings.env import VAR_DIR

WORDS = ("golf", "passat", "polo", "jetta", "tiguan", "touareg", "bora", "lavida")
MOST_CUSTOMERS = 10_000


class Command(BaseCommand):
    help = "Fills an empty database with two stores, a year of history and log-ins for every role."

    def add_arguments(self, parser):
        parser.add_argument("--customers", type=int, default=900, help="How many (default 900).")
        parser.add_argument("--password", help="The password of everyone (default: made up).")
        parser.add_argument(
            "--logins",
            type=Path,
            default=VAR_DIR / "demo-logins.txt",
            help="Where the log-ins are written (default: VAR_DIR/demo-logins.txt).",
        )

    def handle(self, *, customers, password, logins, **options):
        if not 1 <= customers <= MOST_CUSTOMERS:
            raise CommandError(f"--customers must be from 1 to {MOST_CUSTOMERS}.")
        if not is_migrated():
            raise CommandError(NOT_MIGRATED)
        if found := first_with_data():
            raise CommandError(
                f"This database already has data ({found}); the demonstration needs an empty one."
            )
        password = password or make_password()
        staff = fill(now=timezone.now(), customers=customers, password=password)
        text = describe(staff, password)
        write_private(logins, text)
        self.stdout.write(text)


def make_password():
    """A password that nobody else knows and that is soon typed."""
    return f"{secrets.choice(WORDS)}-{secrets.choice(WORDS)}-{secrets.randbelow(9000) + 1000}"


def write_private(path, text):
    """Write a file that only its owner may read."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as handle:
        handle.write(text)
