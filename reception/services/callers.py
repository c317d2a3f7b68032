"""What follows from a number that a visitor leaves: card, opportunity, call-back (R2.5, R4.6)."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.people.models import User
from followups.activities.models import Activity, Mode, Priority, Purpose
from followups.activities.rules import CALL_BACK_WITHIN
from followups.new_customers.services import dated_intent, open_customer, open_opportunity
from followups.plans.services import Plan, promise_call
from foundation.history import save_as
from leads.customers.models import (
    UNKNOWN_BIRTHDAY,
    Customer,
    CustomerType,
    Gender,
    InformationSource,
    Lifecycle,
    Source,
)
from leads.customers.services import DuplicatePhone, clean_phone
from leads.opportunities.models import Opportunity, State

from ..models import CALL_BACK, Visit
from .entry import Entry


def follow_up(
    visit: Visit, entry: Entry, customer: Customer | None, *, by: User, now: datetime, on: date
) -> None:
    """Put the visit on its customer's card and see that they are called back within 24 hours.

    A new number opens a card with an opportunity of the consultant who receives them; number and name are
    enough, the call-back completes the rest. For a known customer
    a plan that stands until then becomes the promised call. A buyer is called about their car; whoever has
    neither bought nor an opportunity under way is called where a new one is opened, with model and note.
    """
    visit.phone = clean_phone(entry.phone)
    visit.is_first_contact = customer is None or _came_before_the_card(visit, customer)
    plan = _call_back(visit, now=now, on=on)
    acting: dict[str, Any] = {"by": by, "now": now, "on": on}
    if customer is None:
        try:
            visit.opportunity = _open_card(visit, entry, plan, **acting)
            visit.call_back = _planned(visit.opportunity, plan)
            customer = visit.opportunity.customer
        except DuplicatePhone as error:  # another desk was quicker
            customer = error.customer
            visit.is_first_contact = False
    visit.customer = customer
    if visit.opportunity is None and customer.lifecycle != Lifecycle.INACTIVE:
        visit.opportunity, visit.call_back = _call_known(visit, entry, plan, **acting)
    save_as(visit, by=by, now=now)


def _came_before_the_card(visit: Visit, customer: Customer) -> bool:
    """Whether the card was opened only while they were here already: their number was added later."""
    if customer.visits.standing().exclude(pk=visit.pk).exists():
        return False
    opened = customer.history.filter(history_type="+").values_list("history_date", flat=True)
    return customer.registered_on == visit.on and all(at > visit.arrived_at for at in opened)


def _call_back(visit: Visit, *, now: datetime, on: date) -> Plan:
    """The promised call; of a number that was added on a later day it runs from then."""
    start = visit.arrived_at if visit.on == on else now
    by_when = start + CALL_BACK_WITHIN
    return Plan(
        planned_on=visit.store.business_date(by_when),
        mode=Mode.PHONE,
        purpose=Purpose.GATHER,
        priority=Priority.HIGH,
        expected_content=CALL_BACK,
        call_back_by=by_when,
    )


def _planned(opportunity: Opportunity, plan: Plan) -> Activity:
    return opportunity.activities.planned().get(call_back_by=plan.call_back_by)


def _open_card(
    visit: Visit, entry: Entry, plan: Plan, *, by: User, now: datetime, on: date
) -> Opportunity:
    if not visit.name:
        raise ValidationError({"name": _("A new number needs a name.")})
    walked_in = visit.is_walk_in
    information = InformationSource.WALK_IN if walked_in else InformationSource.CALL_IN
    card = {
        "name": visit.name,
        "gender": entry.person.get("gender") or Gender.UNKNOWN,
        "phone": visit.phone,
        "birthday": UNKNOWN_BIRTHDAY,
        "source": Source.WALK_OR_CALL_IN,
        "customer_type": CustomerType.PRIVATE,
        "district": entry.person.get("district", ""),
        "address": visit.address,
        "information_source": information,
        "first_visit_on": visit.on if walked_in else None,
    }
    intent = dated_intent(visit.consultant, entry.intent, on=on)
    return open_customer(
        by=by,
        now=now,
        on=on,
        consultant=visit.consultant,
        card=card,
        intent=intent,
        plan=plan,
        asks_room=False,
    )


def _call_known(
    visit: Visit, entry: Entry, plan: Plan, *, by: User, now: datetime, on: date
) -> tuple[Opportunity | None, Activity | None]:
    """``(opportunity, call)``: what the known customer's visit is about, and the call that they are promised."""
    acting: dict[str, Any] = {"by": by, "now": now, "on": on}
    rows = visit.customer.opportunities.order_by("-registered_on", "-pk")
    executing = list(rows.executing().select_related("grade__policy"))
    model = " ".join(entry.intent.get("model", "").split())
    same = [o for o in executing if o.model.lower() == model.lower()]
    if model and entry.intent.get("note") and not same:
        intent = dated_intent(visit.customer.consultant, entry.intent, on=on)
        opened = open_opportunity(
            **acting, customer=visit.customer, intent=intent, plan=plan, asks_room=False
        )
        return opened, _planned(opened, plan)
    if executing:
        found = (same or executing)[0]
        several = [found, *(o for o in executing if o != found)]
        return found, promise_call(**acting, opportunities=several, plan=plan)
    won = list(rows.filter(state=State.WON)[:1])
    plan = replace(plan, purpose=Purpose.CARE)
    return None, promise_call(**acting, opportunities=won, plan=plan) if won else None
