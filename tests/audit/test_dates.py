"""As of the date means as of the date: late, twice and missed nights come out the same (R6)."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from compliance.audit.models import AuditRun
from compliance.audit.queries import audit_report
from compliance.audit.services import AuditError, run_audit
from compliance.findings.models import Finding
from compliance.penalties.models import Proposal
from tests.factories import Floor
from tests.records import History, day, evasive, overdue, quiet, unplanned


def report(floor, number):
    return audit_report([floor.store], on=day(number))


def reports(floor, numbers):
    return [report(floor, number) for number in numbers]


def rows(model):
    return list(model.objects.order_by("pk").values())


def a_busy_fortnight(floor):
    """Many rules broken and mended, all recorded on their days."""
    overdue(floor, on=1).execute(5).plan(20, on=5)
    unplanned(floor, on=2).plan(30, on=6)
    History(floor, code="H", expected=6).plan(2).execute(4).plan(8, on=4).execute(12)
    evasive(floor, on=3)
    History(floor, code="H", expected=6).plan(3).change(7, code="B", expected=35)
    other = floor.new_consultant()
    unplanned(floor, on=1, consultant=other).hand_over(9, floor.consultant)


def test_what_is_executed_after_the_date_does_not_count(floor, audit):
    overdue(floor, on=3).execute(4).plan(33, on=4)
    audit(3)
    assert [f["rule"] for f in report(floor, 3)["findings"]] == ["overdue_activity"]
    audit(4)
    assert report(floor, 4)["findings"] == []
    assert [f["closed_on"] for f in report(floor, 4)["closed"]] == ["2026-11-06"]


def test_what_is_moved_or_regraded_after_the_date_does_not_count(floor, audit):
    history = History(floor, code="C", expected=300).plan(3)
    history.move(5, 60)
    history.change(6, code="B", expected=300)
    audit(3)
    found = report(floor, 3)["findings"][0]
    assert (found["rule"], found["planned_on"], found["grade"]) == (
        "overdue_activity",
        "2026-11-05",
        "C",
    )


def test_nothing_is_found_before_it_was_recorded(floor, audit):
    quiet(floor, on=0)
    unplanned(floor, on=5)
    audit(4)
    assert report(floor, 4)["findings"] == []


def test_late_nights_equal_punctual_ones(floor, later):
    """All records first, then all nights, against night by night with the records of the day."""
    run_audit(floor.store, on=day(0), now=later)
    a_busy_fortnight(floor)
    run_audit(floor.store, on=day(14), now=later)
    late = reports(floor, range(15))

    punctual = Floor()
    run_audit(punctual.store, on=day(0), now=later)
    a_busy_fortnight(punctual)
    for number in range(1, 15):
        run_audit(punctual.store, on=day(number), now=later)
    assert [shape(r) for r in late] == [shape(r) for r in reports(punctual, range(15))]
    assert sum(len(r["findings"]) for r in late) > 20


def shape(report):
    """A report without the names of its floor."""
    names = ("rule", "opened_on", "due_on", "days_late", "grade", "planned_on", "closed_on")
    findings = [
        sorted(str([f.get(name) for name in names]) for f in report[part])
        for part in ("findings", "closed")
    ]
    names = ("family", "occasion", "items", "kind", "amount", "state")
    return findings, sorted(str([p[name] for name in names]) for p in report["proposals"])


def test_records_entered_day_by_day_equal_records_entered_before(floor, later):
    """The same history, once recorded between the audits and once before them."""
    run_audit(floor.store, on=day(0), now=later)
    history = overdue(floor, on=1)
    for number in (1, 2, 3):
        run_audit(floor.store, on=day(number), now=later)
    history.execute(4).plan(6, on=4)
    for number in (4, 5, 6):
        run_audit(floor.store, on=day(number), now=later)
    history.cancel(7)
    run_audit(floor.store, on=day(8), now=later)

    other = Floor()
    run_audit(other.store, on=day(0), now=later)
    overdue(other, on=1).execute(4).plan(6, on=4).cancel(7)
    run_audit(other.store, on=day(8), now=later)
    assert [shape(r) for r in reports(floor, range(9))] == [
        shape(r) for r in reports(other, range(9))
    ]


def test_twice_changes_nothing(floor, audit):
    a_busy_fortnight(floor)
    audit(3)
    assert audit(9) == [day(n) for n in range(4, 10)]
    before = rows(Finding), rows(Proposal), rows(AuditRun), Proposal.history.count()
    assert audit(9) == [day(9)]
    assert (rows(Finding), rows(Proposal), rows(AuditRun), Proposal.history.count()) == before


def test_an_earlier_night_is_history(floor, audit):
    audit(9)
    unplanned(floor, on=1)
    assert audit(5) == []
    assert not Finding.objects.exists()
    assert AuditRun.objects.get().on == day(9)


def test_missed_nights_are_caught_up_in_order(floor, audit):
    audit(0)
    unplanned(floor, on=2)
    overdue(floor, on=4)
    assert audit(5) == [day(n) for n in range(1, 6)]
    opened = dict(Finding.objects.values_list("rule", "opened_on"))
    assert opened == {"missing_next_plan": day(2), "overdue_activity": day(4)}


def test_a_store_never_audited_starts_at_the_date(floor, audit):
    unplanned(floor, on=1)
    assert audit(9) == [day(9)]
    found = Finding.objects.get()
    assert (found.opened_on, found.days_late) == (day(9), 8)


def test_a_date_to_come_is_refused(floor):
    now = datetime(2026, 11, 5, 23, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert run_audit(floor.store, on=day(3), now=now) == [day(3)]
    with pytest.raises(AuditError, match="2026-11-06"):
        run_audit(floor.store, on=day(4), now=now)
    floor.store.time_zone = "Pacific/Auckland"
    assert run_audit(floor.store, on=day(4), now=now) == [day(4)]


def test_a_store_is_audited_alone(floor, audit):
    elsewhere = Floor()
    unplanned(elsewhere, on=0)
    audit(0)
    assert not Finding.objects.exists()


def test_the_queries_do_not_grow_with_what_is_wrong(floor, audit, django_assert_max_num_queries):
    for _ in range(30):
        unplanned(floor, on=0)
    # 40 of the audit, 17 of what else a night looks through (`foundation.nights`).
    with django_assert_max_num_queries(57):
        audit(0)
    assert Finding.objects.count() == 30
