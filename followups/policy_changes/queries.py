"""How a change of the grading policy would move the open contact deadlines (R3.2), and what was adopted when."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Max, Min, Q

from foundation.dates import ONE_DAY
from leads.grading.models import StorePolicy
from leads.opportunities.models import Opportunity, State

from ..activities.models import Activity, ActivityMove, ActivityState
from ..calendars.queries import Calendars
from ..deadlines.rules.kinds import PolicyTerms


@dataclass(frozen=True)
class Effect:
    """Counted over every open opportunity that would follow the policy, as if it began today.

    ``broken``: contact deadlines that would be broken at once and are not now; ``relieved``: the
    other way round; ``unknown``: opportunities that keep their grade, since the policy has none such.
    """

    opportunities: int = 0
    earlier: int = 0
    later: int = 0
    broken: int = 0
    relieved: int = 0
    unknown: int = 0

    @property
    def same(self):
        return self.opportunities - self.unknown - self.earlier - self.later


def policy_terms(policy):
    return PolicyTerms(
        attempts_count=policy.attempts_count, counts_working_days=policy.counts_working_days
    )


def following(store, team, *, on):
    """The open opportunities that follow a policy of the store, or of the team with that manager's key.

    A store's moves none of the teams that have one of their own on the date (R12.1).
    """
    rows = Opportunity.objects.executing().filter(store=store)
    if team is not None:
        return rows.filter(_led_by([team]))
    own = StorePolicy.objects.filter(store=store, team__isnull=False, effective_from__lte=on)
    teams = list(own.values_list("team", flat=True).distinct())
    return rows.exclude(_led_by(teams)) if teams else rows


def _led_by(managers):
    return Q(consultant__manager__in=managers) | Q(consultant__in=managers)


def effect_of(store, present, cadences, terms, *, on, team=None):
    """The ``Effect`` of new ``cadences`` (``{code: days}``) and ``terms`` in place of ``present``."""
    old_terms = policy_terms(present)
    old_cadences = {grade.code: grade.cadence for grade in present.grades.all()}
    rows = following(store, team, on=on).values_list(
        "pk", "grade__policy_id", "grade__code", "consultant_id", "assigned_on", "last_contact_on"
    )
    rows = list(rows)
    calendars = Calendars({row[3] for row in rows})
    days_of = calendars.days_on(on)
    moved_for = _moved_for_absences(store)
    both_count = old_terms.attempts_count and terms.attempts_count
    effective = {} if both_count else _effective_contacts(store)
    known = {}

    def due(start, person, terms, cadence, pk):
        """The due date, and whether it would be broken; the same for many customers."""
        moved = moved_for.get(pk)
        key = (start, person, terms, cadence, pk if moved else None)
        if key not in known:
            days = days_of(person, terms)
            day = days.add(start, cadence)
            known[key] = day, days.delayed(day + ONE_DAY, moved) <= on
        return known[key]

    numbers = dict.fromkeys(("earlier", "later", "broken", "relieved", "unknown"), 0)
    for pk, policy, code, person, assigned_on, contact_on in rows:
        if policy != present.pk or code not in cadences:
            numbers["unknown"] += 1
            continue
        last = effective.get(pk)
        start = (contact_on if old_terms.attempts_count else last) or assigned_on
        before, was_broken = due(start, person, old_terms, old_cadences[code], pk)
        start = (contact_on if terms.attempts_count else last) or assigned_on
        after, is_broken = due(start, person, terms, cadences[code], pk)
        numbers["earlier"] += after < before
        numbers["later"] += after > before
        numbers["broken"] += is_broken and not was_broken
        numbers["relieved"] += was_broken and not is_broken
    return Effect(opportunities=len(rows), **numbers)


def _effective_contacts(store):
    done = Activity.objects.filter(
        opportunity__store=store,
        opportunity__state=State.EXECUTING,
        state=ActivityState.EXECUTED,
        is_effective=True,
    )
    return dict(done.order_by().values_list("opportunity_id").annotate(Max("executed_on")))


def _moved_for_absences(store):
    """``{opportunity: {absence: day}}``: the first later day to which its approval moved a plan (R4.7)."""
    moves = ActivityMove.objects.filter(
        activity__opportunity__store=store,
        activity__opportunity__state=State.EXECUTING,
        absence__isnull=False,
        to_on__gt=F("from_on"),
    )
    found = defaultdict(dict)
    rows = moves.order_by().values_list("activity__opportunity", "absence").annotate(Min("to_on"))
    for opportunity, absence, to_on in rows:
        found[opportunity][absence] = to_on
    return found


PAST, PRESENT, COMING, WITHDRAWN = "past", "present", "coming", "withdrawn"


@dataclass(frozen=True)
class Version:
    """What a store adopted from a date on; ``made`` and ``gone`` are rows of the history or ``None``."""

    pk: int
    effective_from: date
    state: str
    terms: Any
    made: Any
    gone: Any = None


def versions_among(
    policies: Iterable[Any], records: Iterable[Any], terms: Callable[[Any], Any], *, on: date
) -> list[Version]:
    """Every policy, withdrawn ones too, the latest date first.

    ``records``: their history; ``terms(row)``: what a policy, or the record of a withdrawn one, says.
    """
    records = list(records)
    made = {row.id: row for row in records if row.history_type == "+"}
    found, present = [], False
    for policy in sorted(policies, key=lambda row: row.effective_from, reverse=True):
        day = policy.effective_from
        state = COMING if day > on else PAST if present else PRESENT
        present |= state == PRESENT
        found.append(Version(policy.pk, day, state, terms(policy), made.get(policy.pk)))
    for row in records:
        if row.history_type == "-":
            made_then = made.get(row.id)
            found.append(Version(row.id, row.effective_from, WITHDRAWN, terms(row), made_then, row))
    return sorted(found, key=lambda version: version.effective_from, reverse=True)
