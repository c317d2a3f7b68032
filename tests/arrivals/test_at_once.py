"""A plain lead is recorded and judged in one step, and stands as if it had been done in two (R5.1, R5.2)."""

import pytest
from django.db import DatabaseError

from intake.api.services import take_call
from intake.arrivals.models import IntakePolicy, Lead
from intake.arrivals.services.at_once import record_plain
from intake.arrivals.services.recording import Arrival, record_lead
from intake.arrivals.services.sorting import sort_lead
from intake.sources.services import make_source
from tests.leads_road import now, road  # noqa: F401

pytestmark = pytest.mark.django_db

KEPT = {"id", "sent_id", "phone", "phone_given", "content"}


@pytest.fixture
def source(road, now):  # noqa: F811
    return make_source(by=None, now=now, name="A", channel="autohome", store=road.store)[0]


def arrival(now, **fields):  # noqa: F811
    given = {"phone": "138 0013 8001", "sent_id": "a-1", "name": " 李雷 ", "model": "ID.4  X"}
    return Arrival(channel="autohome", received_at=now, **given | fields)


def test_r5_1_it_stands_as_in_two_steps_with_one_row_of_history(road, source, now):  # noqa: F811
    at_once = {"now": now, "store": road.store, "source": source}
    plain = record_plain(arrival=arrival(now), **at_once)
    later = arrival(now, phone="13800138002", sent_id="a-2")
    lead, _new = record_lead(by=None, arrival=later, **at_once)
    sort_lead(lead, by=None, now=now)
    one, two = Lead.objects.filter(pk__in=[plain.pk, lead.pk]).order_by("pk").values()
    assert {k: v for k, v in one.items() if k not in KEPT} == {
        k: v for k, v in two.items() if k not in KEPT
    }
    assert (one["phone"], one["phone_given"]) == ("13800138001", "138 0013 8001")
    row = plain.history.get()
    assert (row.history_type, row.history_date, row.sorted_at) == ("+", now, now)


@pytest.mark.parametrize(
    "fields",
    [
        {"phone": "12"},
        {"phone": "", "wechat": "li-lei"},
        {"name": "测试"},
        {"text": "点错了"},
        {"district": "杭州"},
        {"sent_id": ""},
    ],
)
def test_r5_2_what_is_not_plain_is_left_to_two_steps(road, source, now, fields):  # noqa: F811
    IntakePolicy.objects.create(store=road.store, districts=["浦东"])
    told = arrival(now, **fields)
    assert record_plain(now=now, store=road.store, source=source, arrival=told) is None
    assert not Lead.objects.exists()


@pytest.mark.parametrize("known_by", ["card", "lead", "source"])
def test_r5_2_whose_number_is_known_is_left_to_two_steps(road, source, now, known_by):  # noqa: F811
    at_once = {"now": now, "store": road.store, "source": source}
    if known_by == "card":
        road.open(now=now, on=road.store.business_date(now), phone="13800138001")
    elif known_by == "lead":
        record_lead(by=None, arrival=arrival(now, sent_id="b"), **at_once)
    else:
        record_lead(by=None, arrival=arrival(now, phone="13800138009"), **at_once)
    before = Lead.objects.count()
    assert record_plain(arrival=arrival(now), **at_once) is None
    assert Lead.objects.count() == before


def test_r5_1_a_judgement_that_breaks_keeps_the_lead(road, source, now, monkeypatch):  # noqa: F811
    def broken(*leads):
        raise DatabaseError("gone")

    monkeypatch.setattr("intake.arrivals.services.at_once.tell_changed", broken)
    values = {"source_id": "a-1", "name": "李雷", "phone": "13800138001"}
    answer, is_new = take_call(now=now, source=source, values=values, payload={})
    assert is_new and answer == {"number": Lead.objects.get().pk, "state": "new"}
