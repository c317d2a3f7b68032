"""The life of a finding: it goes on, closes once, and is one per rule and subject (R6.8)."""

from compliance.findings.models import Finding
from compliance.penalties.models import Proposal
from followups.activities.models import Activity
from followups.deadlines.models import Deadline
from followups.deadlines.services import sync
from tests.records import History, day, overdue, unplanned


def test_handed_over_while_breached_is_the_same_finding(floor, audit):
    colleague = floor.new_consultant()
    history = unplanned(floor, on=0)
    audit(0)
    history.hand_over(2, colleague)
    audit(3)
    found = Finding.objects.get()
    assert found.closed_on is None
    assert (found.opened_on, found.responsible) == (day(0), floor.consultant)
    assert found.deadline.responsible == colleague
    assert Deadline.objects.filter(found_on__isnull=False).get() == found.deadline
    history.plan(20, on=5)
    audit(5)
    assert Finding.objects.get().closed_on == day(5)


def test_regraded_while_breached_is_the_same_finding(floor, audit):
    history = History(floor, code="A", expected=300).plan(14)
    audit(8)
    assert Finding.objects.get().due_on == day(7)
    history.change(9, code="H", expected=300)
    audit(9)
    found = Finding.objects.get()
    assert (found.due_on, found.grade, found.closed_on) == (day(7), "A", None)
    assert found.deadline.due_on == day(3)


def test_regraded_out_of_the_breach_closes(floor, audit):
    history = History(floor, code="H", expected=300).plan(6)
    audit(4)
    history.change(5, code="B", expected=300)
    audit(5)
    assert Finding.objects.get().closed_on == day(5)


def test_broken_again_later_is_a_new_finding(floor, audit):
    history = unplanned(floor, on=0)
    audit(0)
    history.plan(5, on=1)
    audit(1)
    history.cancel(3)
    audit(3)
    assert list(Finding.objects.order_by("pk").values_list("opened_on", "closed_on")) == [
        (day(0), day(1)),
        (day(3), None),
    ]


def test_each_plan_is_a_subject_of_its_own(floor, audit):
    overdue(floor, on=2).plan(2, on=0)
    audit(2)
    assert Finding.objects.filter(rule="overdue_activity").count() == 2


def test_found_deadlines_are_those_with_a_finding(floor, audit):
    unplanned(floor, on=0)
    overdue(floor, on=1).execute(3)
    audit(0)
    audit(5)
    found = Deadline.objects.filter(found_on__isnull=False)
    assert set(found) == {f.deadline for f in Finding.objects.all()}


def test_a_second_run_takes_back_what_late_records_refute(floor, audit):
    """The contact of the day was entered after the night's audit: it is no item of the penalty."""
    wrong = overdue(floor, on=2)
    overdue(floor, on=2)
    audit(2)
    assert Proposal.objects.get(share_of=None).items == 2
    wrong.execute(2).plan(20, on=2)
    audit(2)
    assert Finding.objects.open().count() == 1
    assert Proposal.objects.get(share_of=None).items == 1
    Activity.objects.planned().filter(planned_on=day(2)).update(recorded_on=day(3))
    sync(Activity.objects.values_list("opportunity", flat=True).distinct())
    audit(2)
    assert not Proposal.objects.filter(family="expiry").exists()


def test_a_second_run_reopens_what_late_records_revive(floor, audit):
    history = overdue(floor, on=1)
    audit(1)
    history.execute(2).plan(20, on=2)
    audit(2)
    assert Finding.objects.get().closed_on == day(2)
    done = Activity.objects.executed()
    done.update(ended_on=day(3), executed_on=day(3))
    sync([history.opportunity.pk])
    audit(2)
    assert Finding.objects.get(rule="overdue_activity").closed_on is None
    audit(3)
    assert Finding.objects.get(rule="overdue_activity").closed_on == day(3)
