"""Recording a contact: with the next plan (R4.2), with a buyer (R9.2), with another's customer (R7.1)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.people.models import User
from foundation.history import save_as
from foundation.read_once import reading_once
from foundation.registry import Registry
from leads.customers.services import become_buyer, update_card
from leads.grading.models import GradingPolicy
from leads.grading.queries import IntentReader, policy_of
from leads.opportunities.models import Opportunity, State
from leads.opportunities.services import change_details, change_opportunity, loss

from ..activities.models import OPPORTUNITY_ENDED, Activity, ActivityState, Mode, Result
from ..activities.rules import NOT_REACHED, is_effective, missing_words
from ..deadlines.services import sync
from ..note_parts.services import write_parts
from ..plans.services import (
    Plan,
    add_plan,
    drop_plan,
    lock_opportunity,
    lock_plan,
    require_executing,
)
from ..regrading.services import change_intent
from ..take_overs.queries import looks_after


class Outcome(TextChoices):
    CONTINUE = "continue", gettext_lazy("Goes on")
    WON = "won", gettext_lazy("Won and delivered")
    LOST = "lost", pgettext_lazy("outcome", "Lost")


# What rooms above say to who lost it: ``(opportunity)`` gives a sentence, or "".
after_loss: Registry[Callable[[Opportunity], str]] = Registry()


@dataclass(frozen=True)
class Contact:
    """What happened, and what it changed; ``next_plan`` is required unless the opportunity ends.

    ``card``: fields of the customer that were asked for; ``details``: those of the intent (R2.2).

    ``with_decision_maker``: whether the person talked to decides; ``None`` is as the intent says (R4.12).
    ``parts``: the note by its standard (R12.5).
    ``companion``: the leader who came along; ``satisfaction``: what a buyer answered, 1 to 5.
    """

    mode: str
    result: str
    executed_on: date
    content: str = ""
    feedback: str = ""
    note: str = ""
    expected_on: date | None = None
    outcome: str = Outcome.CONTINUE
    lost_reason: str = ""
    competitor: str = ""
    competitor_price: Decimal | None = None
    next_plan: Plan | None = None
    card: dict[str, Any] = field(default_factory=dict)
    details: dict[str, Any] = field(default_factory=dict)
    with_decision_maker: bool | None = None
    companion: User | None = None
    satisfaction: int | None = None
    parts: dict[str, str] = field(default_factory=dict)


# What is said beside the field that a talk left blank (R4.3).
MISSING_WORDS = {
    "content": gettext_lazy(
        "Say in a few words what was said: a contact without content does not count."
    ),
    "feedback": gettext_lazy("Say what the customer answered: whoever was reached said something."),
}


@transaction.atomic
@reading_once()
def record_contact(
    *,
    by: User,
    now: datetime,
    on: date,
    contact: Contact,
    opportunity: Opportunity | None = None,
    activity: Activity | None = None,
) -> Activity:
    """Log a contact, planned (``activity``) or not, with all that follows from it, or nothing at all.

    Raises ``ValidationError`` by field of ``Contact`` or ``Plan``. Returns the executed activity.
    """
    activity, opportunity = _lock(opportunity, activity)
    require_executing(opportunity)
    check_day(contact.executed_on, opportunity, on)
    reader = IntentReader.of_opportunity(opportunity, on=on)
    _check_words(contact, reader.policy)
    activity = execute(activity, opportunity, contact, by=by, now=now, on=on)
    change_intent(
        opportunity,
        reader,
        by=by,
        now=now,
        note=contact.note or opportunity.note,
        expected_on=contact.expected_on or opportunity.expected_on,
        activity=activity,
        goes_on=contact.outcome == Outcome.CONTINUE,
        is_silent=contact.result in NOT_REACHED,
        along=_last_days(opportunity, activity),
    )
    write_parts(activity, contact.parts)
    if details := _details(contact, opportunity):
        change_details(opportunity, by=by, now=now, **details)
    if contact.card:
        update_card(by=by, now=now, customer=opportunity.customer, **contact.card)
    if contact.outcome == Outcome.CONTINUE:
        _plan_next(opportunity, contact, by=by, now=now, on=on)
    else:
        _end(opportunity, contact, activity, by=by, now=now, on=on)
    sync([opportunity.pk], locked=[opportunity])
    return activity


def _last_days(opportunity: Opportunity, activity: Activity) -> dict[str, date]:
    """What ``sync`` will find of the last contacts, so that it is saved with the note."""
    names = ["last_contact_on"]
    if activity.is_effective and activity.consultant_id == opportunity.consultant_id:
        names.append("last_effective_on")
    on = activity.executed_on
    assert on is not None
    return {name: max(getattr(opportunity, name) or on, on) for name in names}


def _details(contact: Contact, opportunity: Opportunity) -> dict[str, Any]:
    """With whether whom we talk to decides, as the talk has shown, unless the form itself changed it (R12.6)."""
    name, known = "talks_to_decision_maker", opportunity.talks_to_decision_maker
    is_told = contact.details.get(name, known) != known
    if is_told or contact.with_decision_maker is None or contact.result in NOT_REACHED:
        return contact.details
    return contact.details | {name: contact.with_decision_maker}


def _lock(
    opportunity: Opportunity | None, activity: Activity | None
) -> tuple[Activity | None, Opportunity]:
    """The plan that is carried out, if any, and its opportunity, both locked."""
    if activity is not None:
        return lock_plan(activity.pk)
    assert opportunity is not None, "either of the two is given"
    return None, lock_opportunity(opportunity.pk)


def check_day(executed_on: date, opportunity: Opportunity, on: date) -> None:
    """Raise ``ValidationError`` for a day to come, or before the opportunity was registered."""
    if executed_on > on:
        raise ValidationError(
            {"executed_on": _("A contact cannot be logged before it took place.")}
        )
    if executed_on < opportunity.registered_on:
        raise ValidationError({"executed_on": _("That is before the opportunity was registered.")})


def _check_words(contact: Contact, policy: GradingPolicy) -> None:
    """Raise ``ValidationError`` by field where a talk lacks words that the policy asks for (R4.3)."""
    missing = missing_words(
        contact.result,
        contact.content,
        contact.feedback,
        feedback_required=policy.feedback_required,
    )
    if missing:
        raise ValidationError({name: MISSING_WORDS[name] for name in missing})


def execute(
    activity: Activity | None,
    opportunity: Opportunity,
    contact: Contact,
    *,
    by: User,
    now: datetime,
    on: date,
) -> Activity:
    """Write the contact into its plan, or as one that nobody had planned; no sync."""
    if activity is None:
        activity = Activity(
            opportunity=opportunity,
            planned_for=opportunity.consultant,
            recorded_on=on,
            planned_on=contact.executed_on,
        )
    # What who has taken the customer over says is not the owner's talk (R6.6).
    is_own = by.is_consultant or looks_after(by, opportunity.customer_id, on=on)
    activity.consultant = by if is_own else opportunity.consultant
    activity.companion = contact.companion
    activity.state = ActivityState.EXECUTED
    activity.mode = contact.mode or Mode.PHONE
    activity.result = contact.result
    activity.content = contact.content.strip()
    activity.feedback = contact.feedback.strip()
    talked = contact.result not in NOT_REACHED
    activity.satisfaction = contact.satisfaction if talked else None
    decides = contact.with_decision_maker
    if decides is None:
        decides = opportunity.talks_to_decision_maker
    activity.with_decision_maker = decides if talked else None
    activity.executed_on = contact.executed_on
    activity.executed_at = now
    activity.ended_on = on
    activity.is_effective = is_effective(contact.result, contact.content)
    save_as(activity, by=by, now=now)
    return activity


def _plan_next(
    opportunity: Opportunity, contact: Contact, *, by: User, now: datetime, on: date
) -> None:
    if contact.next_plan is None:
        if opportunity.activities.planned().exists():
            return
        raise ValidationError({"planned_on": _("Plan the next activity.")})
    add_plan(opportunity, contact.next_plan, by=by, now=now, on=on, contact_on=contact.executed_on)


def _end(
    opportunity: Opportunity,
    contact: Contact,
    activity: Activity,
    *,
    by: User,
    now: datetime,
    on: date,
) -> None:
    values: dict[str, Any] = {"state": State.WON}
    if contact.outcome == Outcome.LOST:
        values = loss(contact.lost_reason, contact.competitor, contact.competitor_price)
    change_opportunity(opportunity, by=by, now=now, on=on, activity=activity, **values)
    for plan in opportunity.activities.planned():
        drop_plan(plan, by=by, now=now, on=on, reason=OPPORTUNITY_ENDED)
    if contact.outcome == Outcome.WON:
        become_buyer(by=by, now=now, customer=opportunity.customer)


@transaction.atomic
def record_care(
    *,
    by: User,
    now: datetime,
    on: date,
    contact: Contact,
    opportunity: Opportunity | None = None,
    activity: Activity | None = None,
) -> Activity:
    """Log a contact about a won opportunity, planned (``activity``) or not; returns the activity.

    Of ``contact`` only what happened counts. Raises ``ValidationError`` by field, or where the
    opportunity is not won.
    """
    activity, opportunity = _lock(opportunity, activity)
    if not opportunity.is_won:
        raise ValidationError(_("This opportunity has ended."), code="ended")
    check_day(contact.executed_on, opportunity, on)
    _check_words(contact, policy_of(opportunity, on=on))
    activity = execute(activity, opportunity, contact, by=by, now=now, on=on)
    sync([opportunity.pk], locked=[opportunity])
    return activity


@transaction.atomic
def record_foreign_contact(
    *,
    by: User,
    now: datetime,
    on: date,
    opportunity: Opportunity,
    mode: str,
    executed_on: date,
    content: str,
    result: str = Result.REACHED,
) -> Activity:
    """Log an effective contact of ``by``; note, grade, date and plans stay the owner's.

    Raises ``ValidationError`` by field. Returns the executed activity.
    """
    opportunity = lock_opportunity(opportunity.pk)
    require_executing(opportunity)
    check_day(executed_on, opportunity, on)
    if not content.strip():
        raise ValidationError({"content": _("A contact without content does not count.")})
    activity = Activity(
        opportunity=opportunity,
        consultant=by,
        planned_for=by,
        recorded_on=on,
        planned_on=executed_on,
        state=ActivityState.EXECUTED,
        mode=mode,
        result=result,
        content=content.strip(),
        executed_on=executed_on,
        executed_at=now,
        ended_on=on,
        is_effective=True,
    )
    save_as(activity, by=by, now=now)
    sync([opportunity.pk], locked=[opportunity])
    return activity
