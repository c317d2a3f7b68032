"""Two cards again: exactly what the merge moved goes back, within 30 days (R2.5, R1.4)."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.notices.services import News, tell
from accounts.people.models import Role, User
from foundation.history import Cause, record_present, save_as
from foundation.searching import reads_as
from foundation.words import surname_of
from leads.customers.models import Customer, Lifecycle
from leads.customers.services import give_number
from leads.opportunities.models import Opportunity, OpportunityChange, State
from leads.opportunities.services import change_opportunity

from ...activities.models import Activity, ActivityState
from ...deadlines.services import sync
from ...ownership.services import reassign_many
from ...plans.services import drop_plan
from ...withdrawals.queries import built_on
from ..models import PARTED, Merge, MergeState
from ..notices import PARTED as PARTED_NOTICE
from ..queries import may_part
from ..rules import hindrances, may_undo
from .carrying import like
from .merging import lock_merge
from .moving import go_back, part_by_number


@transaction.atomic
def undo_merge(merge: Merge, *, by: User, now: datetime, reason: str) -> Merge:
    """Part the cards: rows, values, numbers, intents and owners go back as the merge found them.

    What came since stays with the card that was kept, but for what is about an intent that goes back; a
    field that was changed since stays as it is. Raises ``ValidationError`` with a plain word.
    """
    merge = lock_merge(merge)
    kept, merged = merge.kept, merge.merged
    if not may_part(by, merge):
        raise PermissionDenied
    if not reason.strip():
        raise ValidationError({"reason": _("Say why they are two people.")})
    require_undoable(merge, now=now)
    on = merge.store.business_date(now)
    cause = Cause(by, now, PARTED.of(reason=reason.strip()))
    _part_cards(merge, cause)
    go_back(merge.moved["rows"], source=merged.pk, target=kept.pk, cause=cause, with_intents=True)
    part_by_number(
        source=merged.pk,
        target=kept.pk,
        number=merged.phone,
        since=merge.decided_at,
        cause=cause,
    )
    for ended in merge.moved["ended"]:
        _take_up(ended, cause, on=on, since=merge.decided_at)
    for card, name in ((kept, "kept"), (merged, "merged")):
        _stage(card, merge.moved["lifecycles"][name], cause)
    merge.state, merge.undone_by, merge.undone_at = MergeState.UNDONE, by, now
    merge.undo_reason = reason.strip()[:300]
    merge.save()
    _give_back(merge, cause, on=on)
    for card in (kept, merged):
        sync(card.opportunities.order_by("pk").values_list("pk", flat=True))
    said = {"customer": surname_of(kept.name), "name": str(by)}
    owners = Customer.objects.filter(pk__in=[kept.pk, merged.pk]).values_list(
        "consultant", flat=True
    )
    tell(
        *(News(PARTED_NOTICE, person, merge.pk, said, target=merge.pk) for person in {*owners}),
        now=now,
        by=by,
    )
    return merge


def require_undoable(merge: Merge, *, now: datetime) -> None:
    """Raise ``ValidationError`` with a plain word where the merge cannot be undone (any more)."""
    if merge.state != MergeState.DONE:
        raise ValidationError(_("These cards are two already."), code="undone")
    assert merge.decided_at
    if not may_undo(merge.decided_at, now):
        raise ValidationError(_("A merge can be undone for 30 days; these are over."), code="late")
    if merge.merged.merged_into_id != merge.kept_id:
        raise ValidationError(
            _("The card that was kept has been merged into another since: undo that one first."),
            code="merged on",
        )
    if merge.kept.lifecycle == Lifecycle.INACTIVE:
        raise ValidationError(
            _("The card that was kept is out of use: take it into use again first."),
            code="inactive",
        )
    later = Q(decided_at__gt=merge.decided_at) | Q(decided_at=merge.decided_at, pk__gt=merge.pk)
    if Merge.objects.filter(later, kept=merge.kept_id, state=MergeState.DONE).exists():
        raise ValidationError(
            _("Another card has been merged into the kept one since: undo that merge first."),
            code="later",
        )
    for hindrance in hindrances:
        if sentence := hindrance(merge.kept, merge.merged):
            raise ValidationError(sentence, code="hindered")
    number = merge.moved["numbers"]["merged"]
    cards = Customer.objects.filter(store=merge.store_id, phone=number)
    if cards.exclude(pk__in=[merge.kept_id, merge.merged_id]).exists():
        raise ValidationError(
            _("Another card has the number of the merged card by now."), code="taken"
        )


def _part_cards(merge: Merge, cause: Cause) -> None:
    kept, merged, moved = merge.kept, merge.merged, merge.moved
    how: Any = {"by": cause.by, "now": cause.now, "reason": cause.reason}
    number = moved["numbers"]["merged"]
    number_then = kept.phone
    if kept.phone == number:
        give_number(kept, merged.phone, **how)
        merged.refresh_from_db()
    for name, before in moved["before"].items():
        field = Customer._meta.get_field(name)
        after = field.to_python(moved["after"][name])
        if getattr(kept, name) == after:
            setattr(kept, name, field.to_python(before))
    if kept.lifecycle == moved["lifecycles"]["after"]:
        kept.lifecycle = moved["lifecycles"]["kept"]
    save_as(kept, **how)
    merged.phone, merged.merged_into = number, None
    merged.lifecycle = moved["lifecycles"]["merged"]
    merged.consultant = kept.consultant
    save_as(merged, **how)
    _part_introduced(moved["introduced"], number_then, cause)


def _part_introduced(introduced: dict[str, str], number: str, cause: Cause) -> None:
    rows = Customer.objects.filter(pk__in=list(map(int, introduced)), introducer_phone=number)
    found = list(rows.select_for_update(of=("self",)).order_by("pk"))
    for card in found:
        card.introducer_phone = introduced[str(card.pk)]
        Customer.objects.filter(pk=card.pk).update(introducer_phone=card.introducer_phone)
    record_present(Customer, found, cause)


def _take_up(ended: dict[str, Any], cause: Cause, *, on: date, since: datetime) -> None:
    """The intent that ended goes on by itself again: on the same day as if it never had ended.

    After a night that has judged the day without it, it goes on from now as on a later day (R6.8).
    Where its card has another open one of the model by now, that one goes on in its place (R2.2).
    """
    related = Opportunity.objects.select_related("store", "consultant", "grade__policy")
    intent = related.get(pk=ended["opportunity"])
    if intent.merged_into_id != ended["into"]:
        return
    go_back(ended["rows"], source=intent.pk, target=ended["into"], cause=cause, with_intents=False)
    how: Any = {"by": cause.by, "now": cause.now, "reason": cause.reason}
    open_ones = Opportunity.objects.executing().filter(customer=intent.customer_id)
    if newer := open_ones.filter(reads_as("model", intent.model)).first():
        intent.merged_into = newer
        save_as(intent, **how)
        return
    same_day = date.fromisoformat(ended["on"]) == on and not any(
        check(intent, [pair["plan"] for pair in ended["plans"]], since) for check in built_on
    )
    intent.merged_into = None
    if same_day:
        changes = OpportunityChange.objects.filter(pk=ended["change"])
        changes.update(withdrawn_at=cause.now)
        intent.state, intent.ended_on = State.EXECUTING, None
        save_as(intent, **how)
    else:
        change_opportunity(intent, on=on, state=State.EXECUTING, lost_reason="", **how)
    for pair in ended["plans"]:
        plan = Activity.objects.get(pk=pair["plan"])
        if same_day:
            plan.state, plan.ended_on, plan.cancel_reason = ActivityState.PLANNED, None, ""
            save_as(plan, **how)
        else:
            save_as(like(plan, intent, cause, on=on), **how)
        carried = Activity.objects.planned().filter(pk=pair["carried"]).first()
        others = Activity.objects.planned().filter(opportunity=ended["into"])
        if carried and others.exclude(pk=carried.pk).exists():
            drop_plan(carried, on=on, **how)


def _stage(card: Customer, before: str, cause: Cause) -> None:
    """Whoever holds what was sold is a buyer; else the card is what it was before the merge (R2.6)."""
    card.refresh_from_db(fields=["lifecycle"])
    held = {*card.opportunities.values_list("state", flat=True)}
    stage = Lifecycle(before)
    if held & {State.WON, State.CLOSED}:
        stage = Lifecycle.BUYER
    elif held and stage == Lifecycle.TARGET:
        stage = Lifecycle.PROSPECT
    if card.lifecycle != stage:
        card.lifecycle = stage
        save_as(card, by=cause.by, now=cause.now, reason=cause.reason)


def _give_back(merge: Merge, cause: Cause, *, on: date) -> None:
    """Each card to whoever had it, if they still work here and the kept one went nowhere since."""
    owners = merge.moved["owners"]
    kept, merged = merge.kept, merge.merged
    if owners["kept"] == owners["merged"] or kept.consultant_id != merge.owner_id:
        return
    losing, name = (kept, "kept") if owners["kept"] != merge.owner_id else (merged, "merged")
    people = User.objects.filter(role=Role.CONSULTANT, is_active=True, store=merge.store_id)
    if taker := people.filter(pk=owners[name]).first():
        reassign_many(
            by=cause.by,
            now=cause.now,
            on=on,
            store=merge.store,
            takers={losing.pk: taker},
            reason=cause.reason,
        )
