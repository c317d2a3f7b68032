"""Who may be one person, and which numbers are dead; always by keys (R2.5, R13.4)."""

from datetime import date, timedelta
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from intake.cleaning.rules import (
    MOST_ALIKE,
    UNANSWERED,
    UNANSWERED_TIMES,
    WRONG,
    alike,
    is_dead,
    is_near,
    near,
)

DAY = date(2026, 11, 20)
number = st.text("0123", min_size=4, max_size=5)


@given(st.lists(number, max_size=MOST_ALIKE))
def test_keys_find_exactly_what_all_with_all_would(rows):
    rows = list(enumerate(rows))
    compared = {(a, b) for (a, one), (b, two) in combinations(rows, 2) if is_near(one, two)}
    assert near(rows) == compared


@given(st.lists(number, max_size=40))
def test_no_pair_is_found_that_is_not_near(rows):
    found = near(enumerate(rows))
    assert all(is_near(rows[a], rows[b]) for a, b in found)


def test_numbers_that_follow_one_another_are_not_near():
    rows = [(n, f"1380013800{n}") for n in range(MOST_ALIKE + 1)]
    assert near(rows[:-1])
    assert not near(rows)


def test_ten_thousand_of_one_name_are_no_matter():
    rows = [(n, f"138{n * 7919 % 10**8:08}") for n in range(10_000)]
    assert len(near(rows)) < 100_000


def test_what_many_share_is_nobodys_own():
    few = [(n, "shop@example.cn") for n in range(MOST_ALIKE)]
    assert alike(few)
    assert not alike([*few, (99, "shop@example.cn")])


@given(st.lists(st.sampled_from(["no_answer", "reached", "refused", "wrong_number"])))
def test_only_the_last_contacts_say_that_a_number_is_dead(results):
    contacts = [(DAY - timedelta(weeks=at), result) for at, result in enumerate(results)]
    why = is_dead(contacts)
    if results[:1] == ["wrong_number"]:
        assert why == WRONG
    elif results[:UNANSWERED_TIMES] == ["no_answer"] * UNANSWERED_TIMES:
        assert why == UNANSWERED
    else:
        assert why == ""


def test_many_attempts_in_one_week_say_nothing_yet():
    assert not is_dead([(DAY, "no_answer")] * 9)
