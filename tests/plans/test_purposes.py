"""Each purpose is proposed where it belongs, by the grade and by how the customer came (R4.1)."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from followups.activities.models import Activity
from orders.orders.services.placing import Terms, place_order

DAYS = {"H": 5, "A": 10, "B": 25, "C": 60}


def planned(client, fields, opportunity, today):
    """The plan that is made where no purpose is chosen."""
    url = reverse("followups:plan_create", args=[opportunity.pk])
    tomorrow = today + timedelta(days=1)
    sent = fields(client.get(url), planned_on=tomorrow, expected_content="问候")
    assert sent["purpose"] == ""
    assert client.post(url, sent).status_code == 302
    return Activity.objects.filter(opportunity=opportunity).order_by("pk").last().purpose


@pytest.mark.parametrize(
    ("grade", "purpose"),
    [("H", "close"), ("A", "raise_grade"), ("B", "raise_grade"), ("C", "gather")],
)
def test_the_grade_says_what_the_next_contact_is_for(
    client, fields, floor, now, today, grade, purpose
):
    opportunity = floor.open(now=now, on=today, grade=grade, days=DAYS[grade])
    assert planned(client, fields, opportunity, today) == purpose


def test_who_has_ordered_waits_for_the_delivery_and_a_buyer_is_cared_for(
    client, fields, floor, now, today
):
    ordered = floor.open(now=now, on=today)
    terms = Terms(model="Golf", colour="", price=Decimal(150000))
    place_order(by=floor.consultant, now=now, on=today, opportunity=ordered, terms=terms)
    assert planned(client, fields, ordered, today) == "delivery"
    bought = floor.open(now=now, on=today)
    floor.contact(bought, now=now, on=today, next_in=None, outcome="won")
    assert planned(client, fields, bought, today) == "care"


@pytest.mark.parametrize(
    ("source", "purpose"),
    [("2", "close"), *((source, "friendship") for source in ("1", "3", "4", "5", "6"))],
)
def test_the_first_contact_makes_friends_but_with_the_stores_own_base(
    client, fields, today, source, purpose
):
    """R2.4: whoever is of the existing base is known already."""
    url = reverse("followups:customer_create")
    sent = fields(
        client.get(url),
        phone="13812345678",
        name="李雷",
        gender="M",
        customer_type="private",
        birthday_unknown="on",
        source=source,
        district="海淀区",
        model="Golf",
        note="H 想要白色",
        expected_on=today + timedelta(days=5),
    )
    assert client.post(url, sent).status_code == 302
    assert Activity.objects.get().purpose == purpose


def test_another_purpose_may_be_chosen(client, fields, floor, now, today):
    opportunity = floor.open(now=now, on=today)
    url = reverse("followups:plan_create", args=[opportunity.pk])
    sent = fields(client.get(url), planned_on=today, expected_content="x", purpose="gather")
    assert client.post(url, sent).status_code == 302
    assert opportunity.activities.order_by("pk").last().purpose == "gather"
