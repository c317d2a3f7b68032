"""Undoing a contact, a move or a cancellation within ten minutes, as a further act (R1.4, R4.2, R4.4).

Nothing is deleted: what was undone stays as withdrawn, with its history, and counts nowhere. What
stood before stands again: the plan, the grade, the note, the expected date, the card.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.people.models import User
from foundation.history import save_as
from foundation.reason_codes import Reason
from leads.customers.models import Customer
from leads.opportunities.models import Opportunity, OpportunityChange

from ..activities.models import UNDONE, Activity, ActivityMove, ActivityState
from ..deadlines.services import sync
from ..plans.services import lock_opportunity
from .queries import built_since
from .rules import (
    AGAIN,
    DAY_OVER,
    MOVE,
    NOT_YOURS,
    NOTHING,
    TOO_LATE,
    WITHIN,
    Step,
    act_between,
    hindrance,
)

WHY_NOT = {
    NOTHING: _("There is nothing to undo here."),
    NOT_YOURS: _("Only who did it can undo it."),
    AGAIN: _("It is undone already."),
    TOO_LATE: _("It could be undone for ten minutes; these are over."),
    DAY_OVER: _("The day for which it counts is over."),
}


@dataclass
class Done:
    """An act as the history has it: the activities that it made and those that it changed."""

    act: str
    at: datetime
    made: list[Activity] = field(default_factory=list)
    changed: list[Activity] = field(default_factory=list)

    @property
    def keys(self) -> list[int]:
        return [activity.pk for activity in (*self.made, *self.changed)]


@transaction.atomic
def undo(*, by: User, now: datetime, activity: Activity) -> str:
    """Undo what was done last with the activity; returns what it was (``rules``).

    Raises ``ValidationError`` with a plain word where it cannot be undone (any more).
    """
    opportunity = lock_opportunity(activity.opportunity_id)
    done = _what_was_done(activity, opportunity, by=by, now=now)
    card = _changed_at(Customer, opportunity.customer_id, done.at)
    sentence = built_since(opportunity, done.keys, done.at, with_card=card)
    if sentence:
        raise ValidationError(sentence, code="built on")
    for made in done.made:
        _withdraw(made, by=by, now=now)
    for changed in done.changed:
        _restore_plan(changed, done, by=by, now=now)
    _withdraw_changes(opportunity, done, now=now)
    if _changed_at(Opportunity, opportunity.pk, done.at):
        _restore(opportunity, done.at, by=by, now=now)
    if card:
        customer = Customer.objects.select_for_update(no_key=True).get(pk=opportunity.customer_id)
        _restore(customer, done.at, by=by, now=now)
    sync([opportunity.pk])
    return done.act


def last_undoable(customer: Customer, *, by: User, now: datetime) -> int | None:
    """The activity beside which the card offers to undo what ``by`` did last with the customer."""
    recent = Activity.history.filter(
        opportunity__customer=customer, history_user=by, history_date__gte=now - WITHIN
    )
    row = recent.order_by("-history_date", "-history_id").first()
    if row is None:
        return None
    # Of one moment the contact or the cancelled plan, not the plan that was made with it.
    act = recent.filter(history_date=row.history_date).exclude(state=ActivityState.PLANNED)
    activity = Activity.objects.filter(pk=(act.order_by("id").first() or row).id).first()
    if activity is None:
        return None
    opportunity = activity.opportunity
    try:
        done = _what_was_done(activity, opportunity, by=by, now=now)
    except ValidationError:
        return None
    card = _changed_at(Customer, customer.pk, done.at)
    built = built_since(opportunity, done.keys, done.at, with_card=card)
    return None if built else activity.pk


def _what_was_done(
    activity: Activity, opportunity: Opportunity, *, by: User, now: datetime
) -> Done:
    """The last act on the activity, if ``by`` may still undo it; raises ``ValidationError``."""
    rows = Activity.history.filter(id=activity.pk).order_by("-history_date", "-history_id")
    last, before = rows[0], rows[1] if len(rows) > 1 else None
    at = last.history_date
    act = act_between(before and _step(before), _step(last))
    if act and act != MOVE and last.executed_at not in (None, at):
        act = ""  # an import, which has no moments of its own
    begun = Opportunity.history.filter(id=opportunity.pk, history_date=at, history_type="+")
    if (before and before.history_date == at) or begun.exists():
        act = ""  # it came into being with what was done
    day = opportunity.store.business_date
    why = hindrance(
        act,
        is_own=last.history_user_id == by.pk,
        is_undone=last.history_change_reason == UNDONE,
        at=at,
        now=now,
        same_day=day(at) == day(now),
    )
    if why:
        raise ValidationError(WHY_NOT[why], code=why)
    done = Done(act, at)
    of_act = Activity.history.filter(opportunity=opportunity, history_date=at, history_user=by)
    made = set(of_act.filter(history_type="+").values_list("id", flat=True))
    for each in Activity.objects.filter(pk__in=of_act.values("id")).order_by("pk"):
        (done.made if each.pk in made else done.changed).append(each)
    return done


def _step(row: Any) -> Step:
    by_house = isinstance(row.history_change_reason, Reason)
    return Step(row.state, row.planned_on, by_house)


def _changed_at(model: Any, pk: int, at: datetime) -> bool:
    return model.history.filter(id=pk, history_date=at).exists()


def _withdraw(activity: Activity, *, by: User, now: datetime) -> None:
    activity.ended_on = activity.ended_on or activity.recorded_on
    activity.state = ActivityState.WITHDRAWN
    save_as(activity, by=by, now=now, reason=UNDONE)


def _restore_plan(plan: Activity, done: Done, *, by: User, now: datetime) -> None:
    """The plan stands as before; a contact that carried it out stays beside it, as withdrawn."""
    if plan.state == ActivityState.EXECUTED:
        contact = Activity.objects.get(pk=plan.pk)
        contact.pk = None
        contact._state.adding = True
        contact.call_back_by = contact.assigned_at = None
        contact.is_first_contact = False
        _withdraw(contact, by=by, now=now)
        plan.recordings.filter(added_at__gte=done.at).update(activity=contact)
        changes = OpportunityChange.objects.filter(activity_id=plan.pk)
        changes.update(activity_id=contact.pk, withdrawn_at=now)
    moves = ActivityMove.objects.filter(activity=plan, absence=None).order_by("-moved_on", "-pk")
    move = moves.first()
    _restore(plan, done.at, by=by, now=now)
    if move and move.to_on != plan.planned_on and move.from_on == plan.planned_on:
        move.withdrawn_at = now
        move.save(update_fields=["withdrawn_at"])


def _withdraw_changes(opportunity: Opportunity, done: Done, *, now: datetime) -> None:
    """The changes of grade, note, date and state that a contact made which nobody had planned."""
    made = [activity.pk for activity in done.made]
    changes = OpportunityChange.objects.filter(opportunity=opportunity, activity_id__in=made)
    changes.update(withdrawn_at=now)


def _restore(record: Any, at: datetime, *, by: User, now: datetime) -> None:
    """Give the record the values back that it had before the moment ``at``."""
    history = type(record).history
    rows = history.filter(id=record.pk, history_date__lt=at)
    before = rows.order_by("-history_date", "-history_id").first()
    assert before, "only what was there before is changed"
    for tracked in history.model.tracked_fields:
        setattr(record, tracked.attname, getattr(before, tracked.attname))
    save_as(record, by=by, now=now, reason=UNDONE)
