"""Where the plans of an absence move to (R4.7): never overfull, never past, hot customers first."""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followups.absences.rules import HORIZON, Item, days_after, days_before, spread

TODAY = date(2026, 11, 21)
DAYS = [TODAY + timedelta(days=n) for n in range(HORIZON)]


def day(number):
    return TODAY + timedelta(days=number)


def item(key, rank=1, planned_in=0):
    return Item(key, rank, day(planned_in))


def test_the_hottest_come_first_and_then_by_their_date():
    items = [item(1, rank=2), item(2, rank=1, planned_in=3), item(3, rank=1), item(4, rank=3)]
    placed = spread(items, DAYS, limit=1)
    assert sorted(placed, key=placed.get) == [3, 2, 1, 4]


def test_pulled_forward_they_fill_the_last_days():
    placed = spread([item(n, rank=n) for n in range(3)], DAYS, limit=2, latest=True)
    assert placed == {0: DAYS[-2], 1: DAYS[-1], 2: DAYS[-1]}


def test_what_is_planned_already_counts():
    placed = spread([item(n) for n in range(3)], DAYS, load={DAYS[0]: 2, DAYS[1]: 5}, limit=3)
    assert placed == {0: DAYS[0], 1: DAYS[2], 2: DAYS[2]}


def test_where_all_days_are_full_the_least_full_takes_the_next():
    placed = spread([item(1), item(2)], DAYS[:2], load={DAYS[0]: 4, DAYS[1]: 3}, limit=3)
    assert sorted(placed.values()) == DAYS[:2]


def test_without_a_day_nothing_can_move():
    assert spread([], []) == {}
    with pytest.raises(ValueError):
        spread([item(1)], [])


counts = st.dictionaries(st.integers(0, 25), st.integers(0, 6))
spans = st.tuples(st.integers(-3, 12), st.integers(0, 9))


@given(
    span=spans,
    others=st.lists(spans, max_size=3),
    load=counts,
    plans=st.lists(st.tuples(st.integers(1, 5), st.integers(0, 12)), max_size=40),
    limit=st.integers(1, 5),
    forward=st.booleans(),
)
def test_every_plan_has_a_good_day(span, others, load, plans, limit, forward):
    start, end = day(span[0]), day(span[0] + span[1])
    away = [(start, end)] + [(day(a), day(a + n)) for a, n in others]

    def works(on):
        return not any(a <= on <= b for a, b in away)

    choose, edge = (days_before, start) if forward else (days_after, end)
    days = choose(edge, today=TODAY, works=works)
    assert forward or len(days) == HORIZON
    items = [Item(key, rank, day(on)) for key, (rank, on) in enumerate(plans)]
    if not days:
        return
    load = {day(n): number for n, number in load.items()}
    placed = spread(items, days, load=load, limit=limit, latest=forward)

    assert placed == spread(items[::-1], days, load=load, limit=limit, latest=forward)
    assert placed.keys() == set(range(len(items)))
    assert all(on >= TODAY and works(on) for on in placed.values())
    assert all((on < start) if forward else (on > end) for on in placed.values())
    full = Counter(load) + Counter(placed.values())
    overfull = [on for on in set(placed.values()) if full[on] > limit]
    assert not overfull or all(full[on] >= limit for on in days)
    ranks = [items[key].rank for key in sorted(placed, key=lambda k: (placed[k], items[k].rank))]
    assert ranks == sorted(ranks)
