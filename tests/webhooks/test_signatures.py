"""What a receiver checks: a call that was changed, is old, or is somebody else's is found out (R5.1)."""

import doctest
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation import calling
from intake.webhooks import rules

DOCUMENT = Path(__file__).parents[2] / "docs" / "interface.md"
AT = datetime(2026, 11, 29, 10, tzinfo=UTC)


def snippet():
    """The function that receivers are given in the documents, as it stands there."""
    source = re.search(r"```python\n(.*?def verify.*?)```", DOCUMENT.read_text(), re.DOTALL)[1]
    names = {}
    exec(source, names)
    return names["verify"]


verify = snippet()


@pytest.mark.parametrize("module", [rules, calling])
def test_the_examples_hold(module):
    assert doctest.testmod(module).failed == 0


@given(st.text(max_size=200))
def test_what_we_sign_the_snippet_takes(body):
    secret = rules.new_secret()
    headers = rules.headers_of(secret, "e-1", AT, body)
    assert verify(secret, headers, body, AT.timestamp())


def test_r5_1_tampering_forging_and_replaying_are_found_out():
    secret, body = rules.new_secret(), '{"number": 17, "stage": "ordered"}'
    headers = rules.headers_of(secret, "e-1", AT, body)
    good = AT.timestamp()
    assert verify(secret, headers, body, good)
    assert not verify(secret, headers, body.replace("17", "18"), good)
    assert not verify(rules.new_secret(), headers, body, good)
    assert not verify(secret, headers | {"webhook-id": "e-2"}, body, good)
    assert not verify(secret, headers | {"webhook-timestamp": str(int(good) + 1)}, body, good)
    assert not verify(secret, headers | {"webhook-signature": "v1,AAAA"}, body, good)
    assert not verify(secret, headers, body, good + 301)


def test_an_earlier_state_is_no_news_and_a_later_one_is():
    first = {"number": 1, "state": "new", "stage": "waiting", "received_at": AT}
    first |= {"assigned_at": None, "first_contact_at": None}
    later = first | {"stage": "assigned", "assigned_at": AT}
    assert not rules.is_news(first, None) and rules.is_news(later, None)
    body = rules.body_of("e", "a-1", later)
    assert not rules.is_news(later, body) and rules.is_news(first, body)
