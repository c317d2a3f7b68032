"""A first contact is owed by its moment, and its list says so (R5.3)."""

from datetime import timedelta

import pytest
from django.utils import translation

from followups.plans.services import Plan, plan_activity
from followups.templatetags.activities import until


@pytest.fixture
def owed(floor, now, today):
    """The first contact of an assigned customer, owed within half an hour."""
    opportunity = floor.open(now=now, on=today)
    by = now + timedelta(minutes=30)
    plan = Plan(by.date(), call_back_by=by, is_first_contact=True, expected_content="首次联系")
    return plan_activity(by=floor.manager, now=now, on=today, opportunity=opportunity, plan=plan)


def test_the_moment_stands_on_list_and_card_r5_3(client, owed):
    for number in (0, 10**6):
        # Whichever of the two deadlines stands for the customer.
        owed.deadlines.filter(kind="overdue_activity").update(id=number)
        page = client.get("/").content.decode()
        assert "First contact by 10:30" in page and "Call-back" not in page
    card = client.get(f"/customers/{owed.opportunity.customer_id}/")
    assert "First contact by 10:30" in card.content.decode()
    with translation.override("zh-hans"):
        deadline = owed.deadlines.get(kind="missed_first_contact")
        assert until(deadline, owed.planned_on) == "首次联系 10:30 前"


def test_it_counts_as_what_breaks_by_tomorrow(client, owed):
    assert client.get("/", {"show": "breaking"}).context["page_obj"].paginator.count == 1


def test_the_team_s_list_can_be_filtered_by_it(browse, floor, owed):
    answer = browse(floor.manager).get("/overdue/", {"kind": "missed_first_contact"})
    [row] = answer.context["owed"]
    assert [deadline.activity for deadline in row.deadlines] == [owed]
    assert "First contact missed" in answer.content.decode()
