"""A test that commits leaves the shipped data behind, and nothing of its own."""

import subprocess
import sys

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.db import connection


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("round", ["first", "second"])
def test_commits_do_not_outlive_their_test(round):
    assert not Group.objects.filter(name="left over").exists()
    assert ContentType.objects.exists()
    Group.objects.create(name="left over")


TRIGGERS = {
    "sqlite": [
        "CREATE TRIGGER keep BEFORE DELETE ON auth_group BEGIN SELECT RAISE(ABORT, 'no'); END"
    ],
    "postgresql": [
        "CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql "
        "AS $$ BEGIN RAISE EXCEPTION 'no'; END $$",
        "CREATE TRIGGER keep BEFORE DELETE ON auth_group EXECUTE FUNCTION keep()",
    ],
}


@pytest.mark.django_db(transaction=True)
def test_append_only_tables_are_put_back_too():
    """The next test would fail on `left over` (and on PostgreSQL this one at its end)."""
    with connection.cursor() as cursor:
        for statement in TRIGGERS[connection.vendor]:
            cursor.execute(statement)
    Group.objects.create(name="left over")


@pytest.mark.django_db(transaction=True)
def test_append_only_tables_were_put_back():
    assert not Group.objects.exists()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("DROP FUNCTION IF EXISTS keep() CASCADE")


def test_another_process_works_on_this_database(process_environment):
    Group.objects.create(name="seen")
    code = (
        "import django; django.setup()\n"
        "from django.contrib.auth.models import Group\n"
        "print(Group.objects.get().name); Group.objects.create(name='answer')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=settings.BASE_DIR,
        env=process_environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == "seen\n", done.stderr
    assert Group.objects.filter(name="answer").exists()
