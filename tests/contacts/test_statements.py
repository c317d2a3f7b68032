"""What it costs to log a contact: fixed, so that it does not grow unseen."""

import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from followups.contacts.services import Contact, record_contact
from foundation.read_once import once, reading_once
from tests.contacts.test_pages import SAID
from tests.factories import plan_on

# Statements of the service, without those that begin and end its transaction; and of the page's whole POST.
SERVICE, PAGE = 20, 37
MILLISECONDS = 40


def own(captured):
    """Without savepoints: whose transaction it is depends on who calls."""
    return [q["sql"] for q in captured if "SAVEPOINT" not in q["sql"].upper()]


@pytest.fixture
def plans(floor, now, today):
    """Ten customers with a plan of today."""
    return [floor.open(now=now, on=today, plan_in=0).activities.get() for _ in range(10)]


def test_a_logged_contact_takes_few_statements_and_little_time(plans, floor, now, today):
    """Another grade and date, and the next plan, with history and deadlines (R4.2, R3.4, R1.4)."""
    took = []
    for plan in plans:
        contact = Contact(
            mode="phone",
            result="reached",
            executed_on=today,
            content="谈了价格",
            feedback="再考虑",
            note="A 客户",
            expected_on=today.replace(day=28),
            next_plan=plan_on(today.replace(day=24)),
        )
        with CaptureQueriesContext(connection) as captured:
            start = time.process_time()
            record_contact(by=floor.consultant, now=now, on=today, contact=contact, activity=plan)
            took.append((time.process_time() - start) * 1000)
        assert len(own(captured)) <= SERVICE, "\n".join(own(captured))
    assert min(took) < MILLISECONDS


def test_its_page_takes_few_statements(client, fields, plans):
    for plan in plans[:2]:
        url = reverse("followups:log_plan", args=[plan.pk])
        sent = fields(client.get(url), **SAID)
        with CaptureQueriesContext(connection) as captured:
            assert client.post(url, sent).status_code == 302
        assert len(own(captured)) <= PAGE, "\n".join(own(captured))


def test_what_is_read_once_is_read_again_in_the_next_act():
    read = []

    def number():
        read.append(1)
        return len(read)

    assert [once("key", number), once("key", number)] == [1, 2]
    for _again in range(2):
        with reading_once(), reading_once():
            assert once("key", number) == once("key", number)
    assert len(read) == 4
