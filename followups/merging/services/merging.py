"""Making one card of two: asked for, decided, carried out in one transaction (R2.5, R2.2, R4.2)."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.notices.services import News, tell
from accounts.people.models import User
from foundation.history import Cause, save_as
from foundation.shown import require_same
from foundation.words import folded, surname_of
from leads.customers.models import Customer, Lifecycle
from leads.customers.services import give_number
from leads.opportunities.models import Opportunity
from leads.opportunities.services import change_opportunity

from ...activities.models import Activity
from ...deadlines.rules.kinds import Kind
from ...deadlines.services import sync
from ...ownership.services import reassign_many
from ...plans.services import drop_plan
from ...take_overs.services import end_lapsed
from ..models import GOES_ON, MERGED, Merge, MergeState
from ..notices import GIVEN_UP, REFUSED
from ..notices import MERGED as MERGED_NOTICE
from ..queries import may_decide, may_merge, plain_of
from ..rules import (
    FIELDS,
    Intent,
    TwoOrders,
    doubles,
    hindrances,
    lifecycle_of,
    of_cards,
    of_intents,
)
from .carrying import carry_over
from .moving import follow, follow_introducers
from .waiting import refuse_outlived


def lock_cards(*keys: int) -> dict[int, Customer]:
    """The cards with their owners, locked in the order of their keys, then their intents."""
    rows = Customer.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk")
    cards = {card.pk: card for card in rows.select_related("store", "consultant__manager")}
    intents = Opportunity.objects.select_for_update(no_key=True).filter(customer__in=keys)
    list(intents.order_by("pk").values_list("pk"))
    return cards


@transaction.atomic
def merge_cards(
    *,
    by: User,
    now: datetime,
    kept: Customer,
    merged: Customer,
    owner: User,
    taken: Collection[str] = (),
    reason: str,
    shown: str | None = None,
) -> Merge:
    """Make one card of two at once, or ask the director where two people have them.

    ``taken``: the fields of which the merged card's value is kept; ``shown``: the fingerprint of what the
    form showed. Raises ``PermissionDenied``, ``Changed``, or ``ValidationError`` with a plain word.
    """
    cards = lock_cards(kept.pk, merged.pk)
    kept, merged = cards[kept.pk], cards[merged.pk]
    if not may_merge(by, kept, merged):
        raise PermissionDenied
    require_mergeable(kept, merged)
    if shown is not None:
        require_same(shown, *plain_of(kept, merged))
    if not reason.strip():
        raise ValidationError({"reason": _("Say how you know that they are one person.")})
    if owner.pk not in (kept.consultant_id, merged.consultant_id):
        raise ValidationError({"owner": _("One of the two owners keeps the customer.")})
    refuse_outlived(merged, now=now)
    merge = Merge(
        store=kept.store,
        kept=kept,
        merged=merged,
        owner=owner,
        taken=[name for name in FIELDS if name in taken],
        reason=reason.strip(),
        asked_by=by,
        asked_at=now,
    )
    try:
        with transaction.atomic():
            merge.save()
    except IntegrityError as error:
        raise ValidationError(_("A merge of this card is waiting already.")) from error
    if may_decide(by, kept, merged):
        carry_out(merge, by=by, now=now)
    return merge


def require_mergeable(kept: Customer, merged: Customer) -> None:
    """Raise ``ValidationError`` with a plain word where the two cannot become one now."""
    if kept.pk == merged.pk or kept.store_id != merged.store_id:
        raise ValidationError(_("Choose two cards of one store."))
    for card in (kept, merged):
        if card.merged_into_id:
            raise ValidationError(_("One of the two cards is merged already."), code="merged")
        if card.lifecycle == Lifecycle.INACTIVE:
            raise ValidationError(_("One of the two cards is out of use."), code="inactive")
    for hindrance in hindrances:
        if sentence := hindrance(kept, merged):
            raise ValidationError(sentence, code="hindered")
    ending_of(kept, merged)


def ending_of(kept: Customer, merged: Customer) -> dict[int, int]:
    """``{intent that ends: the one that goes on}`` of the two cards; raises ``ValidationError``."""
    rows = Opportunity.objects.executing().filter(customer__in=[kept.pk, merged.pk])
    intents = [
        Intent(
            o.pk,
            o.customer_id,
            folded(o.model),
            o.ordered_on is not None,
            -1 if o.grade.is_ordered else o.grade.sort_order,
            o.registered_on,
        )
        for o in rows.select_related("grade")
    ]
    try:
        return doubles(intents)
    except TwoOrders as error:
        raise ValidationError(
            _(
                "Both cards have an open order for the same model: deliver or cancel one of them first."
            ),
            code="ordered",
        ) from error


def carry_out(merge: Merge, *, by: User, now: datetime) -> None:
    """Make one card of the two, which are locked; all that moves is written down to be undone."""
    cards = lock_cards(merge.kept_id, merge.merged_id)
    kept, merged = cards[merge.kept_id], cards[merge.merged_id]
    require_mergeable(kept, merged)
    on = merge.store.business_date(now)
    cause = Cause(by, now, MERGED.of(reason=merge.reason))
    owners = {"kept": kept.consultant_id, "merged": merged.consultant_id}
    losing = next((c for c in (kept, merged) if c.consultant_id != merge.owner_id), None)
    giver = losing and losing.consultant
    if losing:
        reassign_many(
            by=by,
            now=now,
            on=on,
            store=merge.store,
            takers={losing.pk: merge.owner},
            reason=cause.reason,
        )
        cards = lock_cards(merge.kept_id, merge.merged_id)
        kept, merged = cards[merge.kept_id], cards[merge.merged_id]
    ended = [_end(pk, into, cause, on=on) for pk, into in ending_of(kept, merged).items()]
    end_lapsed([kept.pk, merged.pk], by=by, now=now, on=on)
    rows = follow(of_cards, source=merged.pk, target=kept.pk, cause=cause)
    merge.moved = {"owners": owners, "ended": ended, "rows": rows} | _join_cards(
        kept, merged, merge.taken, cause
    )
    merge.state, merge.decided_by, merge.decided_at = MergeState.DONE, by, now
    merge.kept, merge.merged = kept, merged
    merge.save()
    sync(kept.opportunities.order_by("pk").values_list("pk", flat=True))
    said = {"customer": surname_of(kept.name), "name": str(by)}
    people = {merge.owner_id, merge.asked_by_id}
    news = [News(MERGED_NOTICE, person, merge.pk, said, target=merge.pk) for person in people]
    if giver:
        said = {"customer": surname_of(merged.name), "name": str(merge.owner)}
        news.append(News(GIVEN_UP, giver.pk, merge.pk, said))
    tell(*news, now=now, by=by)


def _end(pk: int, into: int, cause: Cause, *, on: Any) -> dict[str, Any]:
    """The intent ends in the one that goes on, which takes over what was planned and promised (R4.2)."""
    related = Opportunity.objects.select_related("store", "consultant", "grade__policy", "customer")
    ending, going_on = related.get(pk=pk), related.get(pk=into)
    how: Any = {"by": cause.by, "now": cause.now, "on": on}
    promises = ending.deadlines.filter(kind__in=Kind.BY_THE_HOUR, ended_on=None, found_on=None)
    owed = set(promises.values_list("activity", flat=True))
    plans = list(Activity.objects.planned().filter(opportunity=ending).order_by("planned_on", "pk"))
    ending.merged_into = going_on
    change = change_opportunity(ending, reason=cause.reason, state="lost", lost_reason="", **how)
    dropped = []
    for plan in plans:
        drop_plan(plan, reason=GOES_ON, **how)
        carried = carry_over(plan, going_on, cause, on=on, owed=plan.pk in owed)
        dropped.append({"plan": plan.pk, "carried": carried.pk})
    assert change
    rows = follow(of_intents, source=ending.pk, target=going_on.pk, cause=cause)
    return {
        "opportunity": pk,
        "into": into,
        "change": change.pk,
        "on": on,
        "plans": dropped,
        "rows": rows,
    }


def _join_cards(
    kept: Customer, merged: Customer, taken: Collection[str], cause: Cause
) -> dict[str, Any]:
    """Write the card that is kept, and take the other out of use; returns what both were before."""
    numbers = {"kept": kept.phone, "merged": merged.phone}
    lifecycles = {"kept": kept.lifecycle, "merged": merged.lifecycle}
    before, after = {}, {}
    for name in taken:
        if name != "phone" and getattr(kept, name) != getattr(merged, name):
            before[name] = _kept(kept, name)
            setattr(kept, name, getattr(merged, name))
            after[name] = _kept(kept, name)
    kept.lifecycle = lifecycle_of(kept.lifecycle, merged.lifecycle)
    lifecycles["after"] = kept.lifecycle
    merged.lifecycle, merged.merged_into = Lifecycle.INACTIVE, kept
    how: Any = {"by": cause.by, "now": cause.now, "reason": cause.reason}
    save_as(merged, **how)
    save_as(kept, **how)
    if "phone" in taken:
        give_number(kept, merged.phone, **how)
    return {
        "numbers": numbers,
        "lifecycles": lifecycles,
        "before": before,
        "after": after,
        "introduced": follow_introducers(kept, numbers, cause),
    }


def _kept(card: Customer, name: str) -> Any:
    value = getattr(card, name)
    return str(value) if name == "photo" else value


def lock_merge(merge: Merge) -> Merge:
    """The merge and its cards as they are now, locked: cards before the merge."""
    cards = lock_cards(merge.kept_id, merge.merged_id)
    rows = Merge.objects.select_for_update(of=("self",)).select_related(
        "store", "owner", "asked_by"
    )
    merge = rows.get(pk=merge.pk)
    merge.kept, merge.merged = cards[merge.kept_id], cards[merge.merged_id]
    return merge


def _lock_waiting(merge: Merge, by: User) -> Merge:
    merge = lock_merge(merge)
    if not (by.is_director and may_merge(by, merge.kept, merge.merged)):
        raise PermissionDenied
    if not merge.is_waiting:
        raise ValidationError(_("It has already been decided."), code="decided")
    return merge


@transaction.atomic
def approve_merge(merge: Merge, *, by: User, now: datetime, reason: str = "") -> Merge:
    """The director makes one card of the two (R2.5); raises as ``merge_cards``."""
    merge = _lock_waiting(merge, by)
    if merge.owner_id not in (merge.kept.consultant_id, merge.merged.consultant_id):
        raise ValidationError(_("The customers have gone to others meanwhile: ask once more."))
    merge.decision_reason = reason.strip()[:300]
    carry_out(merge, by=by, now=now)
    return merge


@transaction.atomic
def refuse_merge(merge: Merge, *, by: User, now: datetime, reason: str) -> Merge:
    """Both cards stay as they are; a refusal says why."""
    if not reason.strip():
        raise ValidationError({"reason": _("Say why the request is refused.")})
    merge = _lock_waiting(merge, by)
    merge.state, merge.decision_reason = MergeState.REFUSED, reason.strip()[:300]
    merge.decided_by, merge.decided_at = by, now
    merge.save()
    said = {"customer": surname_of(merge.kept.name)}
    tell(News(REFUSED, merge.asked_by_id, merge.pk, said, target=merge.pk), now=now, by=by)
    return merge
