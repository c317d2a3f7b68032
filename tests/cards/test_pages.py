"""The customer card: what it shows, and to whom (R2.3, R3.4, R4.1, R1.4)."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse

from followups.plans.services import move_activity
from leads.customers.services import update_card
from tests.factories import Floor


@pytest.fixture
def opportunity(floor, now, today):
    return floor.open(now=now, on=today, district="朝阳区")


@pytest.fixture
def customer(opportunity):
    return opportunity.customer


@pytest.fixture
def url(customer):
    return reverse("followups:customer_card", args=[customer.pk])


def test_an_unknown_birthday_is_to_be_completed_never_an_age(client, url, customer, now):
    page = client.get(url).content.decode()
    assert "to be completed" in page
    # Numbers and keys of the page may hold these digits among others.
    assert not re.search(r"(?<!\w)(1900|126)(?!\w)", page)
    update_card(by=customer.consultant, now=now, customer=customer, birthday=date(1990, 11, 22))
    assert "(35 years)" in client.get(url).content.decode()


def test_it_says_what_is_missing(client, url, customer, now):
    before = client.get(url).context["card"].completeness
    assert "birthday" in [str(name) for name in before.missing]
    update_card(by=customer.consultant, now=now, customer=customer, wechat="wx_1")
    after = client.get(url).context["card"].completeness
    assert after.percent > before.percent
    assert len(after.missing) == len(before.missing) - 1


def test_the_timeline_tells_contacts_moves_and_grades(client, url, floor, opportunity, now, today):
    plan = opportunity.activities.get()
    move_activity(
        by=floor.consultant,
        now=now,
        on=today,
        activity=plan,
        to_on=today + timedelta(days=2),
        reason="客户出差",
    )
    floor.contact(opportunity, now=now, on=today, activity=plan, note="A 降级", next_in=9)
    page = client.get(url).content.decode()
    assert "客户出差" in page and "谈了价格" in page and "A 降级" in page
    assert "Stretched" in page


def test_queries_do_not_grow_with_what_happened(
    client, url, floor, opportunity, now, today, count_queries
):
    def live(days):
        for n in days:
            on = today + timedelta(days=n)
            floor.contact(opportunity, now=now, on=on, next_in=3, note="HA"[n % 2] + " 再谈")

    live([0])
    few = count_queries(client, url)
    history = reverse("followups:customer_history", args=[opportunity.customer_id])
    few_changes = count_queries(client, history)
    live([0, 0, 0])
    assert count_queries(client, url) == few
    assert count_queries(client, history) == few_changes


def test_changes_say_who_before_and_after(client, customer, floor, now):
    update_card(by=floor.manager, now=now, customer=customer, district="通州区")
    page = client.get(reverse("followups:customer_history", args=[customer.pk])).content.decode()
    assert "朝阳区" in page and "通州区" in page and floor.manager.full_name in page


@pytest.mark.parametrize(
    "name", ["followups:customer_card", "followups:customer_history", "leads:customer_edit"]
)
def test_only_owner_manager_and_director_open_it(browse, floor, customer, receptionist, name):
    url = reverse(name, args=[customer.pk])
    allowed = [floor.consultant, floor.manager, floor.director]
    assert [browse(person).get(url).status_code for person in allowed] == [200] * 3
    elsewhere = Floor()
    hidden = [floor.new_consultant(), elsewhere.manager, elsewhere.director]
    assert [browse(person).get(url).status_code for person in hidden] == [404] * 3
    assert browse(receptionist).get(url).status_code == 403


@pytest.mark.parametrize("pk", ["0", "999999", "9" * 40])
def test_a_card_that_is_not_there_is_404(client, pk):
    assert client.get(f"/customers/{pk}/").status_code == 404
