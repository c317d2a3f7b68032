"""A leaver hands everything over; nothing is lost (R4.8)."""

import pytest
from django.core.exceptions import PermissionDenied

from compliance.services.errors import DecisionError
from compliance.services.hand_over_departure import deactivate
from followups.models import Activity, ActivityMove
from leads.models import Customer, Opportunity, OpportunityChange


def kept():
    """All that happened and was said, without whose it is now."""
    return [
        list(Customer.objects.order_by("pk").values_list("pk", "name", "phone", "lifecycle")),
        list(
            Opportunity.objects.order_by("pk").values_list(
                "pk", "note", "grade", "expected_on", "state", "registered_on"
            )
        ),
        list(
            Activity.objects.order_by("pk").values_list(
                "pk", "planned_for", "planned_on", "state", "executed_on", "content", "recorded_on"
            )
        ),
        list(
            Activity.objects.exclude(state="planned").order_by("pk").values_list("pk", "consultant")
        ),
        list(ActivityMove.objects.order_by("pk").values_list("pk", "from_on", "to_on")),
        Customer.history.count() - Customer.objects.filter(hand_overs__isnull=False).count(),
    ]


def test_the_hand_over_keeps_every_activity_plan_note_and_grade(floor):
    customers = floor.fill("H", "A", "B", "C")
    for opportunity in Opportunity.objects.order_by("pk")[:2]:
        floor.contact(opportunity, **floor.at(1))
    lost = Opportunity.objects.order_by("pk").last()
    floor.contact(lost, **floor.at(1), next_in=None, outcome="lost", lost_reason="price")
    before, changes = kept(), OpportunityChange.objects.count()
    act = floor.give(customers, floor.ann, floor.bob, leaver=floor.consultant)
    assert act.leaver == floor.consultant
    assert kept() == before
    assert OpportunityChange.objects.count() == changes + 4
    assert not floor.consultant.customers.exists()
    assert not floor.consultant.opportunities.exists()
    assert not Activity.objects.planned().filter(consultant=floor.consultant).exists()
    # What he did stays his.
    assert Activity.objects.executed().filter(consultant=floor.consultant).count() == 3


def test_the_account_closes_only_after_the_hand_over(floor):
    customers = floor.fill("H")
    close = {"by": floor.director, "now": floor.now}
    with pytest.raises(DecisionError, match="Hand over the customers first"):
        deactivate(floor.consultant, **close)
    floor.give(customers, floor.ann)
    for person in (floor.manager, floor.ann):
        with pytest.raises(PermissionDenied):
            deactivate(floor.consultant, by=person, now=floor.now)
    for _ in range(2):
        deactivate(floor.consultant, **close)
    floor.consultant.refresh_from_db()
    assert not floor.consultant.is_active
    assert floor.consultant.history.first().history_user == floor.director
