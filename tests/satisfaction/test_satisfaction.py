"""How satisfied buyers are with the use of the car, and invitations to the workshop (S1, R9.2)."""

from datetime import timedelta
from decimal import Decimal
from unittest import mock

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from followups.activities.models import Activity, Purpose
from orders.buyers.models import CareKind, OwnedVehicle
from orders.buyers.services import add_care
from tests.factories import Floor

pytestmark = pytest.mark.django_db


@pytest.fixture
def floor(db):
    return Floor()


@pytest.fixture
def buyer(floor, now):
    opportunity = floor.open(now=now, on=now.date())
    floor.contact(opportunity, now=now, on=now.date(), next_in=None, outcome="won")
    opportunity.refresh_from_db()
    return opportunity


@pytest.fixture(autouse=True)
def at_now(now):
    with mock.patch("foundation.clock.now", return_value=now):
        yield


def test_the_score_is_asked_with_a_contact_and_listed_for_the_manager(client, floor, buyer):
    client.force_login(floor.consultant)
    data = {
        "mode": "phone",
        "result": "reached",
        "executed_on": "2026-11-21",
        "content": "问用车情况",
        "feedback": "油耗偏高",
        "satisfaction": "2",
    }
    answer = client.post(reverse("followups:log_contact", args=[buyer.pk]), data)
    assert answer.status_code == 302
    client.force_login(floor.manager)
    page = client.get(reverse("followups:satisfaction_list"), {"satisfaction": "3"})
    assert "油耗偏高" in page.content.decode()
    assert page.context["average"] == Decimal("2.0")
    above = client.get(reverse("followups:satisfaction_list"), {"satisfaction": "1"})
    assert not above.context["page_obj"].object_list
    client.force_login(Floor().manager)
    assert "油耗偏高" not in client.get(reverse("followups:satisfaction_list")).content.decode()


def test_nobody_who_was_not_reached_has_a_score(floor, buyer, now):
    values = {"result": "no_answer", "content": "", "satisfaction": 5}
    done = floor.care(buyer, now=now, on=now.date(), **values)
    assert done.satisfaction is None


def test_a_buyer_is_invited_to_the_workshop_as_often_as_wanted(floor, buyer, now):
    car = OwnedVehicle.objects.create(
        store=floor.store,
        customer=buyer.customer,
        opportunity=buyer,
        model="Golf",
        delivered_on=now.date(),
    )
    for days in (30, 60):
        add_care(
            by=floor.consultant,
            now=now,
            on=now.date(),
            vehicle=car,
            planned_on=now.date() + timedelta(days=days),
            mode="phone",
            content="首保邀约",
            kind=CareKind.WORKSHOP,
        )
    plans = Activity.objects.planned().filter(purpose=Purpose.WORKSHOP)
    assert plans.count() == car.care_items.filter(kind="workshop").count() == 2
    with pytest.raises(ValidationError):
        add_care(
            by=floor.consultant,
            now=now,
            on=now.date(),
            vehicle=car,
            planned_on=now.date(),
            mode="phone",
            content=" ",
            kind=CareKind.WORKSHOP,
        )
