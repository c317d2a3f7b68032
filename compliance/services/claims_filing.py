"""The claimant's and the owner's part of a claim: filing, withdrawing, objecting (R7.1–R7.3)."""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext as _

from followups.services.foreign_contacts import record_foreign_contact
from followups.services.recordings import add_recording
from leads.models import Customer
from leads.services.customers import clean_phone, find_by_phone, save_as

from ..claim_queries import neglect_of
from ..models import Claim, ClaimState
from .errors import DecisionError
from .locks import lock_store


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
