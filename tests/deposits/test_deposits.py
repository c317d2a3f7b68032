"""The usual deposit of a store: adopted from a date on, proposed with an order, never demanded (R9.10)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from orders.deposits.models import DepositPolicy
from orders.deposits.queries import usual_deposit
from orders.orders.models import Order
from tests.browsing import at_fixed_now, browse, fields, floor, today  # noqa: F401


@pytest.fixture
def director(browse, floor):  # noqa: F811
    return browse(floor.director)


@pytest.fixture
def url(floor):  # noqa: F811
    return reverse("orders:deposit_policy", args=[floor.store.pk])


@pytest.fixture
def usual(floor, today):  # noqa: F811
    DepositPolicy.objects.create(store=floor.store, effective_from=today, amount=5000)


@pytest.fixture
def order_url(floor, now, today):  # noqa: F811
    opportunity = floor.open(now=now, on=today)
    return reverse("orders:order_create", args=[opportunity.pk])


def test_it_is_adopted_from_a_date_on_and_withdrawn(director, url, floor, fields, today, usual):  # noqa: F811
    start = today + timedelta(days=9)
    sent = fields(director.get(url), effective_from=start, amount="8000", reason="dearer cars")
    for _press in range(2):
        assert director.post(url, sent).status_code == 302
    assert usual_deposit(floor.store, on=today) == 5000
    assert usual_deposit(floor.store, on=start) == 8000
    coming = DepositPolicy.objects.get(effective_from=start)
    withdraw = reverse("orders:deposit_policy_withdraw", args=[coming.pk])
    director.post(withdraw, fields(director.get(withdraw), reason="not now"))
    assert usual_deposit(floor.store, on=start) == 5000
    states = [version.state for version in director.get(url).context["page_obj"]]
    assert states == ["withdrawn", "present"]
    assert "5,000" in director.get(reverse("compliance:policy_list")).content.decode()


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"amount": "0"}, "amount"),
        ({"amount": "-5"}, "amount"),
        ({"amount": "5000"}, "__all__"),
        ({"effective_from": "2026-11-20", "amount": "1"}, "effective_from"),
        ({"amount": "1"}, "effective_from"),  # another one begins today
    ],
)
def test_what_makes_no_sense_is_refused(director, url, fields, today, usual, change, name):  # noqa: F811
    sent = fields(director.get(url), effective_from=today, reason="x") | change
    assert name in director.post(url, sent).context["form"].errors
    assert DepositPolicy.objects.count() == 1


def test_a_blank_amount_ends_it(director, url, floor, fields, today, usual):  # noqa: F811
    tomorrow = today + timedelta(days=1)
    director.post(url, fields(director.get(url), effective_from=tomorrow, amount="", reason="x"))
    assert usual_deposit(floor.store, on=today) == 5000
    assert usual_deposit(floor.store, on=tomorrow) is None


def test_the_order_form_proposes_it(browse, floor, order_url, usual):  # noqa: F811
    page = browse(floor.consultant).get(order_url)
    assert page.context["form"]["deposit"].value() == 5000
    assert "Usual here: 5,000.00 yuan." in page.content.decode()


def test_another_one_may_say_why(browse, floor, order_url, fields, usual):  # noqa: F811
    client = browse(floor.consultant)
    sent = fields(client.get(order_url), price="150000", deposit="2000")
    answer = client.post(order_url, sent | {"deposit_reason": "老客户"})
    assert Order.objects.get().deposit_reason == "老客户"
    page = client.get(answer.url).content.decode()
    assert "Not the usual deposit" in page and "老客户" in page


def test_nothing_is_refused_for_it_and_the_usual_one_needs_no_reason(
    browse,
    floor,
    order_url,
    fields,
    usual,
    now,
    today,  # noqa: F811
):
    client = browse(floor.consultant)
    assert (
        client.post(order_url, fields(client.get(order_url), price="1", deposit="")).status_code
        == 302
    )
    other = reverse("orders:order_create", args=[floor.open(now=now, on=today).pk])
    sent = fields(client.get(other), price="150000", deposit_reason="–")
    assert client.post(other, sent).status_code == 302
    assert [order.deposit_reason for order in Order.objects.all()] == ["", ""]


def test_a_store_without_one_asks_for_no_reason(browse, floor, order_url):  # noqa: F811
    form = browse(floor.consultant).get(order_url).context["form"]
    assert "deposit_reason" not in form.fields and form["deposit"].value() is None
