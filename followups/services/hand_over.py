"""``ownership.reassign`` for thousands of customers at once, in a fixed number of statements (R4.8, R5.2)."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.batches import batches
from accounts.imports.history import record_present
from accounts.inserts import insert_objects
from accounts.models import Role, User
from accounts.reasons import Reason
from followups.models import Activity
from leads.models import Customer, Opportunity, OpportunityChange

from .deadlines import sync

BATCH = 1000


@dataclass(frozen=True)
class Act:
    """Who gives, when and why."""

    by: User
    now: datetime
    reason: str | Reason


@transaction.atomic
def reassign_many(*, by, now, on, store, takers, reason):
    """Give customers with their opportunities and open plans to others; the history stays.

    ``takers``: ``{customer: taker}``, keys to people. Raises ``ValidationError`` unless every taker is
    an active consultant of the store and every customer is one of its own. Returns how many moved.
    """
    for taker in set(takers.values()):
        if taker.store_id != store.pk or taker.role != Role.CONSULTANT or not taker.is_active:
            raise ValidationError({"to": _("Choose an active consultant of the same store.")})
    act, moved, opportunities = Act(by, now, reason), 0, []
    for keys in batches(sorted(takers), BATCH):
        found = Customer.objects.select_for_update(of=("self",)).filter(store=store, pk__in=keys)
        customers = list(found.order_by("pk"))
        if len(customers) != len(keys):
            raise ValidationError(_("Some of these customers are not of this store."))
        wanted = {c.pk: takers[c.pk] for c in customers if c.consultant_id != takers[c.pk].pk}
        customers = [customer for customer in customers if customer.pk in wanted]
        _give(Customer, customers, lambda c, wanted=wanted: wanted[c.pk], act)
        moved += len(customers)
        opportunities += _give_opportunities(wanted, act, on=on)
    sync(sorted(opportunities))
    return moved


def _give_opportunities(wanted, act, *, on):
    rows = Opportunity.objects.select_for_update(of=("self",)).filter(customer__in=wanted)
    rows = [o for o in rows.order_by("pk") if o.consultant_id != wanted[o.customer_id].pk]
    _give(Opportunity, rows, lambda o: wanted[o.customer_id], act, assigned_on=on)
    insert_objects(
        OpportunityChange,
        [
            OpportunityChange(
                opportunity=o,
                changed_on=on,
                by=act.by,
                consultant=o.consultant,
                reason=act.reason,
            )
            for o in rows
        ],
    )
    customer_of = {o.pk: o.customer_id for o in rows}
    plans = Activity.objects.planned().select_for_update(of=("self",))
    plans = list(plans.filter(opportunity__in=customer_of).order_by("pk"))
    _give(Activity, plans, lambda a: wanted[customer_of[a.opportunity_id]], act)
    # A plan of this very day stood at no close for the giver: it never was his promise.
    made_today = [plan.pk for plan in plans if plan.recorded_on == on]
    Activity.objects.filter(pk__in=made_today).update(planned_for=F("consultant"))
    return list(customer_of)


def _give(model, rows, taker_of, act, **values):
    """Write the new consultant of the rows: one statement a taker, and the history of all (R1.4)."""
    groups = defaultdict(list)
    for row in rows:
        row.consultant = taker_of(row)
        for name, value in values.items():
            setattr(row, name, value)
        groups[row.consultant].append(row.pk)
    for taker, keys in groups.items():
        model.objects.filter(pk__in=keys).update(consultant=taker, **values)
    record_present(model, rows, act, act.reason)
