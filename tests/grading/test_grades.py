"""The note-prefix rule (R3.1) and the windows (R3.3)."""

import unicodedata
from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from accounts.holidays.rules import EVERY_DAY, DayCount
from leads.grading.rules import (
    GradeError,
    GradeTerms,
    days_until,
    fits,
    fitting,
    read_note,
    split_note,
)

S0 = ("H", "A", "B", "C", "O")
S2 = ("1", "2", "3K", "3", "4K", "4", "5", "6", "7", "0")

H = GradeTerms("H", 3, 0, 7)
A = GradeTerms("A", 7, 0, 15)
B = GradeTerms("B", 15, 0, 30)
C = GradeTerms("C", 30, 31, None)
ORDERED = GradeTerms("O", 7, None, None, is_ordered=True)


@pytest.mark.parametrize(
    ("note", "code", "stored"),
    [
        ("H客户周末看车", "H", "H客户周末看车"),
        ("a 想要白色", "A", "A 想要白色"),
        ("Ｂ，观望", "B", "B，观望"),
        ("C", "C", "C"),
        ("  \n\t h 急", "H", "H 急"),
        ("\u3000ｏ已付定金", "O", "O已付定金"),
        ("H😀 高兴", "H", "H😀 高兴"),
        ("b\n第二行", "B", "B\n第二行"),
        ("H-100%", "H", "H-100%"),
        ("HН", "H", "HН"),  # a Cyrillic letter after it is no Latin letter
    ],
)
def test_good_notes(note, code, stored):
    assert read_note(note, S0) == (code, stored)


@pytest.mark.parametrize(
    "note",
    [
        "",
        "   ",
        "Hello",
        "B2",
        "想买 H",
        "HH",
        "Ｈｅ",
        "H２",
        "Hé",
        "B²",
        "D",
        "Н客户",  # Cyrillic En
        "А 想要",  # Cyrillic A
        "Β",  # Greek Beta
        "С",  # Cyrillic Es
        "😀H",
        "\u200bH",
        "ⒽH",
    ],
)
def test_bad_notes(note):
    with pytest.raises(GradeError) as error:
        read_note(note, S0)
    assert error.value.codes == S0


@pytest.mark.parametrize(
    ("note", "code"),
    [
        ("3K 小异议", "3K"),
        ("3k小异议", "3K"),
        ("３Ｋ，要", "3K"),
        ("3 普通", "3"),
        ("3，普通", "3"),
        ("4k", "4K"),
        ("0新分配", "0"),
        ("1", "1"),
    ],
)
def test_digit_codes_r3_2(note, code):
    assert split_note(note, S2)[0] == code


@pytest.mark.parametrize("note", ["33", "3a", "3Kx", "3K1", "8", "K3", "10"])
def test_bad_digit_codes(note):
    with pytest.raises(GradeError):
        split_note(note, S2)


def widen(code):
    return "".join(chr(ord(c) + 0xFEE0) for c in code)


spelling = st.sampled_from([str, str.lower, widen, lambda c: widen(c.lower())])
space = st.text(st.sampled_from(" \t\n\r\u3000\u00a0\u2003"), max_size=5)
tail = st.text(max_size=200)


def is_latin_or_digit(char):
    return char.isdigit() or (char.isalpha() and "LATIN" in unicodedata.name(char, ""))


@given(st.sampled_from(S0 + S2), spelling, space, tail)
@example("H", str, "", "x" * 10_000)
@example("H", str, " ", "，" + "好" * 10_000)
def test_every_spelling_of_a_code_reads_the_same(code, spell, before, rest):
    codes = S0 if code in S0 else S2
    note = before + spell(code) + rest
    longer = [c for c in codes if c != code and c.startswith(code)]
    if rest and is_latin_or_digit(rest[0]):
        if not longer:
            with pytest.raises(GradeError):
                read_note(note, codes)
        return
    found, stored = read_note(note, codes)
    assert found == code
    assert stored == (code + rest).rstrip()


@given(st.text(max_size=300))
def test_any_text_either_reads_or_says_which_codes_would_do(note):
    try:
        code, stored = read_note(note, S0)
    except GradeError as error:
        assert error.codes == S0
    else:
        assert code in S0
        assert stored.isascii() or stored[0].isascii()
        assert read_note(stored, S0) == (code, stored), "what is stored reads back the same"


@given(st.text(max_size=50))
def test_a_note_is_never_read_as_two_grades(rest):
    readable = [c for c in S2 if _reads("3" + rest, (c,))]
    assert len(readable) <= 1 or readable == ["3K", "3"]


def _reads(note, codes):
    try:
        return split_note(note, codes)
    except GradeError:
        return None


@pytest.mark.parametrize(
    ("terms", "first", "last"), [(H, 0, 7), (A, 0, 15), (B, 0, 30), (C, 31, 10_000)]
)
def test_windows_of_s0_r3_3(terms, first, last):
    assert fits(terms, first) and fits(terms, last)
    assert not fits(terms, first - 1)
    if terms.window_to:
        assert not fits(terms, last + 1)


@given(st.integers(-400, 4000))
def test_some_grade_fits_every_coming_date(days):
    found = fitting([ORDERED, C, B, A, H], days)
    assert bool(found) == (days >= 0)
    assert all(fits(terms, days) for terms in found)
    assert found == sorted(found, key=lambda g: g.window_to or 10**6)


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(-50, 200))
def test_days_until_is_the_calendar_difference_where_every_day_counts(today, days):
    assert days_until(today + timedelta(days=days), today, EVERY_DAY) == days


@given(
    st.dates(date(2025, 1, 1), date(2026, 1, 1)),
    st.integers(0, 60),
    st.sets(st.dates(date(2025, 1, 1), date(2026, 6, 1)), max_size=80),
)
def test_adding_and_counting_days_agree(start, days, off):
    count = DayCount(off)
    end = count.add(start, days)
    assert count.between(start, end) == days
    if days:
        assert count.counts(end)
        assert count.between(start, end - timedelta(days=1)) == days - 1
