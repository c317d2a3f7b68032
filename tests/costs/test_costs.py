"""What channels cost by the month (R13.1)."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from foundation.months import month_of
from intake.costs.models import ChannelCost
from intake.costs.queries import costs_of, costs_within
from intake.costs.rules import part_of
from intake.costs.services import set_costs
from tests.factories import Floor
from tests.leads_road import at_fixed_now, browse, now, road, today  # noqa: F401

NOVEMBER = date(2026, 11, 1)
PAGE = reverse("intake:cost_grid")


@pytest.mark.parametrize(
    ("start", "end", "part"),
    [
        ((2026, 11, 1), (2026, 11, 30), "100.00"),
        ((2026, 11, 30), (2026, 12, 1), "3.33"),
        ((2026, 12, 1), (2026, 12, 9), "0"),
        ((2026, 10, 1), (2026, 11, 2), "6.67"),
    ],
)
def test_r13_1_the_part_of_a_month_that_lies_in_the_span(start, end, part):
    assert part_of(Decimal(100), NOVEMBER, date(*start), date(*end)) == Decimal(part)


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(1, 10**7))
def test_r13_1_parts_of_a_month_make_the_whole_but_for_a_fen(day, fen):
    amount, (first, last) = Decimal(fen) / 100, month_of(day)
    parts = [part_of(amount, first, first, day), part_of(amount, first, day, last)]
    both = sum(parts) - part_of(amount, first, day, day)
    assert abs(both - amount) <= Decimal("0.02")


@pytest.fixture
def how(road, now):  # noqa: F811
    return {"by": road.marketing, "now": now, "store": road.store}


def test_r13_1_costs_are_kept_changed_and_taken_away(road, how):  # noqa: F811
    set_costs(month=date(2026, 11, 19), amounts={"autohome": Decimal(3000)}, **how)
    set_costs(month=NOVEMBER, amounts={"autohome": Decimal(2500), "yiche": Decimal(900)}, **how)
    assert costs_of(road.store, NOVEMBER) == {"autohome": 2500, "yiche": 900}
    set_costs(month=NOVEMBER, amounts={"autohome": None, "yiche": Decimal(0)}, **how)
    assert costs_of(road.store, NOVEMBER) == {}
    assert ChannelCost.history.filter(channel="autohome").count() == 3
    assert costs_within([road.store], NOVEMBER, date(2026, 11, 30)) == {}


def test_r13_1_who_may(road, how):  # noqa: F811
    for person in (road.manager, road.people[0], Floor().director):
        with pytest.raises(PermissionDenied):
            set_costs(month=NOVEMBER, amounts={}, **how | {"by": person})


def test_r13_1_written_on_the_page(road, browse):  # noqa: F811
    client = browse(road.marketing)
    url = f"{PAGE}?store={road.store.pk}&month=2026-11"
    form = client.get(url).context["form"]
    sent = {"token": form["token"].value(), "shown_values": form.marks_as_text()}
    bad = client.post(url, sent | {"autohome": "-1", "yiche": "viel"})
    assert set(bad.context["form"].errors) == {"autohome", "yiche"}
    client.post(url, sent | {"autohome": "3000.50"})
    assert costs_of(road.store, NOVEMBER) == {"autohome": Decimal("3000.50")}
    # Somebody else's, written meanwhile, stays.
    again = client.get(url).context["form"]
    sent = {"token": again["token"].value(), "shown_values": again.marks_as_text()}
    set_costs(
        by=road.director,
        now=road.now,
        store=road.store,
        month=NOVEMBER,
        amounts={"yiche": Decimal(700)},
    )
    client.post(url, sent | {"autohome": "2000"})
    assert costs_of(road.store, NOVEMBER) == {"autohome": 2000, "yiche": 700}


def test_the_address_names_store_and_month(road, browse):  # noqa: F811
    client = browse(road.marketing)
    for nonsense in ("2026-13", "x", "", "1999-01", "\0"):
        shown = client.get(PAGE, {"month": nonsense}, follow=True)
        assert shown.context["code"] == "2026-10"
        assert shown.redirect_chain[-1][0] == f"{PAGE}?store={road.store.pk}&month=2026-10"
    for store in ("", "0", "x", str(Floor().store.pk)):
        answer = client.get(PAGE, {"month": "2026-11", "store": store})
        assert answer.url == f"{PAGE}?store={road.store.pk}&month=2026-11"
