"""Losses are taken up for review, called about, agreed or taken up again (R2.7, R9.6, R10.3)."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any, cast
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from accounts.access.queries import assessor_of, stores_of
from accounts.notices.services import News, read_of, settle, tell
from accounts.people.models import Role, Store, User
from followups.activities.models import Mode, Result
from followups.contacts.services import Contact, execute
from followups.ownership.services import reopen_opportunity
from followups.plans.services import Plan, lock_opportunity
from foundation.history import save_as
from foundation.words import surname_of
from intake.first_contact.queries import hours_of
from leads.customers.models import Lifecycle
from leads.grading.queries import Intent
from leads.opportunities.models import Opportunity, OpportunityChange, State

from .models import Caller, LossCall, LossPolicy, LossReview, ReviewState, Word
from .notices import AGREED, ASKED, LATE, NOT_LOST, REOPENED
from .queries import policies_of
from .rules import REVIEWED_WITHIN, chosen, codes_of, draw, may_agree, warmest

AN_HOUR = 60
FRESH = timedelta(days=1)


def follow_losses(keys: Collection[int]) -> None:
    """Of opportunities that may have changed: what is lost by now is reviewed, what is not any more is settled.

    The moment, and who it was, are those of the opportunity's own history; what a file changed is there
    only at its end, and comes here once more.
    """
    waiting = LossReview.objects.waiting().filter(opportunity=OuterRef("pk"))
    rows = Opportunity.objects.filter(pk__in=keys).annotate(waits=Exists(waiting))
    lost = Q(state=State.LOST, merged_into=None)
    found = list(rows.filter(lost | Q(waits=True)).select_related("store"))
    if not found:
        return
    fresh = _freshest()
    # Whole stores come by: the history of what was lost long ago is not read.
    since = fresh.date() - FRESH - REVIEWED_WITHIN
    found = [o for o in found if o.waits or (o.ended_on and o.ended_on >= since)]
    told = _last_told(found)
    lost_now = [o for o in found if o.state == State.LOST and o.merged_into_id is None]
    _take_up([o for o in lost_now if o.pk in told and told[o.pk][0] >= fresh and not o.waits], told)
    gone = [o.pk for o in found if o.waits and o not in lost_now and o.pk in told]
    for review in LossReview.objects.waiting().filter(opportunity__in=gone):
        _settle(review, *told[review.opportunity_id])


Told = tuple[datetime, User | None]


def _freshest() -> datetime:
    """A day before the history's last word: what was lost earlier and comes by again is no news."""
    newest = Opportunity.history.order_by("-history_id").values_list("history_date", flat=True)[0]
    return cast(datetime, newest) - FRESH


def _last_told(found: Collection[Opportunity]) -> dict[int, Told]:
    """``{opportunity: (when, by whom)}`` it was changed last, where that is in its history by now."""
    states = {opportunity.pk: opportunity.state for opportunity in found}
    rows = Opportunity.history.filter(id__in=states).select_related("history_user")
    last = {row.id: row for row in rows.order_by("history_date", "history_id")}
    return {
        pk: (row.history_date, row.history_user)
        for pk, row in last.items()
        if row.state == states[pk]
    }


def _take_up(lost: Collection[Opportunity], told: dict[int, Told]) -> None:
    """Open a review of each that a policy wants reviewed, in a fixed number of reads."""
    recent = [
        o
        for o in lost
        if o.ended_on and o.ended_on >= o.store.business_date(told[o.pk][0]) - REVIEWED_WITHIN
    ]
    in_use = Opportunity.objects.filter(pk__in=[o.pk for o in recent])
    in_use = in_use.exclude(customer__lifecycle=Lifecycle.INACTIVE)
    keys = set(in_use.values_list("pk", flat=True))
    recent = [o for o in recent if o.pk in keys]
    if not recent:
        return
    policies = policies_of(o.store_id for o in recent)
    changes: dict[int, list[OpportunityChange]] = defaultdict(list)
    rows = OpportunityChange.objects.filter(opportunity__in=[o.pk for o in recent])
    for change in rows.select_related("grade", "by").order_by("changed_on", "pk"):
        changes[change.opportunity_id].append(change)
    earlier = _last_reviews(keys)
    for opportunity in recent:
        policy = policies.get(opportunity.store_id) or LossPolicy(store=opportunity.store)
        review = _review_of(opportunity, policy, changes[opportunity.pk], earlier)
        if review:
            _open(review, policy, *told[opportunity.pk])


