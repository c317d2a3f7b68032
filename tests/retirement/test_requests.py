"""Name, phone and the end of a card by request (R1.4, R2.5, R2.6)."""

import threading

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection

from followups.deadlines.models import Deadline
from followups.deadlines.services import compare
from followups.retirement.services import approve_request, revive_customer
from leads.change_requests.models import ChangeRequest
from leads.change_requests.services import ask_change, ask_deletion
from leads.customers.models import Customer
from leads.customers.services import DuplicatePhone
from tests.penalties.conftest import said
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


def test_asked_on_the_card_and_approved_by_the_manager(evening, customer, client):
    client.force_login(evening.consultant)
    old = customer.phone
    url = f"/customers/{customer.pk}/request/"
    client.post(url, {"name": customer.name, "phone": "+86 139 1234-5678", "reason": "new number"})
    asked = ChangeRequest.objects.get()
    assert (asked.name, asked.phone, asked.old_phone) == ("", NEW, old)
    assert "A request waits" in client.get(f"/customers/{customer.pk}/").content.decode()
    assert client.post(f"/requests/{asked.pk}/", {"answer": "approve"}).status_code == 403

    client.force_login(evening.manager)
    press(client, f"/requests/{asked.pk}/", {"answer": "approve", "reason": ""})
    customer.refresh_from_db()
    assert customer.phone == NEW
    kept = customer.history.first()
    assert (kept.history_user, kept.history_change_reason) == (evening.manager, "new number")
    page = client.get(f"/customers/{customer.pk}/history/").content.decode()
    assert old in page and NEW in page and "new number" in page and str(evening.consultant) in page


@pytest.fixture
def retired(evening, customer):
    asked = ask_deletion(**evening.by(evening.consultant), customer=customer, reason="moved away")
    agree(evening, asked)
    return Customer.objects.get(pk=customer.pk)


def test_a_deletion_ends_what_is_under_way(evening, opportunity, retired):
    assert retired.lifecycle == "inactive"
    opportunity.refresh_from_db()
    assert (opportunity.state, opportunity.lost_reason) == ("lost", "cancelled")
    assert [plan.state for plan in opportunity.activities.all()] == ["cancelled"]
    assert not Deadline.objects.filter(ended_on=None).exists()
    assert not compare([opportunity.pk])


def test_the_card_leaves_the_lists_but_leaders_find_it(evening, opportunity, retired, client):
    card = f"/customers/{retired.pk}/"
    client.force_login(evening.consultant)
    assert client.get(card).status_code == 404
    assert client.get(f"/opportunities/{opportunity.pk}/log/").status_code == 404
    assert retired.name not in client.get("/customers/?state=all").content.decode()
    found = client.get("/phone/", {"phone": retired.phone}).content.decode()
    assert "not in use" in found and retired.name not in found
    for person in (evening.manager, evening.director):
        client.force_login(person)
        assert client.get(card).status_code == 200
        assert not client.get("/customers/?state=all").context["page_obj"].object_list
        assert retired in client.get("/customers/inactive/").context["page_obj"].object_list


def test_r2_6_the_list_of_cards_out_of_use_says_when_and_why(evening, retired, client):
    client.force_login(evening.manager)
    (shown,) = client.get("/customers/inactive/").context["page_obj"]
    assert shown.ended.history_change_reason == retired.requests.get().reason
    assert (
        str(shown.ended.history_change_reason)
        in client.get("/customers/inactive/").content.decode()
    )


def test_the_number_leads_back_to_the_card_which_a_manager_revives(
    evening, opportunity, retired, client
):
    with pytest.raises(DuplicatePhone):
        evening.open(now=evening.now, on=evening.today, phone=retired.phone)
    with pytest.raises(PermissionDenied):
        revive_customer(retired, **evening.by(evening.consultant), reason="back")
    client.force_login(evening.manager)
    client.post(f"/customers/{retired.pk}/revive/", {"reason": "is back"})
    retired.refresh_from_db()
    assert retired.lifecycle == "prospect"
    assert retired.history.first().history_change_reason == "is back"
    opportunity.refresh_from_db()
    assert opportunity.state == "lost"


def test_no_business_on_a_card_out_of_use(evening, opportunity, retired, client):
    client.force_login(evening.manager)
    page = client.get(f"/customers/{retired.pk}/request/", follow=True)
    assert said(page)[-1] == "This card is not in use."
    with pytest.raises(ValidationError):
        ask_deletion(**evening.by(evening.manager), customer=retired, reason="again")


def test_the_list_of_cards_out_of_use_asks_no_more_for_more(evening, client, queries):
    def retire(number):
        for _ in range(number):
            made = evening.open(now=evening.now, on=evening.today).customer
            by = evening.by(evening.consultant)
            agree(evening, ask_deletion(**by, customer=made, reason="x"))

    retire(1)
    client.force_login(evening.manager)
    one = queries("/customers/inactive/")
    retire(2)
    assert queries("/customers/inactive/") == one


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_answers_at_once_have_one_effect(now):
    from tests.penalties.conftest import Evening

    evening = Evening(now)
    customer = evening.open(now=now, on=now.date()).customer
    asked = ask(evening, customer)
    before, start, outcomes = customer.history.count(), threading.Barrier(2), []

    def answer():
        start.wait()
        try:
            outcomes.append(agree(evening, asked).state)
        except ValidationError as error:
            outcomes.append(error.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=answer) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["approved", "decided"]
    assert customer.history.count() == before + 1
