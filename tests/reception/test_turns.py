"""Whose turn it is at the door (R5.2): worked examples, and that it is fair."""

import doctest
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reception import rules as names
from reception import rules as turns
from reception.rules import COUNTED, OWNER, TURN, line_up, next_of

PEOPLE = "ABCD"


@pytest.mark.parametrize("module", [turns, names])
def test_the_examples_in_the_rules(module):
    result = doctest.testmod(module)
    assert result.attempted
    assert not result.failed


@pytest.mark.parametrize(
    "taken, away, busy, expected",
    [
        ("", "", "", "A"),
        ("A", "", "A", "B"),
        ("ABCD", "", "", "A"),
        # Who comes back is first, once.
        ("BCD", "", "", "A"),
        ("BCDA", "", "", "B"),
        # B's turn had early: A is still next, and B's comes after those of C and D.
        ("B", "", "", "A"),
        ("BACD", "", "", "B"),
        # Nobody is free: the first in line, though busy; nobody is there at all.
        ("A", "B", "ACD", "C"),
        ("", "ABCD", "", None),
        # Somebody who is not on duty today took a turn: it moves nobody.
        ("ZA", "", "", "B"),
    ],
)
def test_who_is_next(taken, away, busy, expected):
    assert next_of(line_up(PEOPLE, taken), away=away, busy=busy) == expected


happenings = st.lists(
    st.one_of(
        st.sampled_from(["visitor", "own customer"]).map(lambda what: (what, None)),
        st.tuples(st.sampled_from(["gone", "back", "busy", "free"]), st.sampled_from(PEOPLE)),
    ),
    max_size=60,
)


@given(happenings)
def test_nobody_gets_two_turns_more_than_one_who_was_always_there(events):
    taken, away, busy, ever_unavailable = [], set(), set(), set()
    for what, person in events:
        if what in ("visitor", "own customer"):
            chosen = TURN if what == "visitor" else OWNER
            who = next_of(line_up(PEOPLE, taken), away=away, busy=busy)
            if who and chosen in COUNTED:
                taken.append(who)
        elif what in ("gone", "busy"):
            (away if what == "gone" else busy).add(person)
            ever_unavailable.add(person)
        else:
            (away if what == "back" else busy).discard(person)
    had = Counter(taken)
    for steady in set(PEOPLE) - ever_unavailable:
        assert max(had.values(), default=0) <= had[steady] + 1


@given(st.permutations(PEOPLE), st.lists(st.sampled_from(PEOPLE + "Z"), max_size=20))
def test_the_line_holds_everybody_once(roster, taken):
    assert sorted(line_up(roster, taken)) == sorted(roster)
