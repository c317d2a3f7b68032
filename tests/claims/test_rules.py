"""Whose contact counts (R7.1–R7.3), and when an owner is warned."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.claims.rules import Contact, grounds
from followups.deadlines.rules.warnings import days_without_contact, warning_level

START = date(2026, 3, 1)
days = st.integers(0, 60).map(lambda n: START + timedelta(days=n))
contacts = st.lists(st.builds(Contact, days, st.integers(1, 500), st.integers(1, 4)), max_size=30)


@given(contacts, days)
def test_only_what_others_had_since_the_owner_counts(had, assigned_on):
    found = grounds(had, owner=1, assigned_on=assigned_on)
    own = [c for c in had if c.person == 1]
    assert found.owner_contact == max(own, default=None)
    since = max([assigned_on, *(c.on for c in own)])
    counted = [c for c in had if c.person != 1 and c.on > since]
    assert sorted(c for cs in found.others.values() for c in cs) == sorted(counted)
    for person in (2, 3, 4):
        assert found.last_of(person) == max(
            (c for c in counted if c.person == person), default=None
        )


@pytest.mark.parametrize(
    "days_since, level", [(0, None), (19, None), (20, 20), (24, 20), (25, 25), (29, 29), (33, 29)]
)
def test_the_steps_of_the_warning_r7(days_since, level):
    due_on = START + timedelta(days=30)
    on = START + timedelta(days=days_since)
    assert days_without_contact(due_on, on) == days_since
    assert warning_level(due_on, on) == level
