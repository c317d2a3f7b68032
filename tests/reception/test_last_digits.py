"""A known visitor is found by the last digits of the number, without telling more than R1.3 allows."""

import re

import pytest
from django.db import connection

from followups.phone_lookup.models import PhoneLookup
from followups.phone_lookup.rules import MOST
from leads.customers.models import Lifecycle
from leads.customers.rules import ending_of
from reception.models import Choice, Visit
from reception.queries import cards_ending, load_board
from tests.factories import Floor
from tests.reception.test_pages import HOME, NEW, typed

ASK = "/reception/new/caller"


@pytest.fixture
def tablet(desk, browse):
    return browse(desk.receptionist)


@pytest.fixture
def card(desk, now, today):
    """`card("13800138000")`: of the last in the line."""
    owner = load_board(desk.store, on=today).places[-1].person

    def make(phone, name="韩梅梅", consultant=owner):
        return desk.open(now=now, on=today, consultant=consultant, name=name, phone=phone).customer

    return make


def said(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


@pytest.mark.parametrize(
    ("text", "digits"),
    [("8000", "8000"), ("1 38-8000", "1388000"), ("８０００", "8000")]
    + [(text, "") for text in ("", "800", "13800138000", "+86138", "abcd", "8000a")],
)
def test_four_to_ten_digits_may_be_the_last_of_a_number(text, digits):
    assert ending_of(text) == digits


def test_one_who_is_found_is_shown_masked_and_registered_at_once(desk, tablet, card):
    known = card("13800138000")
    answer = tablet.post(ASK, {"phone": "8000"})
    text = said(answer)
    assert "韩** 138 **** 8000" in text and f"Already a customer of {known.consultant}." in text
    assert "told at once" in text
    assert "韩梅梅" not in answer.content.decode() and known.phone not in answer.content.decode()
    values = typed(tablet.get(NEW), phone="8000", known=known.pk)
    for _ in range(2):
        assert tablet.post(NEW, values).url == HOME
    visit = Visit.objects.get()
    assert (visit.customer, visit.phone, visit.chosen) == (known, known.phone, Choice.OWNER)


def test_of_several_one_is_chosen_or_a_digit_more_is_typed(tablet, card):
    first, second = card("13800138000"), card("13900138000", name="李雷")
    answer = tablet.post(ASK, {"phone": "8000"})
    assert answer.context["caller"]["state"] == "several"
    assert "李** 139 **** 8000" in said(answer) and "Already" not in said(answer)
    chosen = tablet.post(ASK, {"phone": "8000", "known": first.pk})
    assert chosen.context["caller"]["chosen"] == first and "Already a customer" in said(chosen)
    assert tablet.post(ASK, {"phone": "3900138000"}).context["caller"]["chosen"] == second


def test_without_a_choice_nobody_is_registered_and_the_page_asks_who_it_is(tablet, card):
    """As without JavaScript, or pressed before the answer came."""
    known = card("13800138000")
    answer = tablet.post(NEW, typed(tablet.get(NEW), phone="8000"))
    assert (
        "phone" in answer.context["form"].errors
        and answer.context["form"]["phone"].value() == "8000"
    )
    assert f'name="known" value="{known.pk}"' in " ".join(answer.content.decode().split())
    assert not Visit.objects.exists()
    answer = tablet.post(NEW, typed(tablet.get(NEW), phone="7777"))
    assert "type the whole number" in " ".join(answer.context["form"].errors["phone"])


@pytest.mark.parametrize("known", ["x", "0", "99999999999999999999", "-1"])
def test_whose_number_ends_otherwise_cannot_be_chosen(tablet, card, known):
    card("13800138000")
    other = card("13800138001")
    for choice in (known, other.pk):
        assert (
            tablet.post(NEW, typed(tablet.get(NEW), phone="8000", known=choice)).status_code == 200
        )
        assert tablet.post(ASK, {"phone": "8000", "known": choice}).status_code == 200
    assert not Visit.objects.exists()


def test_who_sells_finds_only_the_cards_they_may_open(desk, browse, card):
    known = card("13800138000")
    owner, colleague = browse(known.consultant), browse(desk.people[0])
    assert "韩梅梅" in said(owner.post(ASK, {"phone": "8000"}))
    assert colleague.post(ASK, {"phone": "8000"}).context["caller"]["state"] == "part"
    assert colleague.post(ASK, {"phone": known.phone}).context["caller"]["state"] == "known"
    assert "韩梅梅" in said(browse(desk.manager).post(ASK, {"phone": "8000"}))


def test_other_stores_and_cards_out_of_use_are_not_found(desk, tablet, card, now, today):
    elsewhere = Floor()
    elsewhere.open(now=now, on=today, phone="13700138000")
    known = card("13800138000")
    known.lifecycle = Lifecycle.INACTIVE
    known.save()
    assert tablet.post(ASK, {"phone": "8000"}).context["caller"]["state"] == "part"


def test_who_is_found_counts_among_the_numbers_looked_up(tablet, card, monkeypatch):
    card("13800138000")
    tablet.post(ASK, {"phone": "7777"})
    assert not PhoneLookup.objects.exists(), "nothing was learned"
    monkeypatch.setattr("followups.phone_lookup.rules.MOST", dict.fromkeys(MOST, 1))
    monkeypatch.setattr("followups.phone_lookup.services.MOST", dict.fromkeys(MOST, 1))
    for _ in range(2):
        assert tablet.post(ASK, {"phone": "8000"}).context["caller"]["state"] == "known"
    assert "very many" in said(tablet.post(ASK, {"phone": "38000"}))


def test_so_many_are_listed_and_no_more(tablet, card, django_assert_num_queries):
    card("13100138000")
    card("13200138000")
    with django_assert_num_queries(count := _queries(tablet)):
        tablet.post(ASK, {"phone": "8000"})
    for middle in range(3, 9):
        card(f"13{middle}00138000")
    with django_assert_num_queries(count):
        answer = tablet.post(ASK, {"phone": "8000"})
    assert len(answer.context["caller"]["hits"]) == 5
    assert "type one digit more" in said(answer)


def _queries(tablet):
    from django.test.utils import CaptureQueriesContext

    tablet.post(ASK, {"phone": "8000"})
    with CaptureQueriesContext(connection) as queries:
        tablet.post(ASK, {"phone": "8000"})
    return len(queries)


def test_a_number_added_later_is_found_so_too(desk, tablet, card, now):
    known, visit = card("13800138000"), desk.visit(now=now)
    page = f"/reception/visits/{visit.pk}/"
    assert tablet.post(page, typed(tablet.get(page), phone="8000", known=known.pk)).url == HOME
    visit.refresh_from_db()
    assert visit.customer == known


def test_of_a_neglected_card_the_number_is_not_led_on(desk, tablet, card, monkeypatch):
    known = card("13800138000")
    monkeypatch.setattr("followups.phone_lookup.queries.is_claimable", lambda *_args, **_how: True)
    answer = tablet.post(ASK, {"phone": "8000"})
    assert "can be claimed" in said(answer) and "href" not in answer.content.decode()
    assert known.phone not in answer.content.decode()


def test_the_search_reads_the_index_of_keys(desk):
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
    plan = cards_ending(desk.receptionist, desk.store, "138000").explain()
    assert "customer_keys" in plan
