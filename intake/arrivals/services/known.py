"""A customer of the store asks again: whoever owns them has it at once (R5.2, R7)."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from accounts.access.queries import assessor_of
from accounts.notices.services import News, tell
from accounts.people.models import User
from followups.activities.models import Mode, Priority, Purpose
from followups.new_customers.services import dated_intent, open_opportunity
from followups.phone_lookup.queries import is_claimable
from followups.plans.services import Plan, promise_call
from foundation.reason_codes import declare
from foundation.registry import Registry
from foundation.words import surname_of
from leads.customers.models import Customer
from leads.customers.services import lock_card
from leads.opportunities.models import Opportunity

from ...first_contact.queries import hours_of, term_of
from ..models import Lead, LeadState
from ..notices import CHANNEL_SAID, NEGLECTED_ASKS, OWN_CUSTOMER_ASKS, OWNER_AWAY

FIRST_CALL = declare("lead.first_call", _("First contact of a lead"))
# Rooms above keep that an owner has the lead: `(lead, by=, now=)`.
given_to_owner: Registry[Any] = Registry()
# As much of what they wrote as a row of the worklist shows.
SHOWN = 200


def hand_to_owner(lead: Lead, customer: Customer, *, by: User | None, now: datetime) -> None:
    """Give the lead to the customer's owner, with a call that is owed in time; the lead is not saved.

    It is about what goes on with the customer, else a new opportunity. Whom 30 days without effective
    contact have opened to claims, the owner's manager is told as well (R7). A late one is noted with the card,
    and nothing is owed for it.
    """
    on = lead.store.business_date(now)
    customer = lock_card(customer)
    owner = customer.consultant
    start_clock(lead, now=now)
    lead.state, lead.customer, lead.assigned_to = LeadState.KNOWN, customer, owner
    by_when = lead.first_contact_by
    if by_when is None:
        lead.opportunity = (
            customer.opportunities.executing().order_by("-registered_on", "-pk").first()
        )
        return
    plan = first_plan(lead, by_when=by_when)
    executing = customer.opportunities.executing().select_related("grade__policy")
    going_on = list(executing.order_by("-registered_on", "-pk"))
    if going_on:
        call = promise_call(by=by, now=now, on=on, opportunities=going_on, plan=plan)
        lead.opportunity = call.opportunity
    else:
        lead.opportunity = open_opportunity(
            by=by,
            now=now,
            on=on,
            customer=customer,
            intent=intent_of(lead, owner, now=now),
            plan=plan,
            asks_room=False,
        )
    news = [News(OWN_CUSTOMER_ASKS, owner.pk, lead.pk, said_of(lead, by_when), target=lead.pk)]
    if owner.manager_id and is_claimable(customer, on=on):
        values = {"customer": surname_of(customer.name), "name": str(owner)}
        news.append(News(NEGLECTED_ASKS, owner.manager_id, lead.pk, values, target=lead.pk))
    if not owner.is_active or owner.absences.approved().overlapping(on, on).exists():
        leader = owner.manager or assessor_of(lead.store)
        if leader:
            values = said_of(lead, by_when) | {"name": str(owner)}
            news.append(News(OWNER_AWAY, leader.pk, lead.pk, values, target=lead.pk))
    tell(*news, now=now, by=by)


def start_clock(lead: Lead, *, now: datetime) -> None:
    """The first contact is owed from now on, unless they asked long before; the lead is not saved (R5.3)."""
    lead.assigned_at, lead.missed_at = now, None
    if lead.is_late:
        lead.first_contact_by = lead.look_at = None
        return
    hours, minutes = hours_of(lead.store, now=now), term_of(lead.store, lead.channel).minutes
    lead.first_contact_by = hours.after(now, minutes)
    lead.look_at = hours.after(now, minutes // 2)


def first_plan(lead: Lead, *, by_when: datetime) -> Plan:
    """The first contact, owed until ``by_when``, with what they wrote (R5.3); of a late one only planned."""
    return Plan(
        planned_on=lead.store.business_date(by_when),
        mode=Mode.PHONE if lead.phone else Mode.WECHAT if lead.wechat else Mode.EMAIL,
        purpose=Purpose.FRIENDSHIP,
        priority=Priority.HIGH,
        expected_content=lead.text[:SHOWN] or FIRST_CALL,
        call_back_by=None if lead.is_late else by_when,
        is_first_contact=not lead.is_late,
    )


def intent_of(lead: Lead, person: User, *, now: datetime) -> dict[str, Any]:
    """What they want, dated and graded for ``person`` as of somebody whom nobody has asked yet."""
    intent = {"model": lead.model, "budget": lead.budget, "event": lead.event}
    return dated_intent(person, intent, on=lead.store.business_date(now))


def said_of(lead: Lead, by_when: datetime) -> dict[str, Any]:
    """What a notice says of the lead: of the person no more than their surname."""
    local = by_when.astimezone(ZoneInfo(lead.store.time_zone))
    return {
        "customer": surname_of(lead.name),
        "channel": CHANNEL_SAID[lead.channel],
        "time": f"{local:%m-%d %H:%M}",
    }


def opportunity_goes_on(opportunity: Opportunity | None) -> bool:
    """Whether somebody still follows it up; a lead without a card is followed up by whoever has it."""
    return opportunity is None or opportunity.is_executing
