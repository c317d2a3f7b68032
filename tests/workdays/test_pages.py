"""Days that the published calendar does not know, for stores that count working days (R3.2)."""

from datetime import date, timedelta

import pytest

from accounts.holidays.models import DayOverride
from accounts.holidays.queries import LAST_PUBLISHED_YEAR, days_off
from followups.deadlines.models import Deadline
from followups.deadlines.services import compare
from followups.policy_changes.services import adopt_policy
from followups.workdays.tasks import recount_working_days
from leads.grading.models import GradingPolicy
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
URL = "/workdays/"


@pytest.fixture
def client(browse, floor, monkeypatch):
    monkeypatch.setattr("followups.workdays.views.recount_working_days.delay", recount_working_days)
    return browse(UserFactory(role="administrator", store=floor.store))


def test_a_make_up_day_moves_the_deadlines(
    client, floor, now, today, django_capture_on_commit_callbacks
):
    """Today is a Saturday: with class 2, three working days are Wednesday, or Tuesday."""
    adopt_policy(
        by=None,
        now=now,
        on=today,
        store=floor.store,
        policy=GradingPolicy.objects.get(code="S2"),
        effective_from=today,
    )
    opportunity = floor.open(now=now, on=today, grade="2", days=4, plan_in=2)
    deadline = Deadline.objects.filter(kind="cadence_breach", ended_on=None)
    assert deadline.get().due_on == today + timedelta(days=4)
    sunday = today + timedelta(days=1)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(URL, {"day": sunday, "is_working_day": "yes", "name": "补班"})
    assert DayOverride.objects.get().name == "补班" and sunday not in days_off(2026, 2026)
    assert deadline.get().due_on == today + timedelta(days=3)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(URL, {"remove": sunday})
    assert deadline.get().due_on == today + timedelta(days=4)
    assert not compare([opportunity.pk])


def test_what_is_past_stays(client, today):
    past = today - timedelta(days=1)
    answer = client.post(URL, {"day": past, "is_working_day": "no"})
    assert answer.context["form"].errors["day"]
    DayOverride.objects.create(on=past, is_working_day=True)
    client.post(URL, {"remove": past})
    assert DayOverride.objects.count() == 1


def test_a_year_that_is_not_published_is_said(client, today):
    years = client.get(URL).context["unpublished"]
    assert years == [year for year in (2026, 2027) if year > LAST_PUBLISHED_YEAR]
    assert date(LAST_PUBLISHED_YEAR, 10, 1) in days_off(LAST_PUBLISHED_YEAR, LAST_PUBLISHED_YEAR)


@pytest.mark.parametrize("value", ["", "x", "9999-99-99", "1"])
def test_absurd_dates_are_answered(client, value):
    assert client.post(URL, {"day": value, "is_working_day": "yes"}).status_code == 200
    assert client.post(URL, {"remove": value}).status_code == 302
    assert not DayOverride.objects.exists()


def test_only_administrators(browse, floor):
    for person in (floor.consultant, floor.manager, floor.director):
        assert browse(person).get(URL).status_code == 403


def test_the_number_of_queries_stays(client, today, count_queries):
    DayOverride.objects.create(on=today, is_working_day=True)
    one = count_queries(client, URL)
    for days in (1, 2):
        DayOverride.objects.create(on=today + timedelta(days=days), is_working_day=True)
    assert count_queries(client, URL) == one
