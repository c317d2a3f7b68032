"""Which intent goes on, which values are proposed, how long a merge can be undone (R2.2, R2.5, R2.6)."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followups.merging.rules import (
    FIELDS,
    WITHIN,
    Intent,
    TwoOrders,
    doubles,
    is_known,
    lifecycle_of,
    may_undo,
    proposed,
)

DAY = date(2026, 11, 2)


def intent(key, card=1, model="golf", *, ordered=False, rank=2, on=DAY):
    return Intent(key, card, model, ordered, rank, on)


def test_different_models_both_go_on():
    assert doubles([intent(1), intent(2, 2, "polo")]) == {}


@pytest.mark.parametrize(
    ("first", "second", "ended"),
    [
        ({}, {}, {2: 1}),  # the same in all: the first key
        ({"on": DAY}, {"on": DAY - timedelta(days=1)}, {1: 2}),  # the earlier
        ({"rank": 2}, {"rank": 0}, {1: 2}),  # the closer to the sale
        ({"rank": 0}, {"rank": 3, "ordered": True}, {1: 2}),  # the one with an order
    ],
)
def test_of_one_model_the_further_one_goes_on(first, second, ended):
    """R2.2: one open per model."""
    assert doubles([intent(1, **first), intent(2, 2, **second)]) == ended


def test_two_orders_of_one_model_cannot_become_one():
    with pytest.raises(TwoOrders) as refused:
        doubles([intent(1, ordered=True), intent(2, 2, ordered=True)])
    assert refused.value.model == "golf"


intents = st.lists(
    st.builds(
        Intent,
        key=st.integers(1, 50),
        card=st.integers(1, 2),
        model=st.sampled_from(["golf", "polo", "tiguan"]),
        ordered=st.just(False),
        rank=st.integers(0, 4),
        registered_on=st.dates(DAY, DAY + timedelta(days=90)),
    ),
    unique_by=lambda each: each.key,
)


@given(intents)
def test_exactly_one_of_each_model_is_left(rows):
    """R2.2, whatever both cards had; the order in which they are read changes nothing."""
    ended = doubles(rows)
    left = [row for row in rows if row.key not in ended]
    assert sorted(row.model for row in left) == sorted({row.model for row in rows})
    by_key = {row.key: row for row in rows}
    for gone, on in ended.items():
        assert by_key[gone].model == by_key[on].model
        assert on not in ended
        assert by_key[on].place < by_key[gone].place
    assert doubles(rows[::-1]) == ended


values = st.fixed_dictionaries(
    dict.fromkeys(FIELDS, st.sampled_from(["", "一", "二", "U"])) | {"birthday": st.just(DAY)}
)


@given(values, values)
def test_only_what_the_kept_card_lacks_is_proposed(kept, merged):
    taken = proposed(kept, merged)
    for name in FIELDS:
        assert (name in taken) == (not is_known(name, kept[name]) and is_known(name, merged[name]))


def test_an_unknown_birthday_is_nothing_to_keep():
    """R2.1."""
    unknown, known = {"birthday": date(1900, 1, 1)}, {"birthday": date(1990, 5, 1)}
    assert proposed(unknown, known) == {"birthday"}
    assert proposed(known, unknown) == set()


@given(st.lists(st.sampled_from(["target", "prospect", "buyer"]), min_size=1))
def test_the_furthest_stage_counts(stages):
    """R2.6: who has bought has bought."""
    assert lifecycle_of(*stages) == max(stages, key=["target", "prospect", "buyer"].index)


def test_thirty_days():
    now = datetime(2026, 11, 2, 10)
    assert may_undo(now, now + WITHIN)
    assert not may_undo(now, now + WITHIN + timedelta(seconds=1))
