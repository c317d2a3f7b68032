"""Claims from the drafted work-contact form to the decision; only an approval moves the customer (R7.1–R7.3)."""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext as _
from simple_history.utils import bulk_create_with_history

from accounts.access.queries import require_director
from accounts.people.models import User
from accounts.people.services import lock_store
from followups.contacts.services import record_foreign_contact
from followups.deadlines.rules import Kind
from followups.ownership.services import reassign
from followups.recordings.services import add_recording
from foundation.batches import batches
from foundation.decisions import DecisionError
from foundation.history import save_as
from foundation.reason_codes import tidy
from leads.customers.models import Customer
from leads.customers.services import clean_phone, find_by_phone
from leads.opportunities.models import Opportunity

from ..findings.models import Finding
from .models import CLAIM_APPROVED, WENT_TO_ANOTHER, Claim, ClaimState
from .queries import effective_contacts, neglect_of
from .rules import grounds

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


@dataclass(frozen=True)
class OwnContact:
    """An effective contact of the claimant that is not on record yet."""

    mode: str
    executed_on: date
    content: str


@dataclass(frozen=True)
class Proof:
    """A recording of the claimant's last contact: a file, or where one is kept (R4.5, R4.10)."""

    upload: File | None = None
    reference: str = ""


@transaction.atomic
def claim_customer(*, by, now, on, phone, grounds, contact=None, proof=None):
    """File a claim on the customer with exactly this number in the store of ``by``.

    ``contact`` is put on record first, ``proof`` goes with their last one. A draft of theirs for this
    customer becomes the claim. Raises ``ValidationError`` by field where the customer is theirs, is not
    open to claims, is claimed by them already, or no effective contact of theirs since the owner's last is
    on record (R7.1).
    """
    _require_consultant(by)
    lock_store(by.store_id)
    customer = find_by_phone(by.store, clean_phone(phone))
    if customer is None:
        raise ValidationError({"phone": _("No card has this number.")})
    if customer.consultant_id == by.pk:
        raise ValidationError({"phone": _("This is your own customer.")})
    claim = Claim.objects.open().filter(customer=customer, claimant=by).first()
    if claim and claim.is_waiting:
        raise ValidationError({"phone": _("You have already claimed this customer.")})
    if claim is None or claim.owner_id != customer.consultant_id:
        if claim:
            _withdraw(claim, by=by, now=now)
        claim = Claim(store=customer.store, customer=customer, claimant=by, drafted_on=on)
    _file(claim, customer, by=by, now=now, on=on, grounds=grounds, contact=contact)
    return _prove(claim, proof, by=by, now=now)


@transaction.atomic
def file_draft(claim, *, by, now, on, grounds, contact=None, proof=None):
    """File what the night drafted; as ``claim_customer``. ``DecisionError`` where it is no draft any more."""
    lock_store(claim.store_id)
    claim = Claim.objects.select_for_update(of=("self",)).get(pk=claim.pk)
    if claim.claimant_id != by.pk:
        raise PermissionDenied
    _require_consultant(by)
    if not claim.is_draft:
        raise DecisionError(_("This claim is no draft any more."))
    customer = Customer.objects.select_related("consultant").get(pk=claim.customer_id)
    if customer.consultant_id != claim.owner_id:
        raise DecisionError(_("The customer has another consultant meanwhile."))
    _file(claim, customer, by=by, now=now, on=on, grounds=grounds, contact=contact)
    return _prove(claim, proof, by=by, now=now)


def _file(claim, customer, *, by, now, on, grounds, contact):
    if not grounds.strip():
        raise ValidationError({"grounds": _("Say on what grounds you claim the customer.")})
    neglect = neglect_of(customer, on=on)
    if neglect is None:
        raise ValidationError(
            {"phone": _("The customer cannot be claimed: the owner's 30 days have not run out.")}
        )
    if contact is not None:
        record_foreign_contact(
            by=by,
            now=now,
            on=on,
            opportunity=neglect.deadline.opportunity,
            mode=contact.mode,
            executed_on=contact.executed_on,
            content=contact.content,
        )
        neglect = neglect_of(customer, on=on)
    found = neglect.grounds
    last = found.last_of(by.pk)
    if last is None:
        field = "executed_on" if contact else "content"
        raise ValidationError(
            {
                field: _(
                    "No effective contact of yours after %(date)s is on record: without one there is no claim."
                )
                % {"date": found.since}
            }
        )
    claim.state, claim.filed_at, claim.grounds = ClaimState.FILED, now, grounds.strip()
    claim.owner_id = customer.consultant_id
    claim.owner_contact_id = found.owner_contact and found.owner_contact.activity
    claim.claimant_contact_id = last.activity
    save_as(claim, by=by, now=now)
    claim.evidence.set([c.activity for c in found.others[by.pk]])
    return claim


