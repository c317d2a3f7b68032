"""A buyer who bought elsewhere: entered with their car, cared for, and counted as nobody's sale (R2.4, R9.2)."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from followups.deadlines.services import compare
from leads.opportunities.models import Opportunity
from orders.buyers.models import OwnedVehicle
from orders.buyers.services import add_care, begin_care
from orders.orders.services.placing import Terms, place_order
from tests.factories import Floor

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
TODAY = NOW.date()
WHEN = {"now": NOW, "on": TODAY}


@pytest.fixture
def floor(db):
    return Floor()


@pytest.fixture
def car(floor):
    """Of a customer whose purchase here did not come about."""
    intent = floor.open(**WHEN)
    floor.contact(intent, **WHEN, next_in=None, outcome="lost", lost_reason="price")
    return OwnedVehicle.objects.create(
        store=floor.store, customer=intent.customer, model="Bora", delivered_on=TODAY
    )


@pytest.fixture
def cared_for(floor, car):
    begin_care(by=floor.consultant, **WHEN, vehicle=car)
    car.refresh_from_db()
    return car


def test_the_year_of_care_begins_on_the_day(cared_for):
    assert not cared_for.is_own_sale
    assert cared_for.customer.lifecycle == "buyer"
    assert cared_for.care_items.count() == 8
    first = cared_for.care_items.order_by("activity__planned_on").first()
    assert first.activity.planned_on == TODAY + timedelta(days=3)
    assert list(compare([cared_for.opportunity_id]).lines()) == []


def test_begun_twice_it_is_refused(floor, cared_for):
    with pytest.raises(ValidationError, match="already"):
        begin_care(by=floor.consultant, **WHEN, vehicle=cared_for)
    assert cared_for.care_items.count() == 8


def test_no_sheet_counts_it_and_no_order_hangs_on_it(client, floor, cared_for):
    client.force_login(floor.manager)
    answer = client.get(reverse("reports:progression"))
    assert [str(line[1]) for line in answer.context["lines"]] == [str(cared_for.customer)]
    won = [f.value for g in answer.context["groups"] for f in g.figures if f.show == "won"]
    assert won == [0]
    opportunity = Opportunity.objects.get(bought_elsewhere=True)
    with pytest.raises(ValidationError, match="elsewhere"):
        place_order(
            by=floor.consultant, **WHEN, opportunity=opportunity, terms=Terms("Bora", "", 1)
        )


def test_its_contacts_are_care_in_the_daily_report(client, floor, cared_for):
    call = cared_for.care_items.first().activity
    floor.care(cared_for.opportunity, **WHEN, activity=call)
    client.force_login(floor.manager)
    url = reverse("reports:daily")
    lines = client.get(url, {"on": TODAY.isoformat()}).context["lines"]
    assert [line[4:7] for line in lines if line[2] == "Bora"] == [["✓", "", ""]]


def test_a_kind_of_care_may_have_several_dates(floor, cared_for):
    for days in (10, 20):
        add_care(
            by=floor.consultant,
            **WHEN,
            vehicle=cared_for,
            planned_on=TODAY + timedelta(days=days),
            mode="home_visit",
            content="",
            kind="visit",
        )
    assert cared_for.care_items.filter(kind="visit").count() == 3
