"""A sales floor with people logged in, at the fixed now."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from foundation.edits import EditForm
from foundation.shown import MARKS
from tests.factories import Floor, UserFactory

# What every contact planned by a test is about (R4.2).
NEXT = "确认配置"


@pytest.fixture
def today(now):
    return now.date()


@pytest.fixture
def floor(db):
    return Floor()


@pytest.fixture(autouse=True)
def at_fixed_now(monkeypatch, now):
    """Every request takes place at the fixed now."""
    monkeypatch.setattr("foundation.clock.now", lambda: now)


@pytest.fixture
def browse():
    """`browse(person)`: a client in which the person is logged in."""

    def log_in(person):
        client = Client()
        client.force_login(person)
        return client

    return log_in


@pytest.fixture
def client(browse, floor):
    """The consultant's."""
    return browse(floor.consultant)


@pytest.fixture
def receptionist(floor):
    return UserFactory(store=floor.store, role="reception")


@pytest.fixture
def count_queries():
    """`count_queries(client, url)`: how many a page takes."""

    def count(client, url):
        client.get(url)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            answer = client.get(url)
        assert answer.status_code == 200
        return len(queries)

    return count


@pytest.fixture
def fields():
    """`fields(answer)`: what the page's form would send if nothing were typed but what is next."""

    def read(answer, **typed):
        form = answer.context["form"]
        values = {bound.html_name: bound.value() for bound in form}
        values = {name: "" if value is None else value for name, value in values.items()}
        if isinstance(form, EditForm):
            values[MARKS] = form.marks_as_text()
        if values.get("expected_content") == "":
            values["expected_content"] = NEXT
        return values | typed

    return read
