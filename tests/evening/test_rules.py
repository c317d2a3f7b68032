"""Worked examples of the pure rules: audio by content, ranges, red flags, advice."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followups.activities.models import Result
from followups.cards.rules import Advice, Attempt, advice_for
from followups.evening.rules import Entry, PlanMade, RedFlag, red_flags_of
from followups.recordings.rules import UNSATISFIABLE, audio_type, byte_range
from tests.evening.conftest import wav

NINE = datetime(2026, 11, 21, 21, 0)
TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    "head, found",
    [
        (b"ID3\x04\x00\x00\x00\x00\x00\x21TIT2", "audio/mpeg"),
        (b"\xff\xfb\x90\x64" + bytes(60), "audio/mpeg"),
        (b"\xff\xf3\x40\xc4" + bytes(60), "audio/mpeg"),
        (b"\xff\xf1\x50\x80\x2f\xfc", "audio/aac"),
        (b"\x00\x00\x00\x20ftypM4A \x00\x00", "audio/mp4"),
        (b"\x00\x00\x00\x18ftypisom\x00\x00", "audio/mp4"),
        (b"\x00\x00\x00\x18ftyp3gp4\x00\x00", "audio/3gpp"),
        (wav(0), "audio/wav"),
        (b"OggS\x00\x02" + bytes(22) + b"OpusHead", "audio/ogg"),
        (b"OggS\x00\x02" + bytes(22) + b"\x01vorbis", "audio/ogg"),
        (b"#!AMR\n\x3c", "audio/amr"),
        (b"#!AMR-WB\n\x44", "audio/amr-wb"),
        (b"\x1aE\xdf\xa3\x9fB\x86B\x82\x84webm" + bytes(40) + b"A_OPUS", "audio/webm"),
        (b"fLaC\x00\x00", "audio/flac"),
        # Not audio, whatever it is called.
        (b"", None),
        (b"ID3", None),
        (b"<!DOCTYPE html><script>", None),
        (b"MZ\x90\x00\x03", None),
        (b"\x7fELF\x02", None),
        (b"%PDF-1.7", None),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", None),
        (b"\xff\xfe<\x00h\x00t\x00", None),
        (b"\xff\xff\xff\xff", None),
        (b"RIFF\x00\x00\x00\x00AVI LIST", None),
        (b"\x00\x00\x00\x20ftypqt  \x00", None),
        (b"OggS\x00\x02" + bytes(22) + b"\x80theora", None),
        (b"\x1aE\xdf\xa3\x9fB\x82\x84webm" + bytes(9) + b"V_VP9A_OPUS", None),
        (b"PK\x03\x04", None),
    ],
)
def test_audio_is_judged_by_its_first_bytes(head, found):
    assert audio_type(head) == found


@pytest.mark.parametrize(
    "header, found",
    [
        (None, None),
        ("", None),
        ("bytes=0-", (0, 99)),
        ("bytes=0-0", (0, 0)),
        ("bytes=10-19", (10, 19)),
        ("bytes=90-500", (90, 99)),
        ("bytes=-5", (95, 99)),
        ("bytes=-500", (0, 99)),
        ("bytes=100-", UNSATISFIABLE),
        ("bytes=-0", UNSATISFIABLE),
        # What we do not serve in parts is served whole.
        ("bytes=5-2", None),
        ("bytes=0-1,5-6", None),
        ("items=0-1", None),
        ("bytes=-", None),
        ("bytes=" + "9" * 500 + "-", None),
        ("bytes=٠-", None),
    ],
)
def test_a_range_of_a_hundred_bytes(header, found):
    assert byte_range(header, 100) == found


def entries(minutes, text="", *, is_reached=True):
    """Contacts recorded so many minutes after nine; with a text of their own unless one is given."""
    return [
        Entry(n, NINE + timedelta(minutes=at), text or f"谈了第{n}项配置和价格", is_reached)
        for n, at in enumerate(minutes)
    ]


class TestSigns:
    def test_an_honest_day_has_none(self):
        assert red_flags_of(entries([0, 12, 30, 31, 55, 80])) == {}

    def test_five_contacts_within_minutes(self):
        found = red_flags_of(entries([0, 1, 2, 4, 6, 40]))
        assert found == {n: {RedFlag.RUSH} for n in range(5)}
        assert red_flags_of(entries([0, 1, 2, 4, 40])) == {}

    def test_imported_contacts_have_no_moment(self):
        assert red_flags_of([Entry(n, None, f"第{n}次谈价格", True) for n in range(9)]) == {}

    def test_three_times_the_same_words(self):
        found = red_flags_of(entries([0, 20, 40], "客户 考虑中"))
        assert found == {n: {RedFlag.SAME_TEXT} for n in range(3)}
        assert red_flags_of(entries([0, 20], "客户考虑中")) == {}

    def test_white_space_makes_no_other_text_and_short_ones_repeat_by_themselves(self):
        same = ["客户考虑中", "客户 考虑中", " 客户考虑中\n"]
        found = red_flags_of([Entry(n, None, text, True) for n, text in enumerate(same)])
        assert len(found) == 3
        assert red_flags_of(entries([0, 20, 40, 60], "没接", is_reached=False)) == {}

    def test_a_talk_without_content(self):
        assert red_flags_of(entries([0], "好的")) == {0: {RedFlag.NO_CONTENT}}
        assert red_flags_of(entries([0], "没接", is_reached=False)) == {}

    def plans(self, ahead):
        days = [(TODAY + timedelta(n), TODAY + timedelta(7)) for n in ahead]
        return [PlanMade(n, planned, last) for n, (planned, last) in enumerate(days)]

    def test_plans_bunched_on_the_last_allowed_day(self):
        assert red_flags_of([], self.plans([7, 7, 7, 7, 7, 3])) == {
            n: {RedFlag.LAST_DAY} for n in range(5)
        }
        assert red_flags_of([], self.plans([7, 7, 7, 7, 7])) == {}
        assert red_flags_of([], self.plans([7, 7, 7, 7, 3, 2])) == {}


class TestAdvice:
    def of(self, *results):
        """Latest first; behind a result a star: the grade rose in it; a minus: he does not decide."""
        decides = {"-": False, "+": True}
        return advice_for([Attempt(r.rstrip("*+-"), "*" in r, decides.get(r[-1])) for r in results])

    def test_three_times_not_reached(self):
        assert self.of("no_answer", "wrong_number", "no_answer") == Advice.UNREACHABLE
        assert self.of("no_answer", "no_answer") is None
        assert self.of("no_answer", "no_answer", "reached", "no_answer") is None

    def test_three_talks_without_progress(self):
        assert self.of("reached", "refused", "reached") == Advice.NO_PROGRESS
        assert self.of("reached", "reached") is None

    def test_an_upgrade_or_an_appointment_is_progress(self):
        assert self.of("reached", "reached*", "reached") is None
        assert self.of("reached", "reached", "appointment") is None
        assert self.of("reached", "reached", "reached", "appointment") == Advice.NO_PROGRESS

    def test_attempts_in_vain_do_not_break_the_row_of_talks(self):
        assert self.of("reached", "no_answer", "reached", "reached") == Advice.NO_PROGRESS

    def test_nothing_yet(self):
        assert self.of() is None

    def test_two_talks_with_someone_who_does_not_decide(self):
        assert self.of("reached-", "refused-") == Advice.NOT_DECIDING
        assert self.of("reached-", "no_answer", "reached-") == Advice.UNREACHABLE
        assert self.of("reached-", "no_answer", "reached-", "reached") == Advice.UNREACHABLE
        assert self.of("reached-") is None

    def test_who_decides_or_perhaps_does_breaks_that_row(self):
        assert self.of("reached-", "reached+", "reached-") == Advice.NO_PROGRESS
        assert self.of("reached-", "reached") is None
        assert self.of("reached+", "reached-", "reached-", "appointment") == Advice.NO_PROGRESS
        assert self.of("reached+", "reached-") is None

    def test_an_appointment_made_by_somebody_else_is_progress_still(self):
        assert self.of("appointment-", "reached-") is None
        assert self.of("reached-", "reached*-") is None

    def test_three_times_anyone_but_who_decides(self):
        assert self.of("no_answer", "reached-", "no_answer") == Advice.UNREACHABLE
        assert self.of("no_answer", "appointment-", "no_answer") is None
        assert self.of("no_answer", "reached+", "no_answer") is None


ATTEMPTS = st.builds(
    Attempt,
    st.sampled_from([result.value for result in Result]),
    st.booleans(),
    st.sampled_from([True, False, None]),
)


class TestAdviceOfAnyHistory:
    @given(st.lists(ATTEMPTS, max_size=8))
    def test_fresh_progress_silences_every_advice(self, attempts):
        assert advice_for([Attempt("appointment"), *attempts]) is None

    @given(st.lists(ATTEMPTS, max_size=8))
    def test_it_never_matters_what_was_before_three_talks_and_three_attempts(self, attempts):
        latest = [Attempt("reached"), Attempt("refused", True), Attempt("reached", False, False)]
        assert advice_for(latest + attempts) == advice_for(latest)

    @given(st.lists(ATTEMPTS, max_size=8))
    def test_knowing_less_never_brings_an_advice(self, attempts):
        unknown = [Attempt(a.result, a.is_upgrade) for a in attempts]
        if advice_for(unknown):
            assert advice_for(attempts)
