"""Who introduced whom, counted per introducer, and the VIPs known by it (R2.3, R2.4)."""

import pytest
from django.urls import reverse

from leads.change_requests.services import approve_change, ask_change
from leads.customers.models import Customer
from leads.customers.queries import introductions_of
from leads.customers.services import update_card
from tests.browsing import (
    at_fixed_now,  # noqa: F401
    browse,  # noqa: F401
    today,  # noqa: F401
)
from tests.factories import Floor


@pytest.fixture
def floor(db):
    return Floor()


@pytest.fixture
def introducer(floor, now):
    return floor.open(now=now, on=now.date(), name="老李").customer


@pytest.fixture
def introduced(floor, now, introducer):
    """Two of them, one of whom has bought; the number is typed with gaps."""
    phone = f"+86 {introducer.phone[:3]} {introducer.phone[3:]}"
    when = {"now": now, "on": now.date()}
    found = [floor.open(**when, introducer_name="李", introducer_phone=phone) for _ in range(2)]
    floor.contact(found[0], **when, next_in=None, outcome="won")
    return [opportunity.customer for opportunity in found]


def test_an_introducer_is_known_by_their_number_and_a_vip_by_whom_they_brought(
    floor, introducer, introduced
):
    assert introductions_of(introduced[0], user=floor.consultant).by == introducer
    found = introductions_of(introducer, user=floor.consultant)
    assert (found.by, found.number, found.bought, found.makes_vip) == (None, 2, 1, True)
    assert not introductions_of(introduced[0], user=floor.consultant).makes_vip


def test_the_cards_lead_to_each_other(floor, introducer, introduced, browse):  # noqa: F811
    client = browse(floor.consultant)
    page = client.get(reverse("followups:customer_card", args=[introduced[0].pk])).content.decode()
    assert reverse("followups:customer_card", args=[introducer.pk]) in page
    page = client.get(reverse("followups:customer_card", args=[introducer.pk])).content.decode()
    assert "2 customers, 1 bought" in page and "VIP" in page
    paper = client.get(reverse("reports:customer_card", args=[introduced[0].pk])).content.decode()
    assert introducer.card_number in paper and introduced[0].card_number in paper


def test_a_colleagues_card_is_not_shown(floor, introducer, introduced, now):
    """R1.3."""
    other = floor.new_consultant()
    Customer.objects.filter(pk=introducer.pk).update(consultant=other)
    assert introductions_of(introduced[0], user=floor.consultant).by is None
    assert introductions_of(introduced[0], user=floor.manager).by == introducer


def test_who_was_introduced_stays_with_an_introducer_whose_number_changes(
    floor, introducer, introduced, now
):
    asked = ask_change(
        by=floor.consultant,
        now=now,
        customer=introducer,
        name="",
        phone=floor.new_phone(),
        reason="new number",
    )
    approve_change(asked, by=floor.manager, now=now)
    introducer.refresh_from_db()
    assert introductions_of(introducer, user=floor.consultant).number == 2


def test_a_number_that_is_none_is_kept_as_it_was_typed(floor, introducer, now):
    card = update_card(by=floor.consultant, now=now, customer=introducer, introducer_phone=" 不详 ")
    assert card.introducer_phone == "不详"


def test_an_introducer_is_known_by_the_number_of_a_merged_card(floor, introducer, introduced, now):
    """R2.5: who was typed in by the old number after the merge, too."""
    when = {"now": now, "on": introducer.registered_on}
    old = floor.open(**when, name="李雷").customer
    Customer.objects.filter(pk=old.pk).update(merged_into=introducer, lifecycle="inactive")
    brought = floor.open(**when, introducer_name="李", introducer_phone=old.phone).customer
    assert introductions_of(brought, user=floor.consultant).by == introducer
    assert introductions_of(introducer, user=floor.consultant).number == 3
