"""A small demonstration dealership."""

import pytest
from django.core.management import call_command
from django.db import transaction


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker, tmp_path_factory):
    """Fill it once for the tests of a module, which only read; returns the file with the log-ins."""
    path = tmp_path_factory.mktemp("demo") / "logins.txt"
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("demo", customers=66, logins=path, verbosity=0)
        yield path
        transaction.set_rollback(True)