def _last_reviews(keys: Collection[int]) -> dict[int, LossReview]:
    rows = LossReview.objects.filter(opportunity__in=keys).exclude(state=ReviewState.WITHDRAWN)
    return {row.opportunity_id: row for row in rows.order_by("pk")}


def _review_of(
    opportunity: Opportunity,
    policy: LossPolicy,
    changes: list[OpportunityChange],
    earlier: dict[int, LossReview],
) -> LossReview | None:
    """The review that the last loss asks for, unsaved; ``None`` where it asks for none."""
    losses = [change for change in changes if change.state == State.LOST]
    if not losses:
        return None
    loss, before = losses[-1], earlier.get(opportunity.pk)
    if before:
        back = [c for c in changes if c.state == State.EXECUTING and c.pk > before.change]
        if before.is_waiting or before.change == loss.pk or not back:
            return None
    grades = [(c.changed_on, c.grade.code, c.grade.sort_order) for c in changes if c.grade]
    code = warmest(grades, codes_of(policy.codes), lost_on=loss.changed_on)
    if code is None:
        return None
    return LossReview(
        store=opportunity.store,
        opportunity=opportunity,
        consultant_id=opportunity.consultant_id,
        lost_by=loss.by,
        lost_on=loss.changed_on,
        change=loss.pk,
        grade=code,
        reason=opportunity.lost_reason,
        competitor=opportunity.competitor,
        price=opportunity.competitor_price,
    )


def _open(review: LossReview, policy: LossPolicy, now: datetime, by: User | None) -> None:
    review.asked_at = now
    minutes = policy.within_hours * AN_HOUR
    review.due_at = hours_of(review.store, now=now).after(now, minutes)
    review.caller, review.reviewer = _caller(review, policy)
    save_as(review, by=by, now=now)
    people = _callers(review)
    tell(*(News(ASKED, key, review.pk, _said(review), review.pk) for key in people), now=now, by=by)


def _caller(review: LossReview, policy: LossPolicy) -> tuple[str, User | None]:
    """Who calls: never who lost it; of the sample whom the policy names, where there is anybody.

    One that is undone and lost again that day is drawn as before: nobody tries until somebody else calls.
    """
    consultant = review.opportunity.consultant
    manager = consultant.manager
    undone = LossReview.objects.filter(
        opportunity=review.opportunity, state=ReviewState.WITHDRAWN, lost_on=review.lost_on
    )
    key = undone.order_by("pk").values_list("change", flat=True).first() or review.change
    if draw(key, policy.sample_percent):
        people = User.objects.filter(store=review.store, is_active=True).order_by("pk")
        if policy.sampled_by == Caller.DIRECTOR and _directors(review):
            return Caller.DIRECTOR, None
        if policy.sampled_by == Caller.SERVICE and people.filter(role=Role.SERVICE).exists():
            return Caller.SERVICE, None
        if policy.sampled_by == Caller.OTHER:
            aside = [manager and manager.pk, review.lost_by_id, consultant.pk]
            others = people.filter(role=Role.MANAGER).exclude(pk__in=[k for k in aside if k])
            keys = list(others.values_list("pk", flat=True))
            if keys:
                return Caller.OTHER, User.objects.get(pk=chosen(key, keys))
    return _leader(review)


def _leader(review: LossReview) -> tuple[str, User | None]:
    """Who leads the consultant, else a director, another manager, the general manager: never who lost it."""
    aside = {review.lost_by_id, review.opportunity.consultant_id}
    manager = review.opportunity.consultant.manager
    is_there = manager and manager.is_active and manager.store_id == review.store_id
    if is_there and manager.pk not in aside:
        return Caller.MANAGER, None
    if _directors(review):
        return Caller.DIRECTOR, None
    people = User.objects.filter(store=review.store, is_active=True, role=Role.MANAGER)
    if others := sorted(set(people.values_list("pk", flat=True)) - aside):
        return Caller.OTHER, User.objects.get(pk=chosen(review.change, others))
    return (Caller.GENERAL if _heads(review, Role.GENERAL_MANAGER) else Caller.DIRECTOR), None


def _directors(review: LossReview) -> set[int]:
    """The keys of the store's directors, but for who lost it."""
    aside = {review.lost_by_id, review.opportunity.consultant_id}
    return set(_heads(review, Role.DIRECTOR)) - aside


