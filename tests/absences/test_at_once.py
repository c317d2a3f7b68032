"""Two presses, or two people, at the same moment: one effect (R4.7)."""

import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from followups.absences.services.requesting import withdraw_absence
from followups.activities.models import ActivityMove
from followups.calendars.models import Absence
from followups.deadlines.services import compare
from tests.factories import Floor

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def floor(transactional_db):
    return Floor()


def at_once(*acts):
    """Run them in threads of their own; how many were not refused."""
    start, done = threading.Barrier(len(acts)), []

    def run(act):
        start.wait()
        try:
            act()
            done.append(act)
        except ValidationError:
            pass
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(done)


def test_two_approvals_move_the_plans_once(floor, ask, approve, now, today):
    opportunity = floor.open(now=now, on=today, plan_in=4)
    absence = ask(3, 5)
    press = [lambda: approve(absence) for _n in range(3)]
    assert at_once(*press) == 1
    assert ActivityMove.objects.count() == 1
    assert not compare([opportunity.pk])


def test_approved_or_withdrawn_but_not_both(floor, ask, approve, now, today):
    floor.open(now=now, on=today, plan_in=4)
    absence = ask(3, 5)
    assert (
        at_once(
            lambda: approve(absence),
            lambda: withdraw_absence(by=floor.consultant, now=now, absence=absence),
        )
        == 1
    )
    absence.refresh_from_db()
    assert ActivityMove.objects.count() == (absence.state == "approved")


def test_of_two_overlapping_requests_one_stands(floor, ask):
    assert at_once(lambda: ask(3, 5), lambda: ask(4, 8), lambda: ask(5, 5)) == 1
    assert Absence.objects.count() == 1
