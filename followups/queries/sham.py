"""Signs of sham entries among what people recorded: two queries for any number of people and days."""

from collections import defaultdict

from django.db.models import F
from django.db.models.functions import Left

from followups.calendars import Calendars
from followups.models import ActivityState
from followups.rules.contact import NOT_REACHED, next_due
from followups.rules.deadlines import PolicyTerms
from followups.rules.sham import Entry, PlanMade, signs_of

COMPARED_LENGTH = 300


def signs_between(visible, people, *, start, end):
    """``{(person, day): {activity: signs}}`` of what ``people`` recorded, both days included.

    ``visible``: the activities that the reader may see; ``people``: keys of consultants.
    """
    days = defaultdict(lambda: ([], []))
    for key, entry in _entries(visible, people, start, end):
        days[key][0].append(entry)
    for key, plan in _plans(visible, people, start, end):
        days[key][1].append(plan)
    found = {key: signs_of(entries, plans) for key, (entries, plans) in days.items()}
    return {key: signs for key, signs in found.items() if signs}


def signs_on(visible, people, *, on):
    """``{activity: signs}`` of one day."""
    by_person = signs_between(visible, people, start=on, end=on)
    return {pk: signs for found in by_person.values() for pk, signs in found.items()}


def _entries(visible, people, start, end):
    rows = visible.executed().filter(consultant__in=people, ended_on__range=(start, end))
    values = ("consultant_id", "ended_on", "pk", "executed_at", "said", "result")
    rows = rows.annotate(said=Left("content", COMPARED_LENGTH)).values_list(*values)
    for person, day, pk, at, said, result in rows:
        yield (person, day), Entry(pk, at, said, result not in NOT_REACHED)


def _plans(visible, people, start, end):
    """The plans made on these days, other than those for the same day, with their last good day."""
    rows = (
        visible.filter(consultant__in=people, recorded_on__range=(start, end))
        .filter(planned_on__gt=F("recorded_on"))
        .exclude(state=ActivityState.CANCELLED)
        .select_related("opportunity__grade__policy")
    )
    rows = list(rows)
    calendars = Calendars({plan.consultant_id for plan in rows})
    for plan in rows:
        grade = plan.opportunity.grade
        policy = PolicyTerms(counts_working_days=grade.policy.counts_working_days)
        count = calendars.counts_on(plan.recorded_on)(plan.consultant_id, policy)
        last_on = next_due(plan.recorded_on, grade.terms, count)
        yield (plan.consultant_id, plan.recorded_on), PlanMade(plan.pk, plan.planned_on, last_on)
