"""The preview of a change is what the change then does (R3.2)."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from followups.absences.services.requesting import (
    approve_absence,
    impose_absence,
    request_absence,
)
from followups.deadlines.models import Deadline
from followups.deadlines.services import compare
from followups.policy_changes.queries import effect_of, policy_terms
from followups.policy_changes.services import adopt_own_policy, adopt_policy
from leads.grading.models import Grade, GradingPolicy
from leads.grading.queries import policy_in_force
from leads.grading.rules import first_gap
from leads.opportunities.models import Opportunity, OpportunityChange


@pytest.fixture
def sales(floor, now, today):
    """Customers of every grade, some of them late, one whose consultant is away."""
    away = floor.new_consultant()
    windows = {"H": 3, "A": 12, "B": 25, "C": 60}
    for days, grade in [(9, "H"), (2, "H"), (9, "A"), (20, "B"), (3, "C")]:
        on = today - timedelta(days=days)
        for consultant in (floor.consultant, away):
            floor.open(
                now=now,
                on=on,
                grade=grade,
                days=windows[grade],
                plan_in=30,
                consultant=consultant,
            )
    opportunity = floor.open(now=now, on=today - timedelta(days=12), grade="A", days=15, plan_in=30)
    floor.contact(
        opportunity, now=now, on=today - timedelta(days=4), result="no_answer", content=""
    )
    impose_absence(
        by=floor.director,
        now=now,
        on=today,
        user=away,
        kind="training",
        from_on=today - timedelta(days=2),
        to_on=today + timedelta(days=3),
        plans="postpone",
    )
    return floor.store


def contact_deadlines(store):
    rows = Deadline.objects.filter(store=store, kind="cadence_breach", ended_on=None)
    return {row.opportunity_id: (row.due_on, row.breaks_on) for row in rows}


def own_policy(base, **changes):
    """Fields of the grades of a copy, with other cadences."""
    kept = [f.name for f in Grade._meta.fields if f.name not in ("id", "policy", "code")]
    kept = [name for name in kept if name not in ("sort_order", "is_ordered")]
    grades = {g.code: {name: getattr(g, name) for name in kept} for g in base.grades.all()}
    for code, cadence in changes.items():
        grades[code]["cadence"] = cadence
    return grades


CHANGES = [
    ({"H": 1, "A": 10}, {}),
    ({"H": 9, "B": 3, "C": 2}, {}),
    ({"H": 5}, {"attempts_count": False}),
    ({"A": 4}, {"counts_working_days": True}),
]


@pytest.mark.django_db
@pytest.mark.parametrize("cadences, terms", CHANGES)
def test_the_preview_is_what_happens(sales, floor, now, today, cadences, terms):
    base = policy_in_force(sales, on=today)
    grades = own_policy(base, **cadences)
    values = {
        "name": "自己的",
        "counts_working_days": False,
        "attempts_count": True,
        "stretch_factor": 2,
        "suspicious_moves": 3,
        "suspicious_pushes": 3,
    } | terms
    draft = GradingPolicy(**values)
    before = contact_deadlines(sales)
    changes = OpportunityChange.objects.count()
    effect = effect_of(
        sales,
        base,
        {code: fields["cadence"] for code, fields in grades.items()},
        policy_terms(draft),
        on=today,
    )
    assert OpportunityChange.objects.count() == changes and contact_deadlines(sales) == before

    adoption = adopt_own_policy(
        by=floor.director,
        now=now,
        on=today,
        store=sales,
        base=base,
        effective_from=today,
        grades=grades,
        **values,
    )
    after = contact_deadlines(sales)
    assert after.keys() == before.keys()
    pairs = [(before[key], after[key]) for key in before]
    assert effect.opportunities == len(pairs)
    assert effect.earlier == sum(new[0] < old[0] for old, new in pairs)
    assert effect.later == sum(new[0] > old[0] for old, new in pairs)
    assert effect.broken == sum(new[1] <= today < old[1] for old, new in pairs)
    assert effect.relieved == sum(old[1] <= today < new[1] for old, new in pairs)
    assert effect.earlier + effect.later > 0
    assert not compare(list(Opportunity.objects.values_list("pk", flat=True)))
    assert (adoption.by, adoption.adopted_at) == (floor.director, now)
    assert adoption.policy.code == f"{sales.code}-{today}"
    assert GradingPolicy.objects.get(pk=base.pk).grades.get(code="H").cadence == 3


@pytest.mark.django_db
def test_the_preview_knows_the_day_that_an_approval_chose(floor, now, today):
    """H of 8 days ago would break on -4, in an absence of -5 to -2; its approval moved the plan to 2."""

    def when(number):
        return {"now": now + timedelta(days=number), "on": today + timedelta(days=number)}

    floor.open(**when(-8), grade="H", days=7, plan_in=4)
    days = {"from_on": today - timedelta(days=5), "to_on": today - timedelta(days=2)}
    away = {"user": floor.consultant, "kind": "leave", "reason": "回老家", "plans": "postpone"}
    absence = request_absence(by=floor.consultant, **when(-7), **days, **away)
    absence.proposed_plans.update(to_on=today + timedelta(days=2))
    approve_absence(by=floor.manager, **when(-7), absence=absence)
    base = policy_in_force(floor.store, on=today)
    cadences = {grade.code: grade.cadence for grade in base.grades.all()}

    def effect(cadence):
        return effect_of(floor.store, base, cadences | {"H": cadence}, policy_terms(base), on=today)

    assert (effect(4).broken, effect(4).relieved) == (0, 0)
    assert (effect(1).broken, effect(1).relieved) == (1, 0), "it would break before the absence"


@pytest.mark.django_db
def test_grades_that_the_policy_does_not_know_are_counted(sales, today):
    base = policy_in_force(sales, on=today)
    other = GradingPolicy.objects.get(code="S2")
    cadences = {grade.code: grade.cadence for grade in other.grades.all()}
    effect = effect_of(sales, base, cadences, policy_terms(other), on=today)
    assert effect.unknown == effect.opportunities > 0


@pytest.mark.django_db
def test_another_policy_of_the_same_date_gets_another_code(floor, now, today):
    base = policy_in_force(floor.store, on=today)
    GradingPolicy.objects.create(code=f"{floor.store.code}-{today}", name="taken")
    adoption = adopt_own_policy(
        by=None,
        now=now,
        on=today,
        store=floor.store,
        base=base,
        effective_from=today,
        grades=own_policy(base),
        name="copy",
    )
    assert adoption.policy.code == f"{floor.store.code}-{today}-2"
    assert list(adoption.policy.grades.values_list("code", flat=True)) == list("HABCO")


@pytest.mark.django_db
def test_the_number_of_queries_stays(sales, floor, now, today):
    base = GradingPolicy.objects.prefetch_related("grades").get(code="S0")

    def count():
        with CaptureQueriesContext(connection) as queries:
            effect_of(sales, base, {"H": 1}, policy_terms(base), on=today)
        return len(queries)

    few = count()
    floor.open(now=now, on=today, consultant=floor.new_consultant())
    assert count() == few


@pytest.mark.parametrize(
    "windows, gap",
    [
        ([(0, 7), (0, 15), (0, 30), (31, None)], None),
        ([(0, 7), (0, 20), (31, None)], 21),
        ([(0, 7), (None, None)], None),
        ([(1, None)], 0),
        ([(0, 7), (8, 30)], 31),
        ([(31, None), (0, 30)], None),
        ([], 0),
    ],
)
def test_every_date_needs_a_grade_r3_3(windows, gap):
    assert first_gap(windows) == gap


window = st.tuples(
    st.one_of(st.none(), st.integers(0, 20)), st.one_of(st.none(), st.integers(0, 20))
).filter(lambda w: None in w or w[0] <= w[1])


@given(st.lists(window, max_size=5))
def test_the_gap_is_the_first_day_that_fits_none(windows):
    def fits(day):
        return any((a or 0) <= day and (b is None or day <= b) for a, b in windows)

    gap = first_gap(windows)
    days = range(60) if gap is None else range(gap)
    assert all(fits(day) for day in days)
    assert gap is None or not fits(gap)


@pytest.mark.django_db
def test_a_shipped_policy_is_adopted_as_it_is(floor, now, today):
    adoption = adopt_policy(
        by=floor.director,
        now=now,
        on=today,
        store=floor.store,
        policy=GradingPolicy.objects.get(code="S1"),
        effective_from=today + timedelta(days=3),
    )
    assert adoption.applied_on is None
    assert policy_in_force(floor.store, on=today).code == "S0"
    assert policy_in_force(floor.store, on=adoption.effective_from).code == "S1"
