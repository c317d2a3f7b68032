"""A reception with three consultants on duty, at the fixed now."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from reception.services.visits import Entry, register_visit
from tests.factories import Floor, UserFactory


class Desk(Floor):
    """``people``: the consultants in the order in which they are next on the first day."""

    def __init__(self):
        super().__init__()
        self.people = [self.consultant, self.new_consultant(), self.new_consultant()]
        self.receptionist = UserFactory(store=self.store, role="reception")

    def visit(self, *, now, by=None, **entry):
        return register_visit(
            by=by or self.receptionist,
            now=now,
            on=self.store.business_date(now),
            store=self.store,
            entry=Entry(**entry),
        )

    def newcomer(self, **fields):
        """What is asked of one whose number is new."""
        return {
            "name": "王先生",
            "phone": self.new_phone(),
            "person": {"gender": "M", "district": "朝阳区"},
            "intent": {"model": "Golf", "note": "H 想看车"},
        } | fields


@pytest.fixture
def desk(db):
    return Desk()


@pytest.fixture
def today(now):
    return now.date()


@pytest.fixture(autouse=True)
def at_fixed_now(monkeypatch, now):
    monkeypatch.setattr("foundation.clock.now", lambda: now)


@pytest.fixture
def browse():
    def log_in(person):
        client = Client()
        client.force_login(person)
        return client

    return log_in


@pytest.fixture
def count_queries():
    """`count_queries(client, url)`: how many a page takes."""

    def count(client, url):
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        return len(queries)

    return count
