"""The lines of the registers: who ordered at their first visit, first contacts, confirmed by a tap (R9.1)."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.notices.models import Notice
from orders.orders.services.placing import Terms, place_order
from reception.queries import load_board, register_rows
from reception.services.visits import Entry, complete_visit
from tests.factories import UserFactory


@pytest.fixture
def order(now, today):
    def place(opportunity, *, at=now, on=today):
        terms = Terms(model=opportunity.model, colour="", price=Decimal(150000))
        return place_order(
            by=opportunity.consultant, now=at, on=on, opportunity=opportunity, terms=terms
        )

    return place


@pytest.fixture
def line(desk, today):
    """`line(visit)`: its line in the register."""

    def read(visit):
        rows = register_rows(desk.manager, kind=visit.kind, since=visit.on, until=visit.on)
        return rows.get(pk=visit.pk)

    return read


def test_who_orders_on_the_first_visit_has_ordered_on_the_spot(desk, now, order, line):
    visit = desk.visit(now=now, **desk.newcomer())
    assert not line(visit).ordered_on_spot
    order(visit.opportunity)
    assert line(visit).ordered_on_spot


def test_a_known_customer_who_comes_and_orders_on_one_day_has_not(desk, now, today, order, line):
    for on in (today - timedelta(days=3), today):
        known = desk.open(now=now - (today - on), on=on)
        visit = desk.visit(now=now, phone=known.customer.phone)
        order(known)
        assert not line(visit).ordered_on_spot and not visit.is_first_contact


def test_who_orders_on_a_later_visit_has_not(desk, now, today, order, line):
    earlier = now - timedelta(days=2)
    first = desk.visit(now=earlier, **desk.newcomer())
    again = desk.visit(now=now, phone=first.phone)
    order(first.opportunity)
    assert not line(first).ordered_on_spot and not line(again).ordered_on_spot


def test_who_had_only_called_may_order_on_their_first_visit(desk, now, order, line):
    call = desk.visit(now=now - timedelta(days=1), kind="call_in", **desk.newcomer())
    visit = desk.visit(now=now, phone=call.phone)
    order(call.opportunity)
    assert line(visit).ordered_on_spot and not line(call).ordered_on_spot
    later = desk.visit(now=now + timedelta(minutes=5), phone=call.phone)
    assert not line(later).ordered_on_spot


def test_a_cancelled_order_counts_no_more(desk, now, today, order, line):
    visit = desk.visit(now=now, **desk.newcomer())
    placed = order(visit.opportunity)
    type(placed).objects.filter(pk=placed.pk).update(cancelled_on=today)
    assert not line(visit).ordered_on_spot


def test_the_first_contact_of_a_caller_is_marked_and_no_other(desk, now, browse):
    first = desk.visit(now=now, kind="call_in", **desk.newcomer())
    again = desk.visit(now=now + timedelta(minutes=5), kind="call_in", phone=first.phone)
    nameless = desk.visit(now=now, kind="call_in")
    assert (first.is_first_contact, again.is_first_contact) == (True, False)
    assert not nameless.is_first_contact
    page = browse(desk.manager).get("/reception/register/?kind=call_in").content.decode()
    assert page.count("First contact</span>") == 1


def test_whose_card_was_opened_while_they_were_there_was_new(desk, now, today):
    visit = desk.visit(now=now)
    later = now + timedelta(minutes=20)
    opened = desk.open(now=later, on=today)
    entry = Entry(phone=opened.customer.phone, name="王先生")
    visit = complete_visit(by=desk.manager, now=later, on=today, visit=visit, entry=entry)
    assert visit.is_first_contact


@pytest.fixture
def visit(desk, now):
    return desk.visit(now=now, **desk.newcomer())


def confirm(client, visit, **values):
    return client.post(reverse("reception:confirm", args=[visit.pk]), values)


def test_one_tap_of_the_consultant_confirms_the_line_and_stands_on_the_paper(
    desk, visit, browse, today, monkeypatch, now
):
    own = browse(visit.consultant)
    assert "/confirm/" in own.get("/reception/register/").content.decode()
    assert confirm(own, visit).status_code == 302
    monkeypatch.setattr("foundation.clock.now", lambda: now + timedelta(hours=1))
    confirm(own, visit)
    page = own.get("/reception/register/").content.decode()
    assert "confirmed 10:00" in page and "/confirm/" not in page
    paper = browse(desk.manager).get(reverse("reports:walk-ins_paper")).content.decode()
    assert f"{visit.consultant} 10:00" in paper and "How this form is read" in paper
    assert not Notice.objects.unread().filter(person=visit.consultant).exists()


def test_from_the_worklist_the_tap_leads_back_to_it(visit, browse):
    own = browse(visit.consultant)
    assert f"/reception/visits/{visit.pk}/confirm/" in own.get("/").content.decode()
    assert confirm(own, visit, notice="1").url == "/"
    assert f"/reception/visits/{visit.pk}/confirm/" not in own.get("/").content.decode()


def test_nobody_confirms_for_another(desk, visit, browse):
    for person in (desk.manager, desk.receptionist, UserFactory(store=desk.store)):
        assert confirm(browse(person), visit).status_code in (403, 404)
    visit.refresh_from_db()
    assert visit.confirmed_at is None


def test_another_consultant_confirms_anew(desk, visit, browse, now, today):
    confirm(browse(visit.consultant), visit)
    board = load_board(desk.store, on=today)
    other = next(p.person for p in board.places if p.person != visit.consultant)
    visit.refresh_from_db()
    entry = Entry(consultant=other, asked_for=True, name=visit.name, arrived_at=visit.arrived_at)
    visit = complete_visit(by=desk.manager, now=now, on=today, visit=visit, entry=entry)
    assert visit.confirmed_at is None
