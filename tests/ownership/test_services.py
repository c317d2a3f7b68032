"""Plans go with the customer (R4.8)."""

import pytest

from followups.deadlines.services import compare
from followups.ownership.services import reassign
from tests.factories import Floor

pytestmark = pytest.mark.django_db


@pytest.fixture
def floor():
    return Floor()


@pytest.fixture
def today(now):
    return now.date()


def test_a_plan_of_today_goes_with_the_customer_r4_8(floor, now, today):
    opportunity, colleague = floor.open(now=now, on=today), floor.new_consultant()
    reassign(
        by=floor.director,
        now=now,
        on=today,
        customer=opportunity.customer,
        to=colleague,
        reason="balance",
    )
    deadlines = opportunity.deadlines.filter(ended_on=None)
    assert set(deadlines.values_list("responsible", flat=True)) == {colleague.pk}
    assert not compare([opportunity.pk])
