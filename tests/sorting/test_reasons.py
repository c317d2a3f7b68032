"""Why leads were set aside, per source, in spans that are never longer than a year (R5.2)."""

import doctest
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from intake.sorting import rules
from tests.factories import UserFactory

URL = reverse("intake:reason_list")


def test_the_examples_hold():
    assert doctest.testmod(rules, extraglobs={"date": date}).failed == 0


@given(
    st.sampled_from(["month", "before", "quarter", "year"]), st.dates(min_value=date(2000, 1, 1))
)
def test_a_span_is_bounded_and_never_lies_ahead(name, today):
    first, last = rules.span_of(name, today)
    assert first <= last <= today and (last - first).days < 366


def shown(client, **query):
    return [(row["reason"], row["number"]) for row in client.get(URL, query).context["page_obj"]]


@pytest.mark.django_db
def test_r5_2_the_reasons_of_a_span_per_source(road, browse, now):
    at = {"today": now, "last month": now.replace(month=10), "long ago": now - timedelta(days=200)}
    for received_at in at.values():
        road.sort(text="点错了", received_at=received_at, now=received_at)
    road.sort(text="点错了", received_at=now - timedelta(days=800), now=now - timedelta(days=800))
    road.sort(phone="123", channel="yiche")
    client = browse(road.marketing)
    assert shown(client) == [("no_intent", 1), ("bad_phone", 1)]
    assert shown(client, span="before") == [("no_intent", 1)]
    assert dict(shown(client, span="quarter"))["no_intent"] == 2
    assert dict(shown(client, span="year"))["no_intent"] == 3
    assert shown(client, channel="yiche") == [("bad_phone", 1)]
    assert shown(client, span="all") == shown(client)


@pytest.mark.django_db
def test_the_month_begins_at_the_stores_midnight(road, browse, now):
    zone = ZoneInfo("Asia/Shanghai")
    for minute, reason in ((0, "点错了"), (-1, "不买了")):
        at = datetime(2026, 11, 1, 0, 0, tzinfo=zone) + timedelta(minutes=minute)
        road.sort(text=reason, received_at=at, now=at)
    head = UserFactory(role="director", store=None, region=road.store.region)
    for person in (road.marketing, head):
        assert shown(browse(person)) == [("no_intent", 1)]


@pytest.mark.django_db
def test_as_many_queries_for_three_rows_as_for_one(road, browse, count_queries):
    client = browse(road.marketing)
    road.sort(text="点错了")
    one = count_queries(client, URL)
    for channel in ("yiche", "website"):
        road.sort(text="点错了", channel=channel)
    assert count_queries(client, URL) == one
