"""The same lead sent twice at the same moment is one lead (R5.1)."""

import json
import threading
from collections import Counter

import pytest
from django.db import connection
from django.test import Client

from intake.arrivals.models import Lead
from tests.api.conftest import Portal
from tests.leads_road import Road

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def portal(transactional_db, clock):
    road = Road(clock.now)
    return Portal(now=clock.now, name="Autohome", channel="autohome", store=road.store)


def at_once(*acts):
    """What each returned, run in threads of their own."""
    start, done = threading.Barrier(len(acts)), []

    def run(act):
        start.wait()
        try:
            done.append(act())
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return done


def send(portal, **fields):
    """With a client of its own, as another process would."""
    headers = {"Authorization": f"Bearer {portal.token}"}
    sent = json.dumps(portal.lead(**fields))
    return Client().post("/api/v1/leads", sent, content_type="application/json", headers=headers)


@pytest.mark.parametrize("phone", ["13800138001", "12"])
def test_equal_posts_are_one_202_and_else_200_with_one_row(portal, handed_on, phone):
    answers = at_once(*[lambda: send(portal, phone=phone)] * 4)
    assert Counter(each.status_code for each in answers) == {202: 1, 200: 3}
    assert len({each.content for each in answers}) == 1
    assert Lead.objects.count() == 1 and len(handed_on) == (phone != "12")


def test_other_content_at_the_same_moment_is_one_202_and_one_409(portal, handed_on):
    answers = at_once(lambda: send(portal, name="李雷"), lambda: send(portal, name="韩梅梅"))
    assert sorted(each.status_code for each in answers) == [202, 409]
    assert Lead.objects.count() == 1


def test_the_same_number_from_many_ids_is_one_lead_and_the_others_join_it(portal, handed_on):
    answers = at_once(*[lambda n=n: send(portal, source_id=f"{n}") for n in range(4)])
    states = Counter(each.json()["state"] for each in answers)
    assert states == {"new": 1, "merged": 3}
