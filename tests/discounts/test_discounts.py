"""What a consultant may give alone: adopted from a date on by who heads the store (R9.10)."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from orders.discounts.models import DiscountPolicy
from orders.discounts.queries import limit_of
from orders.quotations.services.making import Offer, make_quotation
from tests.browsing import at_fixed_now, browse, fields, floor, today  # noqa: F401


@pytest.fixture
def director(browse, floor):  # noqa: F811
    return browse(floor.director)


@pytest.fixture
def url(floor):  # noqa: F811
    return reverse("orders:discount_policy", args=[floor.store.pk])


def test_two_percent_until_another_is_adopted_and_withdrawn(director, url, floor, fields, today):  # noqa: F811
    assert limit_of(floor.store, on=today) == 2
    start = today + timedelta(days=9)
    sent = fields(director.get(url), effective_from=start, percent="3.5", reason="year's end")
    for _press in range(2):
        assert director.post(url, sent).status_code == 302
    assert (limit_of(floor.store, on=today), limit_of(floor.store, on=start)) == (2, Decimal("3.5"))
    coming = DiscountPolicy.objects.get()
    assert "3.50 %" in director.get(url).content.decode()
    withdraw = reverse("orders:discount_policy_withdraw", args=[coming.pk])
    director.post(withdraw, fields(director.get(withdraw), reason="not now"))
    assert limit_of(floor.store, on=start) == 2
    assert "2.00 %" in director.get(reverse("compliance:policy_list")).content.decode()


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"percent": "-1"}, "percent"),
        ({"percent": "100.01"}, "percent"),
        ({"percent": ""}, "percent"),
        ({"percent": "2"}, "__all__"),
        ({"effective_from": "2026-11-20", "percent": "1"}, "effective_from"),
    ],
)
def test_what_makes_no_sense_is_refused(director, url, fields, today, change, name):  # noqa: F811
    sent = fields(director.get(url), effective_from=today, reason="x") | change
    assert name in director.post(url, sent).context["form"].errors
    assert not DiscountPolicy.objects.exists()


def test_a_quotation_is_made_by_the_limit_of_its_day(floor, now, today):  # noqa: F811
    DiscountPolicy.objects.create(store=floor.store, effective_from=today, percent=0)
    opportunity = floor.open(now=now, on=today)
    offer = Offer(
        model="Golf",
        price=Decimal(150000),
        discount=Decimal(1),
        discount_reason="零头",
        valid_until=today,
    )
    made = make_quotation(
        by=floor.consultant, now=now, on=today, opportunity=opportunity, offer=offer
    )
    assert made.state == "waiting" and made.limit == 0
