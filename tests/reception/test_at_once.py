"""Two tablets at the same moment: everybody gets one turn, a number one card (R5.2, R2.5)."""

import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from followups.activities.models import Activity
from leads.customers.models import Customer
from reception.models import Skip, Visit
from reception.services.roster import pass_over
from tests.reception.conftest import Desk

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk(transactional_db):
    return Desk()


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


def test_visitors_at_two_doors_go_to_different_people(desk, now):
    assert at_once(*[lambda: desk.visit(now=now)] * 3) == 3
    assert {visit.consultant for visit in Visit.objects.all()} == set(desk.people)


def test_one_number_at_two_desks_is_one_card_and_one_call_back(desk, now):
    left = desk.newcomer()
    assert at_once(*[lambda: desk.visit(now=now, **left)] * 2) == 2
    customer = Customer.objects.get()
    assert Visit.objects.filter(customer=customer).count() == 2
    assert Activity.objects.planned().count() == 1


def test_a_person_is_passed_over_once(desk, now, today):
    def skip():
        pass_over(
            by=desk.receptionist,
            now=now,
            on=today,
            store=desk.store,
            consultant=desk.people[0],
            reason="午饭",
        )

    assert at_once(skip, skip) == 1
    assert Skip.objects.count() == 1
