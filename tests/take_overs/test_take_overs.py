"""What leaders take upon themselves (S1): an abnormal customer for a while, accompanied visits."""

from datetime import timedelta
from unittest import mock

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from followups.activities.models import Activity
from followups.deadlines.models import Deadline
from followups.deadlines.rules.kinds import Kind
from followups.plans.services import Plan, plan_activity
from followups.take_overs.models import TakeOver
from followups.take_overs.queries import mine, take_over_of, told_to
from followups.take_overs.services import give_back, take_over
from tests.factories import Floor, UserFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def floor(db):
    return Floor()


@pytest.fixture
def on(now):
    return now.date()


@pytest.fixture
def opportunity(floor, now, on):
    return floor.open(now=now - 9 * DAY, on=on - 9 * DAY, grade="B", days=20, plan_in=12)


@pytest.fixture
def taken(floor, opportunity, now, on):
    return taking(floor, opportunity, now, on)


def taking(floor, opportunity, now, on, **changes):
    values = {"by": floor.manager, "until_on": on + 7 * DAY, "reason": "三次投诉"}
    return take_over(now=now, on=on, customer=opportunity.customer, **values | changes)


def due(opportunity, kind):
    return Deadline.objects.get(opportunity=opportunity, kind=kind, ended_on=None).due_on


def test_the_consultant_stays_the_owner_and_is_told(client, floor, opportunity, taken, now, on):
    opportunity.refresh_from_db()
    assert opportunity.consultant == opportunity.customer.consultant == floor.consultant
    assert list(told_to(floor.consultant, on=on)) == [taken]
    with mock.patch("foundation.clock.now", return_value=now):
        client.force_login(floor.consultant)
        assert "三次投诉" in client.get(reverse("home")).content.decode()
        client.force_login(floor.manager)
        assert (
            opportunity.customer.name in client.get(reverse("followups:my_desk")).content.decode()
        )


def test_a_contact_of_theirs_counts_for_the_cadence_alone(floor, opportunity, taken, now, on):
    """R6.4: by whomever; R6.6: by the present owner."""
    neglect = due(opportunity, Kind.NO_EFFECTIVE_CONTACT)
    done = floor.contact(opportunity, now=now, on=on, by=floor.manager)
    assert done.consultant == floor.manager and done.is_effective
    assert due(opportunity, Kind.CADENCE_BREACH) == on + 15 * DAY
    assert due(opportunity, Kind.NO_EFFECTIVE_CONTACT) == neglect


def test_without_a_take_over_a_leader_logs_for_the_consultant(floor, opportunity, now, on):
    done = floor.contact(opportunity, now=now, on=on, by=floor.manager)
    assert done.consultant == floor.consultant
    assert due(opportunity, Kind.NO_EFFECTIVE_CONTACT) == on + 30 * DAY


def test_it_ends_by_date_or_by_hand(floor, opportunity, taken, now, on):
    assert take_over_of(opportunity.customer, on=on + 7 * DAY) == taken
    assert take_over_of(opportunity.customer, on=on + 8 * DAY) is None
    give_back(taken, by=floor.manager, now=now, on=on)
    give_back(taken, by=floor.manager, now=now, on=on + DAY)
    taken.refresh_from_db()
    assert taken.ended_on == on
    assert not told_to(floor.consultant, on=on)
    again = taking(floor, opportunity, now, on)
    later = on + 30 * DAY
    taking(floor, opportunity, now, later, by=floor.director, until_on=later)
    again.refresh_from_db()
    assert again.ended_on == again.until_on


def test_who_may_take_over_and_what_is_refused(floor, opportunity, now, on):
    other_manager = Floor(floor.store).manager
    for by in (floor.consultant, other_manager, Floor().director):
        with pytest.raises(PermissionDenied):
            taking(floor, opportunity, now, on, by=by)
    with pytest.raises(ValidationError):
        taking(floor, opportunity, now, on, until_on=on - DAY)
    taking(floor, opportunity, now, on)
    with pytest.raises(ValidationError):
        taking(floor, opportunity, now, on, by=floor.director)
    assert TakeOver.objects.count() == 1


def test_an_accompanied_visit_shows_for_both_and_counts_once(client, floor, opportunity, now, on):
    plan = plan_activity(
        by=floor.consultant,
        now=now,
        on=on,
        opportunity=opportunity,
        plan=Plan(on, mode="store_visit", expected_content="看车", companion=floor.manager),
    )
    assert list(mine(floor.manager, on=on)["plans"]) == [plan]
    with mock.patch("foundation.clock.now", return_value=now):
        client.force_login(floor.consultant)
        assert f"with {floor.manager}" in " ".join(
            client.get(reverse("home")).content.decode().split()
        )
    floor.contact(opportunity, now=now, on=on, activity=plan, companion=floor.manager)
    done = Activity.objects.executed().get()
    assert (done.consultant, done.companion) == (floor.consultant, floor.manager)
    assert list(mine(floor.manager, on=on)["done"]) == [done]


def test_only_those_who_lead_the_consultant_may_come_along(client, floor, opportunity, now):
    """R1.3: they see the customer."""
    UserFactory(store=floor.store, role="manager")
    with mock.patch("foundation.clock.now", return_value=now):
        client.force_login(floor.consultant)
        page = client.get(reverse("followups:plan_create", args=[opportunity.pk]))
    offered = set(page.context["form"].fields["next_companion"].queryset)
    assert offered == {floor.manager, floor.director}
