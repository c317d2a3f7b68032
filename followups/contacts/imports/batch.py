"""One batch of activities: recognised or new, carried out, announced, and what follows from them."""

from django.utils.translation import gettext as _

from foundation.bulk import make
from foundation.history import change_all, create_all
from foundation.importing.importer import Outcome
from foundation.importing.problems import RowErrors
from leads.opportunities.models import Opportunity, State

from ...activities.models import OPPORTUNITY_ENDED, Activity, ActivityState, Result
from ...activities.rules import is_effective
from .intent_changes import IntentChanges
from .matching import KnownActivities

PLANNED = ("purpose", "priority", "expected_content")
TOLD = (*PLANNED, "result", "content", "feedback", "with_decision_maker")
WRITTEN = (
    "consultant_id",
    "planned_for_id",
    "recorded_on",
    "mode",
    "state",
    "executed_on",
    "ended_on",
    "is_effective",
    "cancel_reason",
    *TOLD,
)


class ActivityBatch:
    """``rows`` with, for each, its opportunity or the ``RowErrors`` of looking for it."""

    def __init__(self, importer, rows, found):
        self._importer, self._context = importer, importer.context
        self._pairs = list(zip(rows, found, strict=True))
        ids = {found.pk for _row, found in self._pairs if isinstance(found, Opportunity)}
        days = {row["planned_on"] for row in rows}
        days |= {row["next_planned_on"] for row in rows if "next_planned_on" in row}
        self._known = KnownActivities(ids, days, importer.memory)
        self._changes = IntentChanges(importer.intents, ids, self._context)
        self._new, self._changed, self._ended = [], {}, {}

    def save(self):
        """Write the batch; returns per row an ``Outcome`` or ``RowErrors``."""
        known = [self._recognise(row, found) for row, found in self._pairs]
        results = []
        for (row, found), (activity, made_here) in zip(self._pairs, known, strict=True):
            if isinstance(found, RowErrors):
                results.append(found)
                continue
            try:
                results.append(self._take(found, row, activity, made_here))
            except RowErrors as errors:
                results.append(errors)
        self._write()
        return results

    def _recognise(self, row, found):
        """First all that is there already, so that no other row takes it for its own."""
        activity = None
        if isinstance(found, Opportunity):
            activity = self._known.exact(found, row)
        return activity, activity is not None and self._known.claim(activity)

    def _take(self, opportunity, row, activity, made_here):
        activity = activity or self._match(opportunity, row)
        changes = {}
        if "executed_on" in row:
            changes = self._changes.read(opportunity, row, activity)
        self._importer.touched.add(opportunity.pk)
        was_executed = activity is not None and activity.executed_on is not None
        if activity is None:
            activity = self._create(opportunity, row)
            outcome = Outcome.CREATED
        else:
            made_here = self._known.claim(activity) or made_here
            told = self._tell(opportunity, activity, row, made_here)
            outcome = Outcome.UPDATED if told else Outcome.UNCHANGED
            outcome = Outcome.CREATED if made_here else outcome
        if row.get("result") == Result.LOST and not was_executed and _ends(opportunity, row):
            changes |= self._lose(opportunity, row)
        if changes:
            self._changes.add(opportunity, activity, row["counts_on"], changes)
        announced = "next_planned_on" in row and self._announce(opportunity, row, activity)
        if (changes or announced) and outcome == Outcome.UNCHANGED:
            return Outcome.UPDATED
        return outcome

    def _match(self, opportunity, row):
        exact = self._known.exact(opportunity, row)
        if exact is not None:
            return exact
        if "executed_on" in row:
            return self._known.plan_carried_out(opportunity, row)
        return self._known.plan_meant(opportunity, row)

    def _create(self, opportunity, row):
        activity = make(
            Activity,
            opportunity_id=opportunity.pk,
            planned_for_id=row["consultant"].pk,
            consultant_id=row["consultant"].pk,
            recorded_on=row["recorded_on"],
            planned_on=row["planned_on"],
            mode=row["mode"],
            **{name: row[name] for name in TOLD if name in row},
        )
        if "executed_on" in row:
            _execute(activity, row)
        elif not opportunity.is_executing:
            if row["told_on"] and row["told_on"] > opportunity.ended_on:
                message = _("The opportunity ended on %(date)s.")
                raise RowErrors(("planned_on", message % {"date": opportunity.ended_on}))
            _cancel(activity, opportunity)
        self._new.append(activity)
        self._known.add(activity)
        return activity

    def _tell(self, opportunity, activity, row, made_here):
        """Bring the activity up to what the row says; returns whether that changed anything."""
        before = _state(activity)
        activity.recorded_on = min(activity.recorded_on, row["recorded_on"])
        if made_here:
            activity.consultant = activity.planned_for = row["consultant"]
        if "executed_on" in row:
            for name in TOLD:
                setattr(activity, name, row.get(name, getattr(activity, name)))
            activity.mode, activity.consultant = row["mode"], row["consultant"]
            _execute(activity, row)
        elif activity.is_planned:
            for name in PLANNED:
                setattr(activity, name, row.get(name, getattr(activity, name)))
            activity.mode = row["mode"]
            if row["consultant"].pk not in (activity.consultant_id, activity.planned_for_id):
                activity.consultant = activity.planned_for = row["consultant"]
        else:
            # The row of the contact has told more since; this one only adds.
            for name in ("purpose", "expected_content"):
                setattr(activity, name, getattr(activity, name) or row.get(name, ""))
        return self._keep(activity, before)

    def _keep(self, activity, before):
        changed = _state(activity) != before
        if changed and activity.pk:
            self._changed[activity.pk] = activity
        return changed

    def _announce(self, opportunity, row, contact):
        """The plan that a contact made; returns whether there is anything new about it."""
        day, known_on = row["next_planned_on"], row["counts_on"]
        plan = self._known.planned_for(opportunity, day, row["mode"], known_on)
        if plan is not None and plan is not contact:
            before = _state(plan)
            plan.recorded_on = min(plan.recorded_on, known_on)
            return self._keep(plan, before)
        plan = make(
            Activity,
            opportunity_id=opportunity.pk,
            planned_for_id=row["consultant"].pk,
            consultant_id=row["consultant"].pk,
            recorded_on=known_on,
            planned_on=day,
            mode=row["mode"],
        )
        if not opportunity.is_executing:
            _cancel(plan, opportunity)
        self._new.append(plan)
        self._known.add(plan, announced=True)
        return True

    def _lose(self, opportunity, row):
        opportunity.state, opportunity.ended_on = State.LOST, row["counts_on"]
        opportunity.lost_reason = row.get("lost_reason", "")
        self._ended[opportunity.pk] = opportunity
        return {"state": State.LOST, "lost_reason": opportunity.lost_reason}

    def _write(self):
        self._drop_plans_of_ended()
        create_all(Activity, self._new, self._context)
        self._known.remember(self._new)
        change_all(Activity, list(self._changed.values()), WRITTEN, self._context)
        self._changes.write()
        names = ("state", "ended_on", "lost_reason")
        change_all(Opportunity, list(self._ended.values()), names, self._context)

    def _drop_plans_of_ended(self):
        if not self._ended:
            return
        saved = Activity.objects.planned().filter(opportunity__in=list(self._ended))
        for plan in map(self._known.own, saved):
            if plan.is_planned:
                _cancel(plan, self._ended[plan.opportunity_id])
                self._changed[plan.pk] = plan
        for plan in self._new:
            if plan.is_planned and plan.opportunity_id in self._ended:
                _cancel(plan, self._ended[plan.opportunity_id])


def _ends(opportunity, row):
    """Whether a loss ends the opportunity, or ended it earlier than the loss that is known."""
    if opportunity.state == State.LOST:
        return row["counts_on"] < opportunity.ended_on
    return opportunity.is_executing


def _state(activity):
    return [getattr(activity, name) for name in WRITTEN]


def _execute(activity, row):
    if activity.state != ActivityState.EXECUTED:
        # History is taken to have been recorded the same day; what the CRM recorded itself stays.
        activity.ended_on = row["counts_on"]
    activity.state = ActivityState.EXECUTED
    activity.executed_on = row["executed_on"]
    activity.cancel_reason = ""
    activity.is_effective = is_effective(activity.result, activity.content)


def _cancel(plan, opportunity):
    plan.state = ActivityState.CANCELLED
    plan.ended_on = opportunity.ended_on
    plan.cancel_reason = OPPORTUNITY_ENDED
