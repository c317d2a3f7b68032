"""Worked examples of the advice (R4.12), and what holds of any history."""

from hypothesis import given
from hypothesis import strategies as st

from followups.activities.models import Result
from followups.cards.rules import Advice, Attempt, advice_for


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
