"""Leads as the desk shows them: the list, the clock of each, and whose number may be read (R5.2, R1.3)."""

from django.db.models import Count, OuterRef, Subquery
from django.shortcuts import get_object_or_404

from accounts.confidentiality.queries import has_signed
from accounts.people.models import Role
from followups.activities.models import Activity
from leads.customers.rules import mask_phone

from ..arrivals.models import SORTING_ROLES, Lead, LeadState

ENTERING_ROLES = (Role.CONSULTANT, Role.RECEPTION, *SORTING_ROLES)
READING_LEADS = (*ENTERING_ROLES, Role.GENERAL_MANAGER)


def lead_rows(user):
    """What the user may see of the leads, the last first, with what a row shows."""
    rows = Lead.objects.visible_to(user).select_related("assigned_to", "event", "source", "store")
    return rows.annotate(first_called_at=first_called_at())


def first_called_at():
    """When the lead's first contact was, since it was assigned; without a card when it was noted."""
    calls = Activity.objects.executed().filter(
        opportunity=OuterRef("opportunity"), executed_at__gte=OuterRef("assigned_at")
    )
    return Subquery(calls.order_by("executed_at").values("executed_at")[:1])


def get_lead_for(user, pk):
    """The lead, or 404 where the user may not see it."""
    rows = Lead.objects.visible_to(user).select_related(
        "assigned_to__manager", "event", "source", "store", "into", "customer__consultant"
    )
    return get_object_or_404(rows.annotate(first_called_at=first_called_at()), pk=pk)


def may_see_number(user, lead):
    """Whoever sorts reads the number until somebody has the lead; then as on a card (R1.3, R13.4)."""
    if not has_signed(user, lead.store_id):
        return False
    if user.role in (Role.GENERAL_MANAGER, Role.ADMINISTRATOR):
        return False
    holder = holder_of(lead)
    if holder is None:
        return user.role in SORTING_ROLES or lead.recorded_by_id == user.pk
    return user.is_director or user.pk in (holder.pk, holder.manager_id)


def holder_of(lead):
    """Whoever has the person who asked, by this lead, by the one it joined, or by their card."""
    seen = set()
    while lead.into_id and lead.pk not in seen:
        seen.add(lead.pk)
        lead = lead.into
    return lead.assigned_to or (lead.customer and lead.customer.consultant)


def shown_number(user, lead):
    """The number as the user may read it."""
    number = lead.phone or lead.phone_given
    return number if may_see_number(user, lead) else mask_phone(number)


def counts_of(user):
    """``{state: number}`` of what the user sees that waits for somebody's hand."""
    seen = Lead.objects.visible_to(user)
    return {
        "waiting": seen.filter(state=LeadState.NEW).count(),
        "set_aside": seen.filter(state=LeadState.SET_ASIDE).count(),
    }


def reasons_of(rows):
    """``[(source or channel, reason, number)]`` of what of the leads was set aside, the most first (R5.2)."""
    rows = rows.exclude(reason="").order_by()
    counted = rows.values("source__name", "channel", "reason").annotate(number=Count("pk"))
    return counted.order_by("-number", "channel", "source__name", "reason")


def usual_channel(user):
    """The channel of the lead that the user took in last, for the next one; blank for the first."""
    last = Lead.objects.filter(recorded_by=user).order_by("-received_at", "-pk")
    return last.values_list("channel", flat=True).first()
