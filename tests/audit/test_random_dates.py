"""Random histories: whenever the audit runs, it finds what stood broken at the close of each day."""

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from compliance.audit.queries import audit_report
from compliance.audit.services import run_audit
from compliance.findings.models import Finding
from followups.deadlines.models import Deadline
from followups.deadlines.services import compare
from tests.audit.test_dates import shape
from tests.factories import Floor
from tests.records import History, day

LAST = 35

steps = st.lists(
    st.tuples(
        st.integers(0, LAST - 1),
        st.integers(0, 2),
        st.sampled_from(
            ["plan", "execute", "miss", "cancel", "move", "grade", "push", "hand over", "state"]
        ),
        st.integers(0, 12),
    ),
    max_size=25,
).map(lambda steps: sorted(steps, key=lambda step: step[0]))


class Story:
    """Three histories of a new floor that live through the steps as far as these make sense."""

    def __init__(self):
        self.floor = Floor()
        self.people = [self.floor.consultant, self.floor.new_consultant()]
        codes = (("H", 5), ("A", 12), ("C", 60))
        self.histories = [History(self.floor, code=c, expected=e) for c, e in codes]

    def live(self, step):
        on, which, what, number = step
        history = self.histories[which]
        opportunity = history.opportunity
        if what == "state":
            state = "lost" if opportunity.state == "executing" else "executing"
            history.change(on, state=state)
        elif opportunity.state != "executing":
            return
        elif what == "plan":
            history.plan(on + number, on=on)
        elif what == "grade":
            history.change(on, code="HABCO"[number % 5])
        elif what == "push":
            history.change(on, expected=on + 3 * number)
        elif what == "hand over":
            history.hand_over(on, self.people[number % 2])
        elif activity := opportunity.activities.planned().first():
            history.activity = activity
            if what == "execute":
                history.execute(on)
            elif what == "miss":
                history.execute(on, result="no_answer")
            elif what == "cancel":
                history.cancel(on)
            elif what == "move":
                history.move(on, on + number)

    def reports(self):
        stores = [self.floor.store]
        return [shape(audit_report(stores, on=day(number))) for number in range(LAST + 1)]


@pytest.mark.django_db
@settings(
    max_examples=8,
    deadline=None,
    # A failing example is short enough to read, and shrinking it takes minutes.
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=steps)
def test_punctual_and_late_nights_find_what_is_broken(later, steps):
    punctual = Story()
    for number in range(LAST + 1):
        for step in steps:
            if step[0] == number:
                punctual.live(step)
        run_audit(punctual.floor.store, on=day(number), now=later)
    late = Story()
    run_audit(late.floor.store, on=day(-1), now=later)
    for step in steps:
        late.live(step)
    assert not compare([history.opportunity.pk for history in late.histories])
    run_audit(late.floor.store, on=day(LAST), now=later)
    assert late.reports() == punctual.reports()
    for story in (punctual, late):
        each_night_is_right(story.floor.store)


def each_night_is_right(store):
    suspicion = "suspected_evasion"
    names = ("opportunity", "activity")
    findings = Finding.objects.filter(store=store).exclude(rule=suspicion)
    deadlines = Deadline.objects.filter(store=store).exclude(kind=suspicion)
    for number in range(LAST + 1):
        found = findings.open_after(day(number)).values_list("rule", *names)
        broken = deadlines.broken(on=day(number)).values_list("kind", *names)
        assert sorted(map(str, found)) == sorted(map(str, broken))
    found = Deadline.objects.filter(store=store, found_on__isnull=False)
    assert set(found) == {f.deadline for f in Finding.objects.filter(store=store)}
