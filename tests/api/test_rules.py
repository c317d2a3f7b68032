"""What a call may say: read, named, checked; and where its lead goes (R5.1). Pure."""

import doctest
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.api.rules import fields, reading, states
from intake.api.rules.document import REASONS, STATES
from intake.arrivals import rules as arrivals
from intake.arrivals.models import Lead, LeadState, SetAside
from intake.sources import rules as sources
from intake.sources.rules import Lease

NOW = datetime(2026, 11, 19, 2, tzinfo=UTC)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=90),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize("module", [reading, fields, states, sources, arrivals])
def test_examples(module):
    assert doctest.testmod(module).failed == 0


def test_the_names_of_fields_are_the_same_in_form_and_call():
    assert tuple(fields.BY_NAME) == sources.FIELDS


def test_states_and_reasons_are_those_of_leads():
    assert set(STATES) < set(LeadState.values) and set(REASONS) == set(SetAside.values)


def test_no_field_is_longer_than_what_is_stored():
    stored = {"source_id": "sent_id", "phone": "phone_given", "event": "event_name"}
    for field in fields.FIELDS:
        column = Lead._meta.get_field(stored.get(field.name, field.name))
        assert column.max_length is None or field.longest <= column.max_length


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_bytes_are_read_or_refused(body):
    try:
        assert isinstance(reading.read(body), dict)
    except (reading.NoJson, reading.Refused) as error:
        assert str(error)


@given(st.dictionaries(st.sampled_from([*fields.BY_NAME, "colour"]) | st.text(max_size=5), VALUES))
def test_any_values_are_taken_or_refused_by_field(values):
    taken, errors = fields.checked(values, now=NOW)
    assert errors or {"source_id", "name"} <= taken.keys() <= fields.BY_NAME.keys()
    assert all(said for said in errors.values())


@given(st.datetimes(timezones=st.timezones()), st.integers(min_value=0, max_value=9))
def test_a_moment_is_taken_between_2000_and_now(moment, digits):
    text = moment.replace(fold=0).isoformat()
    sent = {"source_id": "a", "name": "x", "phone": "1", "received_at": text}
    taken, errors = fields.checked(sent, now=NOW)
    if not errors:
        assert taken["received_at"].year >= 2000 and taken["received_at"] <= NOW + timedelta(
            minutes=5
        )


def test_a_lease_ends_with_its_calls_and_with_its_minute():
    lease = Lease(NOW, 2)
    assert [lease.take(NOW) for _call in range(3)] == [True, True, False]
    assert not Lease(NOW, 2).take(NOW + timedelta(minutes=1))