def _heads(review: LossReview, role: str) -> list[int]:
    """The keys of those of the role who head the store, its own first, then its region's."""
    heads = User.objects.filter(role=role, is_active=True).order_by("pk")
    own = list(heads.filter(store=review.store).values_list("pk", flat=True))
    if not review.store.region_id:
        return own
    above = heads.filter(store=None, region_id=review.store.region_id)
    return [*own, *above.values_list("pk", flat=True)]


def _callers(review: LossReview) -> list[int]:
    """The keys of those of whom a call is wanted."""
    if review.caller == Caller.SERVICE:
        people = User.objects.filter(store=review.store, role=Role.SERVICE, is_active=True)
        return list(people.order_by("pk").values_list("pk", flat=True))
    if review.caller == Caller.OTHER and review.reviewer_id:
        return [review.reviewer_id]
    if review.caller == Caller.MANAGER and review.opportunity.consultant.manager_id:
        return [review.opportunity.consultant.manager_id]
    role = Role.GENERAL_MANAGER if review.caller == Caller.GENERAL else Role.DIRECTOR
    aside = (review.lost_by_id, review.opportunity.consultant_id)
    return [key for key in _heads(review, role) if key not in aside][:1]


def _said(review: LossReview) -> dict[str, Any]:
    local = review.due_at.astimezone(ZoneInfo(review.store.time_zone))
    return {
        "name": str(review.lost_by or review.consultant),
        "customer": surname_of(review.opportunity.customer.name),
        "time": f"{local:%m-%d %H:%M}",
    }


def _lock(review: LossReview, by: User) -> LossReview:
    """The opportunity, then the review, as they are now.

    Raises ``PermissionDenied``, or ``ValidationError`` (code ``decided``).
    """
    opportunity = lock_opportunity(review.opportunity_id)
    rows = LossReview.objects.select_for_update(of=("self",)).select_related("store", "consultant")
    review = rows.get(pk=review.pk)
    review.opportunity = opportunity
    if not review.is_waiting:
        raise ValidationError(
            _("This has been decided: %(state)s.") % {"state": review.get_state_display()},
            code="decided",
        )
    if not LossReview.objects.reviewable_by(by).filter(pk=review.pk).exists():
        raise PermissionDenied
    return review


def _note_call(review: LossReview, *, by: User, now: datetime, word: str, said: str) -> None:
    said = said.strip()
    if word != Word.SILENT and not said:
        raise ValidationError({"said": _("Write what the customer said.")})
    save_as(LossCall(review=review, called_at=now, by=by, word=word, said=said), by=by, now=now)
    if word != Word.SILENT or not review.word:
        review.word = word


@transaction.atomic
def record_call(
    review: LossReview,
    *,
    by: User,
    now: datetime,
    word: str,
    said: str = "",
    agrees: bool,
    reason: str = "",
) -> LossReview:
    """Note a call, and agree that the sale is lost or leave it waiting; it goes on by ``take_back``.

    Nobody agrees who has not asked the customer, or tried twice an hour apart; against the customer's word
    only a leader, with a reason. Raises ``PermissionDenied``, ``ValidationError`` by field.
    """
    review = _lock(review, by)
    _note_call(review, by=by, now=now, word=word, said=said)
    if agrees:
        _require_asked(review, by=by, reason=reason)
        return _decide(review, ReviewState.AGREED, by=by, now=now, reason=reason)
    is_for_leader = word == Word.NOT_LOST and not (by.is_manager or by.heads)
    if is_for_leader:
        review.caller, review.reviewer = _leader(review)
    save_as(review, by=by, now=now)
    if is_for_leader:
        settle(ASKED, keys=[review.pk], now=now)
        values = _said(review) | {"name": str(by)}
        people = _callers(review)
        tell(*(News(NOT_LOST, key, review.pk, values, review.pk) for key in people), now=now, by=by)
    elif word == Word.NOT_LOST and by.is_general_manager:
        # Who heads the store takes it up again on its card; the general manager takes up nothing (R2.7).
        values = _said(review) | {"name": str(by)}
        people = _heads(review, Role.DIRECTOR)
        tell(*(News(NOT_LOST, key, review.pk, values, review.pk) for key in people), now=now, by=by)
    return review


def _require_asked(review: LossReview, *, by: User, reason: str) -> None:
    calls = list(review.calls.order_by("called_at", "pk").values_list("called_at", "word"))
    if not may_agree([(at, word != Word.SILENT) for at, word in calls]):
        raise ValidationError(
            {"agrees": _("Nobody has asked the customer yet: try once more, an hour later.")}
        )
    if review.word != Word.NOT_LOST:
        return
    if not (by.is_manager or by.heads):
        raise ValidationError(
            {"agrees": _("The customer says otherwise: this is for the manager.")}
        )
    if not reason.strip():
        raise ValidationError({"reason": _("Say why it is lost against the customer's word.")})


