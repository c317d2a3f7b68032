"""Two presses of "Undo", or one and a further contact, at the same moment have one effect (R1.4)."""

import pytest

from followups.activities.models import Activity
from tests.reception.test_at_once import at_once
from tests.withdrawals.test_undo import MINUTE, Desk

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk(transactional_db, now):
    return Desk(now)


def test_pressed_twice_it_is_undone_once(desk):
    before = desk.state()
    done = desk.log()
    assert at_once(*[lambda: desk.undo(done)] * 3) == 1
    assert desk.state() == before and not desk.differs()
    assert (
        Activity.everything.filter(state="withdrawn").count() == 2
    )  # the contact, and its next plan


def test_undone_and_built_on_at_once(desk):
    done = desk.log()
    at_once(
        lambda: desk.undo(done),
        lambda: desk.log(planned=False, content="再次联系", minutes=1),
    )
    later = Activity.objects.get(content="再次联系")
    assert later.executed_at == desk.now + MINUTE
    stands = Activity.objects.get(pk=desk.plan.pk).state
    assert stands in {"planned", "executed"} and not desk.differs()
