"""Who owns a customer (R4.8, R5.2); how an opportunity ends or comes back outside a contact (R2.7)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.people.models import Role, Store, User
from foundation.batches import batches
from foundation.bulk import insert_objects
from foundation.history import Cause, record_present, save_as
from foundation.reason_codes import Reason
from foundation.registry import Registry
from leads.customers.models import Customer
from leads.grading.queries import Intent
from leads.opportunities.models import Opportunity, OpportunityChange, State
from leads.opportunities.services import (
    change_opportunity,
    check_transition,
    require_only_one,
)

from ..activities.models import PASSED_ON, Activity
from ..deadlines.rules.kinds import Kind
from ..deadlines.services import sync
from ..plans.services import Plan, add_plan, drop_plan, lock_opportunity
from ..retirement.services import require_in_use
from ..workload.services import require_room


@transaction.atomic
def reassign(
    *, by: User | None, now: datetime, on: date, customer: Customer, to: User, reason: str | Reason
) -> Customer:
    """Give a customer, their opportunities and open plans to another consultant; the history stays."""
    reassign_many(
        by=by, now=now, on=on, store=customer.store, takers={customer.pk: to}, reason=reason
    )
    customer.refresh_from_db()
    return customer


@transaction.atomic
def pass_on(
    *,
    by: User | None,
    now: datetime,
    on: date,
    activity: Activity,
    to: User,
    plan: Plan,
    reason: str | Reason,
) -> Activity:
    """Offer a customer whose first contact, ``activity``, was not made in time to ``to`` (R5.3).

    The miss stays with whose it was; customer, opportunities and other plans go to ``to``, who is
    planned ``plan``, a first contact of its own, which is returned. ``by`` is ``None`` for the system.
    An attempt without an answer holds nothing up. Raises ``ValidationError`` while there is time, once
    somebody called, or where ``to`` cannot take the customer.
    """
    # The opportunity first, as a contact does, which may be logged at this very moment.
    opportunity = lock_opportunity(activity.opportunity_id)
    missed = Activity.objects.select_for_update(of=("self",)).get(pk=activity.pk)
    if missed.passed_on_at:
        raise ValidationError(_("This activity is already finished."), code="finished")
    if not missed.deadlines.filter(kind=Kind.MISSED_FIRST_CONTACT, ended_on=None).exists():
        raise ValidationError(_("No first contact is owed any more."), code="made")
    if now <= missed.call_back_by:
        raise ValidationError(_("There is still time for the first contact."), code="early")
    if to.pk == missed.consultant_id:
        raise ValidationError({"to": _("They have the customer already.")})
    missed.passed_on_at = now
    if missed.is_planned:
        drop_plan(missed, by=by, now=now, on=on, reason=PASSED_ON.of(name=to.full_name))
    else:  # an attempt that did not keep it, or a plan that was cancelled
        save_as(missed, by=by, now=now)
    reassign(by=by, now=now, on=on, customer=opportunity.customer, to=to, reason=reason)
    opportunity = lock_opportunity(opportunity.pk)
    contact_on = opportunity.last_contact_on or opportunity.assigned_on
    taken = add_plan(opportunity, plan, by=by, now=now, on=on, contact_on=contact_on)
    sync([opportunity.pk])
    return taken


@transaction.atomic
def reopen_opportunity(
    *,
    by: User,
    now: datetime,
    on: date,
    opportunity: Opportunity,
    intent: Intent,
    plan: Plan,
    reason: str,
) -> Opportunity:
    """A lost opportunity goes back to executing, only through a manager (R2.7).

    ``intent`` is an ``Intent`` read for ``on``: what was lost comes back with a new date and plan, unless its
    class is full (R12.8).
    """
    if by.role not in (Role.MANAGER, Role.DIRECTOR):
        raise PermissionDenied
    if not reason.strip():
        raise ValidationError({"reason": _("Say why it is taken up again.")})
    opportunity = lock_opportunity(opportunity.pk)
    require_in_use(opportunity.customer)
    if opportunity.merged_into_id:
        raise ValidationError(_("Another opportunity of the customer goes on in its place."))
    check_transition(opportunity, State.EXECUTING, by_manager=True)
    require_only_one(opportunity)
    require_room(opportunity.consultant_id, intent.grade)
    change_opportunity(
        opportunity,
        by=by,
        now=now,
        on=on,
        reason=reason.strip(),
        state=State.EXECUTING,
        lost_reason="",
        grade=intent.grade,
        note=intent.note,
        expected_on=intent.expected_on,
    )
    add_plan(opportunity, plan, by=by, now=now, on=on, contact_on=on)
    sync([opportunity.pk])
    return opportunity


@transaction.atomic
def close_opportunity(
    *, by: User, now: datetime, on: date, opportunity: Opportunity
) -> Opportunity:
    """All orders, deliveries and payments are done: it takes no more business (R2.7)."""
    opportunity = lock_opportunity(opportunity.pk)
    check_transition(opportunity, State.CLOSED)
    change_opportunity(opportunity, by=by, now=now, on=on, state=State.CLOSED)
    sync([opportunity.pk])
    return opportunity


BATCH = 1000
# What follows customers to whoever has them now: `({customer: taker}, cause)`.
followers: Registry[Any] = Registry()


@transaction.atomic
def reassign_many(
    *,
    by: User | None,
    now: datetime,
    on: date,
    store: Store,
    takers: Mapping[int, User],
    reason: str | Reason,
) -> int:
    """Give customers with their opportunities and open plans to others; the history stays.

    ``takers``: ``{customer: taker}``, keys to people. Raises ``ValidationError`` unless every taker is
    an active consultant of the store and every customer is one of its own. Returns how many moved.
    """
    for taker in set(takers.values()):
        if taker.store_id != store.pk or taker.role != Role.CONSULTANT or not taker.is_active:
            raise ValidationError({"to": _("Choose an active consultant of the same store.")})
    cause, moved, opportunities = Cause(by, now, reason), 0, []
    for keys in batches(sorted(takers), BATCH):
        found = Customer.objects.select_for_update(of=("self",)).filter(store=store, pk__in=keys)
        customers = list(found.order_by("pk"))
        if len(customers) != len(keys):
            raise ValidationError(_("Some of these customers are not of this store."))
        wanted = {c.pk: takers[c.pk] for c in customers if c.consultant_id != takers[c.pk].pk}
        customers = [customer for customer in customers if customer.pk in wanted]
        _give(Customer, customers, wanted, cause)
        moved += len(customers)
        for follow in followers:
            follow(wanted, cause)
        opportunities += _give_opportunities(wanted, cause, on=on)
    sync(sorted(opportunities))
    return moved


def _give_opportunities(wanted: Mapping[int, User], cause: Cause, *, on: date) -> list[int]:
    found = Opportunity.objects.select_for_update(of=("self",)).filter(customer__in=wanted)
    rows = [o for o in found.order_by("pk") if o.consultant_id != wanted[o.customer_id].pk]
    takers = {o.pk: wanted[o.customer_id] for o in rows}
    _give(Opportunity, rows, takers, cause, assigned_on=on)
    insert_objects(
        OpportunityChange,
        [
            OpportunityChange(
                opportunity=o,
                store_id=o.store_id,
                changed_on=on,
                by=cause.by,
                consultant=o.consultant,
                reason=cause.reason,
            )
            for o in rows
        ],
    )
    planned = Activity.objects.planned().select_for_update(of=("self",))
    plans = list(planned.filter(opportunity__in=takers).order_by("pk"))
    _give(Activity, plans, {plan.pk: takers[plan.opportunity_id] for plan in plans}, cause)
    # A plan of this very day stood at no close for the giver: it never was theirs to keep.
    made_today = [plan.pk for plan in plans if plan.recorded_on == on]
    Activity.objects.filter(pk__in=made_today).update(planned_for=F("consultant"))
    return list(takers)


def _give(
    model: type[Any],
    rows: Sequence[Any],
    takers: Mapping[int, User],
    cause: Cause,
    **values: Any,
) -> None:
    """Write the new consultant of the rows: one statement a taker, and the history of all (R1.4)."""
    groups = defaultdict(list)
    for row in rows:
        row.consultant = takers[row.pk]
        for name, value in values.items():
            setattr(row, name, value)
        groups[row.consultant].append(row.pk)
    for taker, keys in groups.items():
        model.objects.filter(pk__in=keys).update(consultant=taker, **values)
    record_present(model, rows, cause)
