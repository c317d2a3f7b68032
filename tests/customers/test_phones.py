"""One person, one card: how numbers are normalised (R2.5) and masked (R1.3)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leads.customers.rules import PhoneError, mask_phone, normalise_phone


@pytest.mark.parametrize(
    "text",
    [
        "13800000001",
        "138 0000 0001",
        "138-0000-0001",
        "+86 138 0000 0001",
        "+8613800000001",
        "0086 13800000001",
        "(+86)138-0000-0001",
        "１３８０００００００１",
        " 13800000001\n",
    ],
)
def test_one_number_however_written(text):
    assert normalise_phone(text) == "13800000001"


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("+86 138 0000 0001", "13800000001"),
        ("１３８０００００００１", "13800000001"),
        ("010-6554 1234", "01065541234"),
        ("+1 650 253 0000", "+16502530000"),
        ("0085221234567", "+85221234567"),
    ],
)
def test_how_it_is_stored(text, stored):
    assert normalise_phone(text) == stored


@pytest.mark.parametrize(
    "text",
    ["", "abc", "12345", "138000000011", "1380000000a", "138 0000 000", "电话", "11111111111"],
)
def test_not_a_phone_number(text):
    with pytest.raises(PhoneError):
        normalise_phone(text)


@given(st.integers(13_000_000_000, 19_999_999_999))
def test_normalising_twice_changes_nothing(number):
    try:
        stored = normalise_phone(str(number))
    except PhoneError:
        return
    assert normalise_phone(stored) == stored == normalise_phone(f"+86 {number}")


@given(st.text(max_size=40))
def test_any_text_is_a_number_or_a_phone_error(text):
    try:
        stored = normalise_phone(text)
    except PhoneError:
        return
    assert stored.removeprefix("+").isdigit()


@given(st.text(st.characters(categories=["Nd"], max_codepoint=127), max_size=20))
def test_a_masked_number_keeps_its_length_and_hides_the_middle(phone):
    masked = mask_phone(phone)
    assert len(masked) == len(phone)
    assert len(phone) == 0 or "*" in masked