@transaction.atomic
def take_back(
    review: LossReview,
    *,
    by: User,
    now: datetime,
    on: date,
    intent: Intent,
    plan: Plan,
    said: str,
    reason: str,
) -> LossReview:
    """The customer is not lost: the opportunity is executing again, with a plan; its consultant is told why.

    Raises ``PermissionDenied`` but for a manager or director (R2.7), ``ValidationError`` as
    ``reopen_opportunity``.
    """
    review = _lock(review, by)
    _note_call(review, by=by, now=now, word=Word.NOT_LOST, said=said)
    review = _decide(review, ReviewState.REOPENED, by=by, now=now, reason=reason)
    # The talk stands among the contacts, so that the cadence counts from it and not from the loss (R6.4).
    talk = Contact(Mode.PHONE, Result.REACHED, executed_on=on, content=said, feedback=said)
    execute(None, review.opportunity, talk, by=by, now=now, on=on)
    reopen_opportunity(
        by=by,
        now=now,
        on=on,
        opportunity=review.opportunity,
        intent=intent,
        plan=plan,
        reason=reason,
    )
    return review


def _settle(review: LossReview, now: datetime, by: User | None) -> None:
    """It is lost no more, by undoing the contact or by taking it up on its card."""
    undone = OpportunityChange.everything.filter(pk=review.change, withdrawn_at__isnull=False)
    undone_or_gone = (
        undone.exists() or not OpportunityChange.objects.filter(pk=review.change).exists()
    )
    state = ReviewState.WITHDRAWN if undone_or_gone else ReviewState.REOPENED
    _decide(review, state, by=by, now=now)


def _decide(
    review: LossReview, state: str, *, by: User | None, now: datetime, reason: str = ""
) -> LossReview:
    review.state, review.decided_by, review.decided_at = state, by, now
    review.decision_reason = reason.strip()[:300]
    save_as(review, by=by, now=now, reason=review.decision_reason)
    settle(ASKED, NOT_LOST, LATE, keys=[review.pk], now=now)
    if state == ReviewState.WITHDRAWN or by is None:
        return review
    kind = REOPENED if state == ReviewState.REOPENED else AGREED
    values = _said(review) | {"name": str(by), "reason": review.decision_reason or "–"}
    told = dict.fromkeys((review.opportunity.consultant_id, review.consultant_id))
    tell(*(News(kind, key, review.pk, values, review.pk) for key in told), now=now, by=by)
    return review


def read_review(review: LossReview, *, by: User, now: datetime) -> None:
    """``by`` has seen the page of it."""
    read_of(ASKED, NOT_LOST, LATE, REOPENED, AGREED, key=review.pk, by=by, now=now)


@transaction.atomic
def tell_late(review: LossReview, *, now: datetime) -> None:
    """A call that is owed was not made: who owes it and the director are told, once."""
    rows = LossReview.objects.select_for_update(of=("self",)).select_related(
        "store",
        "consultant",
        "lost_by",
        "opportunity__customer",
        "opportunity__consultant__manager",
    )
    review = rows.get(pk=review.pk)
    if review.late_told_at or not review.is_late(now):
        return
    LossReview.objects.filter(pk=review.pk).update(late_told_at=now)
    director = assessor_of(review.store)
    people = dict.fromkeys([*_callers(review), *([director.pk] if director else [])])
    tell(*(News(LATE, key, review.pk, _said(review), review.pk) for key in people), now=now)


@transaction.atomic
def set_policy(
    *,
    by: User,
    now: datetime,
    store: Store,
    codes: str,
    within_hours: int,
    sample_percent: int,
    sampled_by: str,
) -> LossPolicy:
    """How the store reviews its losses from now on. Raises ``PermissionDenied`` but for its director."""
    if not by.is_director or not stores_of(by).filter(pk=store.pk).exists():
        raise PermissionDenied
    policy = LossPolicy.objects.select_for_update().filter(store=store).first()
    policy = policy or LossPolicy(store=store)
    values = (" ".join(codes_of(codes)), within_hours, sample_percent, sampled_by)
    policy.codes, policy.within_hours, policy.sample_percent, policy.sampled_by = values
    policy.full_clean()
    save_as(policy, by=by, now=now)
    return policy
