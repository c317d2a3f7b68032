"""A partner sees what becomes of its own leads, by asking and by being told, and nothing else (R5.1, R5.5)."""

import json
from datetime import timedelta
from decimal import Decimal

import pytest

from followups.withdrawals.services import undo
from intake.arrivals.models import Lead
from intake.distribution.services.arriving import carry_on
from intake.webhooks.models import Event
from intake.webhooks.services import make_webhook
from orders.orders.models import DueKind
from orders.orders.services.payments import DueLine
from orders.orders.services.placing import Terms, place_order
from orders.stock.services import add_vehicle
from tests.api.conftest import Portal, clock, handed_on, no_calls_set_aside, portal  # noqa: F401
from tests.delivering import deliver

pytestmark = pytest.mark.django_db

URL = "https://partner.example/states"


@pytest.fixture
def told_partner(portal, road, now):
    portal.webhook, portal.secret = make_webhook(portal.source, url=URL, by=None, now=now)
    return portal


def told():
    return [
        json.loads(body) for body in Event.objects.order_by("pk").values_list("body", flat=True)
    ]


def buy(road, opportunity, *, at):
    """Ordered, the car taken from the yard, delivered."""
    person, on = opportunity.consultant, at.date()
    car = {"vin": "LSVAU2A37N2000001", "model": "Golf", "colour": "白", "arrived_on": on}
    vehicle = add_vehicle(by=road.manager, now=at, store=road.store, **car)
    acting = {"by": person, "now": at, "on": on}
    dues = (DueLine(DueKind.BALANCE, on, Decimal(150000)),)
    terms = Terms(model="Golf", colour="白", price=Decimal(150000), dues=dues)
    return acting, place_order(**acting, opportunity=opportunity, terms=terms, vehicle=vehicle)


def test_r5_5_every_stage_up_to_delivered_is_told_and_answered_alike(
    told_partner, handed_on, road, now
):
    number = told_partner.send(told_partner.lead(model="Golf")).json()["number"]
    carry_on(Lead.objects.get(), by=None, now=now)
    opportunity = Lead.objects.get().opportunity
    later = now + timedelta(minutes=5)
    planned = opportunity.activities.planned().get()
    road.contact(opportunity, now=later, on=later.date(), activity=planned)
    opportunity.refresh_from_db()
    acting, order = buy(road, opportunity, at=later)
    deliver(**acting, order=order, delivered_on=later.date(), despite_outstanding=True)
    stages = [event["stage"] for event in told()]
    assert stages == ["assigned", "contacted", "ordered", "delivered"]
    answer, last = told_partner.read(number).json(), told()[-1]
    assert (answer["stage"], last["source_id"]) == ("delivered", "a-1")
    assert {name: last[name] for name in ("number", "state", "stage")} == {
        name: answer[name] for name in ("number", "state", "stage")
    }
    assert set(last) == {*answer, "event_id", "source_id"}


def test_another_partner_learns_nothing_of_it(told_partner, handed_on, road, now):
    number = told_partner.send().json()["number"]
    other = Portal(now=now, name="Club", channel="partner", store=road.store)
    make_webhook(other.source, url=URL, by=None, now=now)
    carry_on(Lead.objects.get(), by=None, now=now)
    assert other.read(number).status_code == 404 and told_partner.read(number).status_code == 200
    assert set(Event.objects.values_list("webhook__source", flat=True)) == {told_partner.source.pk}
    # Of whom a name or a number is, nothing is ever told.
    assert "李雷" not in str(told()) and "13800138001" not in str(told())


def test_a_contact_that_is_undone_is_told_again_as_it_was(told_partner, handed_on, road, now):
    told_partner.send()
    carry_on(Lead.objects.get(), by=None, now=now)
    opportunity = Lead.objects.get().opportunity
    later = now + timedelta(minutes=5)
    planned = opportunity.activities.planned().get()
    contact = road.contact(opportunity, now=later, on=later.date(), activity=planned)
    undo(by=opportunity.consultant, now=later, activity=contact)
    assert [event["stage"] for event in told()] == ["assigned", "contacted", "assigned"]
