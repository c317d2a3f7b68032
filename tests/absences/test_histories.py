"""Random lives in which absences are asked for, approved and cancelled as well (R4.7)."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import rule, run_state_machine_as_test

from followups.absences.services.requesting import (
    approve_absence,
    cancel_absence,
    impose_absence,
    request_absence,
)
from followups.calendars.models import Absence
from tests.deadlines.test_histories import Histories

handling = st.sampled_from(["pull-forward", "postpone"])


class AbsenceHistories(Histories):
    def span(self, start, length):
        from_on = self.today + timedelta(days=start)
        return {"from_on": from_on, "to_on": from_on + timedelta(days=length)}

    @rule(
        person=st.integers(0, 1), start=st.integers(-2, 6), length=st.integers(0, 6), plans=handling
    )
    def ask(self, person, start, length, plans):
        user = self.people[person]
        self.allowed(
            request_absence,
            by=user,
            **self.when(),
            user=user,
            kind="leave",
            **self.span(start, length),
            plans=plans,
            reason="家事",
        )

    @rule(data=st.data())
    def approve(self, data):
        absence = self.pick(data, Absence.objects.filter(state="requested"))
        if absence:
            self.allowed(
                approve_absence,
                by=self.floor.manager,
                **self.when(),
                absence=absence,
            )

    @rule(data=st.data())
    def cancel_leave(self, data):
        absence = self.pick(data, Absence.objects.approved())
        if absence:
            self.allowed(
                cancel_absence,
                by=self.floor.manager,
                **self.when(),
                absence=absence,
                reason="车展",
            )

    @rule(person=st.integers(0, 1), length=st.integers(0, 6), plans=handling)
    def suspend(self, person, length, plans):
        self.allowed(
            impose_absence,
            by=self.floor.director,
            **self.when(),
            user=self.people[person],
            kind="suspension",
            **self.span(1, length),
            plans=plans,
        )


@pytest.mark.django_db
def test_random_absences_keep_every_deadline():
    run_state_machine_as_test(
        AbsenceHistories,
        settings=settings(
            max_examples=8,
            stateful_step_count=16,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
