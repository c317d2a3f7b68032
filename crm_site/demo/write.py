"""Writing the stories set by set, each row with its history."""

from copy import copy
from datetime import datetime, time, timedelta

from accounts.people.models import User
from followups.activities.models import Activity, ActivityMove, ActivityState
from followups.calendars.models import Absence
from foundation.finding import keep_keys
from leads.customers.models import Customer, Lifecycle
from leads.opportunities.models import Opportunity, OpportunityChange, State

BATCH = 500


def everything(people, habits, stories, *, now):
    """Write absences, cards, opportunities, activities, changes and moves, in this order."""
    keep_history(User, people, by=None, moments=[now - timedelta(366)] * len(people))
    absences = [absence for one in habits for absence in one.absences]
    create(Absence, absences)
    create(Customer, [s.card for s in stories])
    create(Opportunity, [s.opportunity for s in stories])
    activities = [activity for s in stories for activity in s.activities]
    create(Activity, activities)
    changes = []
    for change, activity in (pair for s in stories for pair in s.changes):
        change.activity_id = activity.pk if activity else None
        changes.append(change)
    create(OpportunityChange, changes)
    create(ActivityMove, [move for s in stories for move in s.moves])
    histories(absences, stories, activities, now=now)


def create(model, rows):
    model.objects.bulk_create(rows, batch_size=BATCH)
    keep_keys(model, rows, new=True)


def histories(absences, stories, activities, *, now):
    """What the services would have kept: the first state of each record, and the last where it differs."""
    zone = now.tzinfo if not stories else stories[0].world.zone

    def at(day):
        return min(datetime.combine(day, time(12), zone), now)

    keep_history(
        Absence, absences, by=lambda a: a.by, moments=[at(a.recorded_on) for a in absences]
    )
    keep_history(
        Customer,
        [_as_prospect(s.card) for s in stories],
        by=lambda c: c.consultant,
        moments=[at(s.card.registered_on) for s in stories],
    )
    buyers = [s for s in stories if s.card.lifecycle == Lifecycle.BUYER]
    keep_history(
        Customer,
        [s.card for s in buyers],
        by=lambda c: c.consultant,
        moments=[at(s.opportunity.ended_on) for s in buyers],
        update=True,
    )
    opportunities = [s.opportunity for s in stories]
    keep_history(
        Opportunity,
        [_as_registered(s) for s in stories],
        by=lambda o: o.consultant,
        moments=[at(o.registered_on) for o in opportunities],
    )
    changed = [s for s in stories if len(s.changes) > 1]
    keep_history(
        Opportunity,
        [s.opportunity for s in changed],
        by=lambda o: o.consultant,
        moments=[at(s.changes[-1][0].changed_on) for s in changed],
        update=True,
    )
    keep_history(
        Activity,
        [_as_planned(a) for a in activities],
        by=lambda a: a.consultant,
        moments=[at(a.recorded_on) for a in activities],
    )
    ended = [a for a in activities if a.ended_on and a.ended_on > a.recorded_on]
    keep_history(
        Activity,
        ended,
        by=lambda a: a.consultant,
        moments=[a.executed_at or at(a.ended_on) for a in ended],
        update=True,
    )


def keep_history(model, rows, *, by, moments, update=False):
    for row, moment in zip(rows, moments, strict=True):
        row._history_user = by(row) if by else None
        row._history_date = moment
    model.history.bulk_history_create(rows, batch_size=BATCH, update=update)


def _as_prospect(card):
    row = copy(card)
    row.lifecycle = Lifecycle.PROSPECT
    return row


def _as_registered(story):
    first, row = story.changes[0][0], copy(story.opportunity)
    row.grade, row.note, row.expected_on = first.grade, first.note, first.expected_on
    row.state, row.ended_on, row.lost_reason, row.competitor = State.EXECUTING, None, "", ""
    return row


def _as_planned(activity):
    if activity.state == ActivityState.PLANNED or activity.recorded_on == activity.ended_on:
        return activity
    row = copy(activity)
    row.state, row.result, row.content, row.feedback = ActivityState.PLANNED, "", "", ""
    row.executed_on = row.executed_at = row.ended_on = None
    row.is_effective, row.cancel_reason = False, ""
    return row
