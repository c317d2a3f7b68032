"""Sorting leads: set aside with the reason, joined to an earlier one, or known; never dropped (R5.2)."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.notices.services import News, tell
from accounts.people.models import User
from foundation.history import save_as
from foundation.locks import lock_name
from foundation.words import surname_of
from leads.customers.models import Customer, Lifecycle
from leads.customers.services import find_by_phone

from ..models import IntakePolicy, Lead, LeadState, SetAside
from ..notices import ASKED_AGAIN, CHANNEL_SAID
from ..rules import JOINED_WITHIN, is_outside, judge
from .changing import tell_changed
from .known import given_to_owner, hand_to_owner, opportunity_goes_on

FILLED = ("model", "budget", "district", "email", "wechat", "name")


@transaction.atomic
def sort_lead(lead: Lead, *, by: User | None, now: datetime) -> Lead:
    """Judge a lead that nobody has judged yet; one that was is returned as it is.

    A valid one of a new number stays ``NEW``, and waits to be assigned.
    """
    if not _lock_unsorted(lead):
        return lock_lead(lead)
    policy = IntakePolicy.objects.filter(store=lead.store).first() or IntakePolicy()
    reason = judge(
        name=lead.name,
        phone=lead.phone,
        has_other_contact=bool(lead.wechat or lead.email),
        text=lead.text,
        outside=is_outside(lead.district, policy.districts),
    )
    if reason:
        lead.state, lead.reason = LeadState.SET_ASIDE, reason
    else:
        _place(lead, policy, by=by, now=now)
    if lead.state == LeadState.NEW and lead.is_history and not lead.meant_for_id:
        lead.state, lead.reason = LeadState.SET_ASIDE, SetAside.LONG_AGO
    lead.sorted_at = now
    save_as(lead, by=by, now=now)
    if lead.state == LeadState.KNOWN:
        for keep in given_to_owner:
            keep(lead, by=by, now=now)
    tell_changed(lead, *([lead.into] if lead.into else []))
    return lead


def lock_lead(lead: Lead) -> Lead:
    """The lead, and the number that it has, locked until the transaction ends."""
    if lead.phone:
        lock_name("lead", lead.store_id, lead.phone)
    rows = Lead.objects.select_for_update(of=("self",))
    return rows.select_related("store", "event", "opportunity").get(pk=lead.pk)


def _lock_unsorted(lead: Lead) -> bool:
    """Lock the lead and its number; whether nobody judged it yet, so that it still is as it was recorded."""
    if lead.state != LeadState.NEW or lead.sorted_at:
        return False
    if lead.phone:
        lock_name("lead", lead.store_id, lead.phone)
    row = Lead.objects.select_for_update().order_by().values_list("state", "sorted_at")
    return row.get(pk=lead.pk) == (LeadState.NEW, None)


def join(lead: Lead, into: Lead, *, last_counts: bool, by: User | None, now: datetime) -> None:
    """The same person asked again: both stay, one counts, and whoever has them is told.

    ``lead`` is not saved.
    """
    lead.state, lead.into, lead.reason = LeadState.MERGED, into, ""
    lead.is_counted = last_counts
    # What had joined the lead itself goes with it.
    for other in lead.joined.all():
        other.into, other.is_counted = into, False
        save_as(other, by=by, now=now)
    if last_counts:
        for other in into.joined.filter(is_counted=True).exclude(pk=lead.pk):
            other.is_counted = False
            save_as(other, by=by, now=now)
    was_counted, into.is_counted = into.is_counted, into.is_counted and not last_counts
    names = FILLED if into.phone or into.opportunity_id else (*FILLED, "phone", "phone_given")
    filled = [name for name in names if getattr(into, name) in ("", None) and getattr(lead, name)]
    for name in filled:
        setattr(into, name, getattr(lead, name))
    if filled or was_counted != into.is_counted:
        save_as(into, by=by, now=now)
    if into.assigned_to_id and not lead.is_history:
        values = {
            "customer": surname_of(into.name),
            "channel": CHANNEL_SAID[lead.channel],
        }
        # Once a day, however often they ask.
        mark = f"{now:%y%m%d}"
        news = News(ASKED_AGAIN, into.assigned_to_id, into.pk, values, into.pk, mark)
        tell(news, now=now, by=by)


def _place(lead: Lead, policy: IntakePolicy, *, by: User | None, now: datetime) -> None:
    """Beside an earlier lead or on a card of the same number; what is new stays as it is."""
    if not lead.phone:
        return
    earlier = _earlier(lead)
    if earlier and earlier.state == LeadState.CLOSED:
        lead.state, lead.reason = LeadState.SET_ASIDE, SetAside.ASKED_BEFORE
    elif earlier:
        join(lead, earlier, last_counts=policy.last_counts, by=by, now=now)
    elif customer := _card_of(lead):
        if customer.lifecycle == Lifecycle.INACTIVE:
            lead.state, lead.reason = LeadState.SET_ASIDE, SetAside.OUT_OF_USE
            lead.customer = customer
        else:
            hand_to_owner(lead, customer, by=by, now=now)


def _card_of(lead: Lead) -> Customer | None:
    """Whose number it is; mostly nobody's, so that is asked for first."""
    if not Customer.objects.filter(store=lead.store_id, phone=lead.phone).exists():
        return None
    return find_by_phone(lead.store, lead.phone)


def _earlier(lead: Lead) -> Lead | None:
    """The last lead of the number within 90 days, before or after, that somebody has or had to follow up."""
    rows = Lead.objects.filter(
        store=lead.store,
        phone=lead.phone,
        received_at__gte=lead.received_at - JOINED_WITHIN,
        received_at__lte=lead.received_at + JOINED_WITHIN,
        sorted_at__isnull=False,
    ).exclude(state__in=[LeadState.MERGED, LeadState.SET_ASIDE])
    rows = rows.exclude(pk=lead.pk)
    if not rows.exists():
        return None
    rows = rows.select_for_update(of=("self",)).select_related("store", "opportunity")
    for earlier in rows.order_by("-received_at", "-pk"):
        if opportunity_goes_on(earlier.opportunity):
            return earlier
    return None


def require_unassigned(lead: Lead) -> None:
    """Raise unless marketing may still mend, join, send on or close it."""
    if lead.state not in (LeadState.NEW, LeadState.SET_ASIDE):
        raise ValidationError(
            _("This lead is no longer waiting: look at what became of it."), code="placed"
        )
