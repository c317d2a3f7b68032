"""Sharing by load is even, whole and the same every time (R4.8, R5.2)."""

from hypothesis import given
from hypothesis import strategies as st

from compliance.hand_over.rules import share_out, weight

customers = st.dictionaries(st.integers(1, 10_000), st.integers(0, 30), max_size=60)
takers = st.dictionaries(st.integers(1, 20), st.integers(0, 200), min_size=1, max_size=8)


def after(customers, loads, given_to):
    ends = dict(loads)
    for customer, taker in given_to.items():
        ends[taker] += customers[customer]
    return ends


@given(customers, takers)
def test_everyone_is_given_once_and_no_single_move_would_make_it_more_even(customers, loads):
    shared = share_out(customers, loads)
    assert shared.keys() == customers.keys()
    assert set(shared.values()) <= loads.keys()
    ends = after(customers, loads, shared)
    for customer, taker in shared.items():
        least = min(customers[c] for c, t in shared.items() if t == taker)
        assert ends[taker] - least <= min(ends.values())
        assert customers[customer] >= least


@given(customers, takers, st.randoms())
def test_the_order_in_which_they_come_changes_nothing(customers, loads, random):
    mixed = list(customers.items())
    random.shuffle(mixed)
    people = list(loads.items())
    random.shuffle(people)
    assert share_out(dict(mixed), dict(people)) == share_out(customers, loads)


@given(st.integers(0, 40), st.integers(1, 6))
def test_customers_without_open_opportunities_are_spread_by_number(number, people):
    shared = share_out(dict.fromkeys(range(number), 0), dict.fromkeys(range(people), 7))
    counts = [list(shared.values()).count(person) for person in range(people)]
    assert max(counts) - min(counts) <= 1


def test_a_hotter_grade_weighs_more_also_in_other_policies():
    assert weight("H", 3) > weight("A", 7) > weight("B", 15) > weight("C", 30) >= 1
    assert weight("3K", 5) > weight("4", 14) > weight("7", 45) == 1