def _prove(claim, proof, *, by, now):
    """Keep the recording with the claimant's last contact."""
    if proof and (proof.upload or proof.reference.strip()):
        add_recording(
            by=by,
            now=now,
            activity=claim.claimant_contact,
            upload=proof.upload,
            reference=proof.reference,
        )
    return claim


def _require_consultant(user):
    if not (user.is_consultant and user.is_active and user.store_id):
        raise PermissionDenied


@transaction.atomic
def withdraw_claim(claim, *, by, now):
    """The claimant lets it go; again changes nothing. ``DecisionError`` once it is decided."""
    lock_store(claim.store_id)
    claim = Claim.objects.select_for_update(of=("self",)).get(pk=claim.pk)
    if claim.claimant_id != by.pk:
        raise PermissionDenied
    if claim.state == ClaimState.WITHDRAWN:
        return claim
    if claim.decided_at:
        raise DecisionError(_("This claim has been decided."))
    return _withdraw(claim, by=by, now=now)


def _withdraw(claim, *, by, now):
    claim.state, claim.decided_at, claim.decided_by = ClaimState.WITHDRAWN, now, by
    save_as(claim, by=by, now=now)
    return claim


@transaction.atomic
def object_to(claim, *, by, now, text):
    """The owner's objection, which they may put in other words until the claim is decided (R7.3)."""
    lock_store(claim.store_id)
    claim = Claim.objects.select_for_update(of=("self",)).get(pk=claim.pk)
    if claim.owner_id != by.pk:
        raise PermissionDenied
    if not claim.is_waiting:
        raise DecisionError(_("This claim has been decided."))
    if not text.strip():
        raise ValidationError({"objection": _("Say why the customer should stay with you.")})
    claim.objection, claim.objected_at = text.strip(), now
    save_as(claim, by=by, now=now)
    return claim


@transaction.atomic
def approve_claim(claim, *, by, now, on, reason=""):
    """Move customer, opportunities and open plans to the claimant, and refuse the other open claims.

    Approving again changes nothing. Raises ``PermissionDenied`` unless ``by`` is a director of the
    store, ``DecisionError`` where it was decided otherwise, or the customer has moved meanwhile.
    """
    claim = _locked(claim, by)
    if claim.state == ClaimState.APPROVED:
        return claim
    _require_waiting(claim)
    customer = Customer.objects.select_for_update(of=("self",)).get(pk=claim.customer_id)
    if customer.consultant_id != claim.owner_id:
        raise DecisionError(
            _("The customer has moved to %(name)s since the claim was filed.")
            % {"name": customer.consultant}
        )
    why = CLAIM_APPROVED.of(number=claim.pk)
    try:
        reassign(by=by, now=now, on=on, customer=customer, to=claim.claimant, reason=why)
    except ValidationError as error:
        raise DecisionError(error.messages[0]) from error
    _decide(claim, ClaimState.APPROVED, by=by, now=now, reason=reason)
    others = Claim.objects.open().filter(customer=customer).exclude(pk=claim.pk)
    for other in others.select_for_update(of=("self",)).order_by("pk"):
        _decide(
            other,
            ClaimState.REFUSED,
            by=by,
            now=now,
            reason=WENT_TO_ANOTHER.of(name=str(claim.claimant)),
        )
    return claim


@transaction.atomic
def refuse_claim(claim, *, by, now, reason):
    """The customer stays; the claim is kept with the reason. As ``approve_claim``; a reason is required."""
    if not reason.strip():
        raise DecisionError(_("Say why the claim is refused."))
    claim = _locked(claim, by)
    if claim.state == ClaimState.REFUSED:
        return claim
    _require_waiting(claim)
    return _decide(claim, ClaimState.REFUSED, by=by, now=now, reason=reason)


def lock_claim(claim):
    """Hold the claim and what its approval moves until the end of the transaction."""
    lock_store(claim.store_id)
    Claim.objects.select_for_update(of=("self",)).get(pk=claim.pk)
    Customer.objects.select_for_update(of=("self",)).get(pk=claim.customer_id)
    opportunities = Opportunity.objects.select_for_update(of=("self",))
    list(opportunities.filter(customer=claim.customer_id).order_by("pk").values_list("pk"))


def _locked(claim, by):
    lock_store(claim.store_id)
    require_director(by, claim.store_id)
    rows = Claim.objects.select_for_update(of=("self",))
    return rows.select_related("claimant", "owner", "store").get(pk=claim.pk)


def _require_waiting(claim):
    if claim.is_draft:
        raise DecisionError(_("The claim has not been filed yet."))
    if not claim.is_waiting:
        values = {"state": claim.get_state_display(), "name": claim.decided_by or claim.claimant}
        raise DecisionError(
            _("This claim has already been decided: %(state)s by %(name)s.") % values
        )


def _decide(claim, state, *, by, now, reason):
    claim.state, claim.reason = state, tidy(reason)
    claim.decided_by, claim.decided_at = by, now
    save_as(claim, by=by, now=now, reason=claim.reason)
    return claim
