"""What became another intent is in no figure, and nothing new hangs on a merged card (R2.2, R2.5)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from crm_site.home.queries import going_well
from followups.merging.services.merging import merge_cards
from followups.merging.services.undoing import undo_merge
from followups.new_customers.services import open_opportunity
from intake.arrivals.models import Lead
from intake.arrivals.services.known import hand_to_owner
from leads.events.models import MarketEvent
from leads.opportunities.models import Opportunity, State
from tests.factories import plan_on

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def doubles(floor, now, today):
    """Two cards with an open intent of one model, both from one event."""
    event = MarketEvent.objects.create(
        store=floor.store, name="Show", starts_on=today - 9 * DAY, ends_on=today
    )
    cards = []
    for days in (9, 5):
        opened = floor.open(now=now - days * DAY, on=today - days * DAY, plan_in=20, grade="B")
        Opportunity.objects.filter(pk=opened.pk).update(event=event)
        cards.append(opened.customer)
    return cards


@pytest.fixture
def merge(floor, doubles, now):
    kept, merged = doubles
    return merge_cards(
        by=floor.manager, now=now, kept=kept, merged=merged, owner=kept.consultant, reason="同一人"
    )


def test_a_merge_is_no_lost_sale_no_second_lead_and_no_entry(floor, merge, browse, today):
    assert Opportunity.objects.filter(state=State.LOST).exclude(merged_into=None).count() == 1
    client = browse(floor.director)
    span = f"?start={today - 30 * DAY}&end={today}"
    assert list(client.get(reverse("reports:lost") + span).context["lines"]) == []
    events = client.get(reverse("reports:events") + span).context
    (line,) = events["lines"]
    by_column = dict(zip([c.code for c in events["columns"]], line, strict=True))
    assert by_column["leads"].value == 1


def test_parting_on_a_later_day_wins_nobody_back(floor, merge, now, today):
    undo_merge(merge, by=floor.manager, now=now + DAY, reason="两个人")
    assert going_well(floor.consultant, on=today + DAY).won_back == 0


def test_what_is_opened_on_a_card_that_was_merged_meanwhile_goes_to_the_one_that_stands(
    floor, doubles, merge, now, today
):
    kept, as_it_was = doubles
    intent = {"model": "Polo", "note": "B 新意向", "expected_on": today + 20 * DAY}
    opened = open_opportunity(
        by=floor.manager,
        now=now,
        on=today,
        customer=as_it_was,
        intent=intent,
        plan=plan_on(today + 3 * DAY),
    )
    assert opened.customer_id == kept.pk


def test_a_lead_judged_while_the_card_is_merged_belongs_to_the_one_that_stands(
    floor, doubles, merge, now
):
    kept, as_it_was = doubles
    lead = Lead(
        store=floor.store,
        channel="autohome",
        name="王",
        phone=as_it_was.phone,
        received_at=now,
        recorded_at=now,
    )
    lead.save()
    hand_to_owner(lead, as_it_was, by=None, now=now)
    assert lead.customer_id == kept.pk and lead.opportunity.customer_id == kept.pk
