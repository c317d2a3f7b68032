"""What claims are judged by: who neglects whom, and who has had effective contact since (R6.6, R7)."""

from dataclasses import dataclass

from followups.models import Activity, Deadline
from followups.rules.deadlines import Kind
from leads.models import Customer

from .models import Claim
from .rules.claims import Contact, Grounds, grounds


@dataclass(frozen=True)
class Neglect:
    """A customer whom 30 days without effective contact have opened to claims, with the grounds."""

    customer: Customer
    deadline: Deadline
    grounds: Grounds


def broken_30(*, on):
    """The broken 30-day deadlines that stood at the close of the date."""
    return Deadline.objects.broken(on=on).filter(kind=Kind.NO_EFFECTIVE_CONTACT)


def neglect_of(customer, *, on):
    """The ``Neglect`` of the customer by their present owner, or ``None`` where they are not open to claims."""
    rows = broken_30(on=on).filter(
        opportunity__customer=customer, responsible=customer.consultant_id
    )
    deadline = rows.select_related("opportunity").order_by("breaks_on", "pk").first()
    if deadline is None:
        return None
    contacts = effective_contacts([customer.pk], on=on)[customer.pk]
    assigned_on = deadline.opportunity.assigned_on
    found = grounds(contacts, owner=customer.consultant_id, assigned_on=assigned_on)
    return Neglect(customer, deadline, found)


def effective_contacts(customers, *, on):
    """``{customer: [Contact, …]}``: what was on record at the close of the date (R4.5)."""
    found = {pk: [] for pk in customers}
    rows = Activity.objects.executed().filter(
        opportunity__customer__in=found, is_effective=True, ended_on__lte=on
    )
    names = ("opportunity__customer_id", "executed_on", "pk", "consultant_id")
    for customer, executed_on, pk, person in rows.values_list(*names):
        found[customer].append(Contact(executed_on, pk, person))
    return found


def claims_for(user):
    """The claims the user may see, with all that a row shows."""
    return Claim.objects.visible_to(user).select_related(
        "store",
        "customer__consultant",
        "claimant",
        "owner",
        "owner_contact",
        "claimant_contact",
        "decided_by",
    )


def evidence_of(claim):
    """The activities the claim rests on, latest first, with their recordings (R7.3)."""
    rows = claim.evidence.select_related("consultant", "opportunity")
    return rows.prefetch_related("recordings").order_by("-executed_on", "-pk")


def owner_contacts_since(claim):
    """Effective contacts of the owner recorded after the claim was filed: shown, not decisive (R7.4)."""
    if not claim.filed_at:
        return Activity.objects.none()
    rows = Activity.objects.executed().filter(
        opportunity__customer=claim.customer_id,
        consultant=claim.owner_id,
        is_effective=True,
        executed_at__gt=claim.filed_at,
    )
    return rows.prefetch_related("recordings").order_by("-executed_on", "-pk")


def open_to_claims(user, *, on):
    """The broken 30-day deadlines of customers in the user's sight, the longest neglected first."""
    rows = broken_30(on=on).filter(
        pk__in=Deadline.objects.visible_to(user).filter(kind=Kind.NO_EFFECTIVE_CONTACT)
    )
    return rows.select_related(
        "opportunity__customer__consultant", "opportunity__grade", "responsible"
    ).order_by("due_on", "pk")
