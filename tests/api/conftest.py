"""A portal that sends leads to a store, by a token of its own."""

import json
from types import SimpleNamespace

import pytest
from django.test import Client

from intake.sources import services
from intake.sources.services import make_source
from tests.leads_road import now, road  # noqa: F401


@pytest.fixture(autouse=True)
def no_calls_set_aside():
    """Each test begins without the calls that this process set aside in another one."""
    services._leases.clear()


class Portal:
    """Sends as a machine does: no session, no cookie, JSON."""

    def __init__(self, **source):
        self.source, self.token = make_source(by=None, **source)
        self.client = Client(raise_request_exception=False)

    def lead(self, **fields):
        return {"source_id": "a-1", "name": "李雷", "phone": "13800138001"} | fields

    def send(self, sent=None, *, body=None, token=None, kind="application/json", **headers):
        data = json.dumps(self.lead() if sent is None else sent) if body is None else body
        return self.client.post(
            "/api/v1/leads",
            data,
            content_type=kind,
            headers={"Authorization": f"Bearer {token or self.token}"} | headers,
        )

    def read(self, number, *, token=None):
        headers = {"Authorization": f"Bearer {token or self.token}"}
        return self.client.get(f"/api/v1/leads/{number}", headers=headers)


@pytest.fixture
def clock(monkeypatch, now):  # noqa: F811
    """The moment of every call; ``clock.now`` sets another."""
    kept = SimpleNamespace(now=now)
    monkeypatch.setattr("intake.api.views.clock", lambda: kept.now)
    return kept


@pytest.fixture
def portal(road, clock):  # noqa: F811
    return Portal(now=clock.now, name="Autohome", channel="autohome", store=road.store)


@pytest.fixture
def handed_on(monkeypatch):
    """The numbers of the leads that were handed to a worker."""
    numbers = []
    monkeypatch.setattr(
        "intake.distribution.tasks.carry_on_lead.apply_async",
        lambda args, **options: numbers.append(*args),
    )
    return numbers
