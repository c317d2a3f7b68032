"""Visitors in the digest: who is to know of one, and who was not signed out at closing time (R10.1, R9.1)."""

from datetime import timedelta

import pytest

from accounts.notices.models import Notice
from accounts.notices.services import read
from compliance.reminders.queries import INSIDE, VISITORS, digests_for, items_of
from reception.services.register import sign_out
from tests.factories import ManagerFactory


def numbers(person, on, closed=False):
    (digest,) = digests_for([person], on=on, closed=closed)
    return {code: digest.counts[code] for code in (VISITORS, INSIDE) if code in digest.counts}


def test_owner_and_receiver_are_reminded_until_they_know(desk, now, today):
    visit = desk.visit(now=now)
    assert numbers(visit.consultant, today) == {VISITORS: 1}
    read(Notice.objects.get(), now=now)
    assert numbers(visit.consultant, today) == {}


def test_leaders_are_reminded_at_closing_time_of_who_is_still_inside(desk, now, today):
    visit = desk.visit(now=now)
    desk.visit(now=now, kind="call_in")
    tomorrow = today + timedelta(days=1)
    for leader in (desk.manager, desk.director):
        assert numbers(leader, today) == {}
        assert numbers(leader, today, closed=True) == {INSIDE: 1}
        assert numbers(leader, tomorrow) == {INSIDE: 1}
    assert numbers(ManagerFactory(store=desk.store), today, closed=True) == {}
    sign_out(by=desk.receptionist, now=now, on=today, visit=visit)
    assert numbers(desk.manager, tomorrow) == {}


@pytest.mark.parametrize("who", ["consultant", "manager", "director"])
def test_each_number_leads_to_its_list(desk, browse, now, today, monkeypatch, who):
    visit = desk.visit(now=now)
    person = visit.consultant if who == "consultant" else getattr(desk, who)
    evening = now.replace(hour=18, minute=5)
    monkeypatch.setattr("foundation.clock.now", lambda: evening)
    (digest,) = digests_for([person], on=today, closed=True)
    client = browse(person)
    for item in items_of(digest):
        if item.code in (VISITORS, INSIDE):
            page = client.get(item.url)
            rows = page.context["notices" if item.code == VISITORS else "page_obj"]
            assert len(rows) == item.number == 1
