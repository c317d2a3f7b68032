"""What claims are judged by, and their history: who neglects whom, who was in contact since (R6.6, R7)."""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import F, Prefetch, Q, prefetch_related_objects
from django.utils.translation import gettext as _

from followups.activities.models import Activity
from followups.activities.queries import plain_contacts, plain_intents
from followups.deadlines.models import Deadline
from followups.deadlines.rules.kinds import Kind
from foundation.history import Change, recorded_changes
from leads.customers.models import Customer

from ..hand_over.queries import owner_change
from .models import Claim, ClaimState
from .rules import Contact, Grounds, grounds


@dataclass(frozen=True)
class Neglect:
    """A customer whom 30 days without effective contact have opened to claims, with the grounds."""

    customer: Customer
    deadline: Deadline
    grounds: Grounds


# How long that is says ``days_without_contact`` alone, by ``due_on``: an absence delays the break only.
LONGEST_FIRST = ("due_on", "pk")


def broken_30(*, on):
    """The broken 30-day deadlines that stood at the close of the date."""
    return Deadline.objects.broken(on=on).filter(kind=Kind.NO_EFFECTIVE_CONTACT)


def neglect_of(customer, *, on):
    """The ``Neglect`` of the customer by the present owner, or ``None`` where it is not open to claims."""
    rows = broken_30(on=on).filter(
        opportunity__customer=customer, responsible=customer.consultant_id
    )
    deadline = rows.select_related("opportunity").order_by(*LONGEST_FIRST).first()
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
    return rows.prefetch_related("recordings", "annotations__author").order_by(
        "-executed_on", "-pk"
    )


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
    with_all = rows.prefetch_related("recordings", "annotations__author")
    return with_all.order_by("-executed_on", "-pk")


def plain_evidence(claims):
    """``{claim: values}``: what the evidence of each shows, in a fixed number of queries."""
    intents = plain_intents({claim.customer_id for claim in claims})
    with_all = Activity.objects.prefetch_related("recordings", "annotations").order_by("pk")
    prefetch_related_objects(claims, Prefetch("evidence", with_all, to_attr="rests_on"))
    return {
        claim.pk: (intents[claim.customer_id], plain_contacts(claim.rests_on), since)
        for claim, since in _since_filed(claims, with_all)
    }


def _since_filed(claims, contacts):
    """Each claim with the values of ``owner_contacts_since``."""
    first = min((claim.filed_at for claim in claims if claim.filed_at), default=None)
    found = contacts.executed().filter(
        opportunity__customer__in={claim.customer_id for claim in claims},
        is_effective=True,
        executed_at__gt=first or datetime.max.replace(tzinfo=UTC),
    )
    found = list(found.annotate(customer=F("opportunity__customer")))
    for claim in claims:
        of = claim.customer_id, claim.owner_id
        own = [
            contact
            for contact in found
            if (contact.customer, contact.consultant_id) == of
            and claim.filed_at
            and contact.executed_at > claim.filed_at
        ]
        yield claim, plain_contacts(own)


def open_to_claims(user, *, on):
    """The broken 30-day deadlines of customers in the user's sight, the longest neglected first."""
    rows = broken_30(on=on).filter(
        pk__in=Deadline.objects.visible_to(user).filter(kind=Kind.NO_EFFECTIVE_CONTACT)
    )
    return rows.select_related(
        "opportunity__customer__consultant", "opportunity__grade", "responsible"
    ).order_by(*LONGEST_FIRST)


def claimed_with(opportunity, activities, since):
    """What forbids undoing a contact: a claim rests on it (R7.3)."""
    rests = Q(owner_contact__in=activities) | Q(claimant_contact__in=activities)
    rests |= Q(evidence__in=activities)
    if Claim.objects.filter(rests, customer=opportunity.customer_id).exists():
        return _("A claim rests on it.")
    return ""


def claim_changes(claims):
    """From the filing on: the grounds, the objection, the decision and what it moved."""
    approved = claims.filter(state=ClaimState.APPROVED).select_related("owner", "claimant")
    moved_at = {claim.decided_at: claim for claim in approved}
    rows = Claim.history.filter(id__in=claims.values("pk")).exclude(filed_at=None)
    shown = ("state", "grounds", "objection")
    for change in recorded_changes(Claim, rows, shown, reason_of=lambda row: row.reason):
        fields = [field for field in change.fields if any(field[1:])]
        # At the same moment the other claims on the customer are refused.
        is_approval = any(after == ClaimState.APPROVED.label for _name, _before, after in fields)
        claim = moved_at.get(change.at) if is_approval else None
        fields += owner_change(claim.owner, claim.claimant) if claim else []
        yield Change(change.at, change.by, change.subject, fields, change.reason, bool(claim))


def claim_filed(kept, merged):
    """A filed claim says whose the customer is, before two cards become one or are parted (R7.1)."""
    rows = Claim.objects.waiting().filter(customer__in=[kept.pk, merged.pk])
    return _("A claim on one of the cards is waiting: decide it first.") if rows.exists() else ""
