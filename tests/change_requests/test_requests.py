"""What may be asked of a card, and what a refusal leaves (R1.4, R2.5)."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from followups.retirement.services import approve_request
from leads.change_requests.models import ChangeRequest
from leads.change_requests.services import ask_change, refuse_request
from leads.customers.services import DuplicatePhone
from tests.shown import press

NEW = "13912345678"


@pytest.fixture
def opportunity(evening):
    return evening.open(now=evening.now, on=evening.today)


@pytest.fixture
def customer(opportunity):
    return opportunity.customer


def ask(evening, customer, **values):
    values = {"phone": NEW, "reason": "new number"} | values
    return ask_change(**evening.by(evening.consultant), customer=customer, **values)


def agree(evening, asked, by=None):
    return approve_request(asked, **evening.by(by or evening.manager), on=evening.today)


def test_what_cannot_be_asked(evening, customer):
    taken = evening.open(now=evening.now, on=evening.today, model="Polo").customer
    for values in (
        {"phone": "12"},
        {"phone": taken.phone},
        {"phone": customer.phone},
        {"reason": " "},
    ):
        with pytest.raises(ValidationError):
            ask(evening, customer, **values)
    assert not ChangeRequest.objects.exists()
    ask(evening, customer)
    with pytest.raises(ValidationError):
        ask(evening, customer, name="李雷")


def test_a_number_taken_meanwhile_is_refused_at_the_approval(evening, customer, client):
    asked = ask(evening, customer)
    evening.open(now=evening.now, on=evening.today, phone=NEW)
    with pytest.raises(DuplicatePhone):
        agree(evening, asked)
    client.force_login(evening.manager)
    page = press(client, f"/requests/{asked.pk}/", {"answer": "approve"})
    assert "already on a card" in page.content.decode()
    asked.refresh_from_db()
    assert asked.state == "waiting"


def test_a_refusal_says_why_and_another_may_follow(evening, customer):
    asked = ask(evening, customer)
    with pytest.raises(ValidationError):
        refuse_request(asked, **evening.by(evening.manager), reason=" ")
    refuse_request(asked, **evening.by(evening.manager), reason="call them first")
    with pytest.raises(ValidationError):
        agree(evening, asked)
    assert ask(evening, customer).state == "waiting"


def test_who_may_answer(evening, customer):
    asked = ask(evening, customer)
    other = type(evening)(evening.now)
    for person in (evening.consultant, other.manager, other.director):
        with pytest.raises(PermissionDenied):
            agree(evening, asked, by=person)
    assert agree(evening, asked, by=evening.director).state == "approved"
