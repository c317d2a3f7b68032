"""The nightly job drafts the work-contact form; it never moves a customer by itself (R7.2)."""

from simple_history.utils import bulk_create_with_history

from accounts.batches import batches
from accounts.models import User
from followups.rules.deadlines import Kind

from ..claim_queries import effective_contacts
from ..models import Claim, ClaimState, Finding
from ..rules.claims import grounds

BATCH = 1000


def draft_claims(store, *, on, now):
    """Draft a claim wherever another consultant's effective contact follows the neglected owner's last.

    By what was on record at the close of the date, in a few queries a batch. A draft lapses with the
    neglect it was made of. Who let a draft go, or was refused, gets no second one for the same
    contact; so a second run of the night changes nothing. Returns the new drafts.
    """
    neglected = _neglected(store, on)
    _let_lapse(store, neglected, now)
    consultants = set(User.objects.consultants().filter(store=store).values_list("pk", flat=True))
    drafts = []
    for customers in batches(sorted(neglected), BATCH):
        drafts += _draft(store, customers, neglected, consultants, on, now)
    return drafts


def _neglected(store, on):
    """``{customer: (owner, assigned on)}`` of those with an open finding of R6.6 after the night."""
    rows = Finding.objects.open_after(on).filter(store=store, rule=Kind.NO_EFFECTIVE_CONTACT)
    rows = rows.values_list(
        "opportunity__customer_id",
        "opportunity__customer__consultant_id",
        "deadline__responsible_id",
        "opportunity__assigned_on",
    )
    # A customer who has moved since, before a late night, is nobody's to claim from the former owner.
    return {
        customer: (owner, assigned_on)
        for customer, owner, responsible, assigned_on in rows.order_by("-due_on", "-pk")
        if owner == responsible
    }


def _let_lapse(store, neglected, now):
    drafts = Claim.objects.filter(store=store, state=ClaimState.DRAFT)
    for draft in drafts:
        if neglected.get(draft.customer_id, (None,))[0] != draft.owner_id:
            draft.state, draft.decided_at = ClaimState.WITHDRAWN, now
            draft._history_date = now
            draft.save()


def _draft(store, customers, neglected, consultants, on, now):
    contacts = effective_contacts(customers, on=on)
    earlier, taken = _earlier(customers)
    drafts, evidence = [], []
    for customer in customers:
        owner, assigned_on = neglected[customer]
        found = grounds(contacts[customer], owner=owner, assigned_on=assigned_on)
        for person in sorted(found.others.keys() & consultants):
            last = found.last_of(person)
            if (customer, person) in taken or (customer, person, last.activity) in earlier:
                continue
            drafts.append(
                Claim(
                    store=store,
                    customer_id=customer,
                    claimant_id=person,
                    owner_id=owner,
                    drafted_on=on,
                    owner_contact_id=found.owner_contact and found.owner_contact.activity,
                    claimant_contact_id=last.activity,
                )
            )
            evidence.append([contact.activity for contact in found.others[person]])
    bulk_create_with_history(drafts, Claim, default_date=now)
    links = Claim.evidence.through
    links.objects.bulk_create(
        links(claim_id=draft.pk, activity_id=activity)
        for draft, activities in zip(drafts, evidence, strict=True)
        for activity in activities
    )
    return drafts


def _earlier(customers):
    """What was claimed before: ``{(customer, claimant, contact)}``, and who has an open claim."""
    rows = Claim.objects.filter(customer__in=customers)
    earlier = set(rows.values_list("customer_id", "claimant_id", "claimant_contact_id"))
    return earlier, set(rows.open().values_list("customer_id", "claimant_id"))
