"""Claims from the drafted work-contact form to the decision; only an approval moves the customer (R7.1–R7.3)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext as _
from simple_history.utils import bulk_create_with_history

from accounts.access.queries import require_director
from accounts.notices.models import NoticeKind
from accounts.notices.services import News, settle, tell
from accounts.people.models import Store, User
from accounts.people.services import lock_store
from followups.contacts.services import record_foreign_contact
from followups.deadlines.rules.kinds import Kind
from followups.ownership.services import reassign
from followups.recordings.services import add_recording
from foundation.batches import batches
from foundation.decisions import DecisionError
from foundation.history import Cause, delete_as, save_as
from foundation.reason_codes import Reason, tidy
from foundation.words import surname_of
from leads.customers.models import Customer
from leads.customers.services import clean_phone, find_by_phone
from leads.opportunities.models import Opportunity

from ..findings.models import Finding
from . import notices
from .models import CLAIM_APPROVED, WENT_TO_ANOTHER, Claim, ClaimState
from .queries import effective_contacts, neglect_of
from .rules import grounds

BATCH = 1000
# ``{customer: (owner, assigned on)}``
Neglected = dict[int, tuple[int, date]]


def draft_claims(store: Store, *, on: date, now: datetime) -> list[Claim]:
    """Draft a claim wherever another consultant's effective contact follows the neglected owner's last.

    By what was on record at the close of the date, in a few queries a batch. A draft lapses with the
    neglect it was made of. Who let a draft go, or was refused, gets no second one for the same
    contact; so a second audit of the date changes nothing. Returns the new drafts.
    """
    neglected = _neglected(store, on)
    _let_lapse(store, neglected, now)
    consultants = set(User.objects.consultants().filter(store=store).values_list("pk", flat=True))
    drafts = []
    for customers in batches(sorted(neglected), BATCH):
        drafts += _draft(store, customers, neglected, consultants, on, now)
    return drafts


def withdraw_drafts(store: Store, *, since: date, cause: Cause) -> None:
    """Take back the drafts of the nights from ``since`` on that nobody has filed."""
    for draft in Claim.objects.filter(store=store, state=ClaimState.DRAFT, drafted_on__gte=since):
        delete_as(draft, by=cause.by, now=cause.now, reason=cause.reason)


def _neglected(store: Store, on: date) -> Neglected:
    """``{customer: (owner, assigned on)}`` of those with an open finding of R6.6 after the audit."""
    rows = Finding.objects.open_after(on).filter(store=store, rule=Kind.NO_EFFECTIVE_CONTACT)
    rows = rows.values_list(
        "opportunity__customer_id",
        "opportunity__customer__consultant_id",
        "deadline__responsible_id",
        "opportunity__assigned_on",
    )
    # A customer who has moved since, before a late audit, is nobody's to claim from the former owner.
    return {
        customer: (owner, assigned_on)
        for customer, owner, responsible, assigned_on in rows.order_by("-due_on", "-pk")
        if owner == responsible
    }


def _let_lapse(store: Store, neglected: Neglected, now: datetime) -> None:
    drafts = Claim.objects.filter(store=store, state=ClaimState.DRAFT)
    for draft in drafts:
        if neglected.get(draft.customer_id, (None,))[0] != draft.owner_id:
            draft.state, draft.decided_at = ClaimState.WITHDRAWN, now
            draft._history_date = now
            draft.save()


def _draft(
    store: Store,
    customers: list[int],
    neglected: Neglected,
    consultants: set[int],
    on: date,
    now: datetime,
) -> list[Claim]:
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


def _earlier(customers: list[int]) -> tuple[set[tuple[int, int, int | None]], set[tuple[int, int]]]:
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

    upload: "File[Any] | None" = None
    reference: str = ""


@transaction.atomic
def claim_customer(
    *,
    by: User,
    now: datetime,
    on: date,
    phone: str,
    grounds: str,
    contact: OwnContact | None = None,
    proof: Proof | None = None,
) -> Claim:
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
def file_draft(
    claim: Claim,
    *,
    by: User,
    now: datetime,
    on: date,
    grounds: str,
    contact: OwnContact | None = None,
    proof: Proof | None = None,
) -> Claim:
    """File what the audit drafted; as ``claim_customer``. ``DecisionError`` where it is no draft any more."""
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


def _file(
    claim: Claim,
    customer: Customer,
    *,
    by: User,
    now: datetime,
    on: date,
    grounds: str,
    contact: OwnContact | None,
) -> Claim:
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
    _tell(notices.FILED, claim, claim.owner_id, claim.claimant, by=by, now=now)
    claim.evidence.set([c.activity for c in found.others[by.pk]])
    return claim


def _prove(claim: Claim, proof: Proof | None, *, by: User, now: datetime) -> Claim:
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


def _require_consultant(user: User) -> None:
    if not (user.is_consultant and user.is_active and user.store_id):
        raise PermissionDenied


@transaction.atomic
def withdraw_claim(claim: Claim, *, by: User, now: datetime) -> Claim:
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


def _withdraw(claim: Claim, *, by: User, now: datetime) -> Claim:
    if claim.is_waiting:
        settle(notices.FILED, keys=[claim.pk], now=now)
        _tell(notices.WITHDRAWN, claim, claim.owner_id, claim.claimant, by=by, now=now)
    claim.state, claim.decided_at, claim.decided_by = ClaimState.WITHDRAWN, now, by
    save_as(claim, by=by, now=now)
    return claim


@transaction.atomic
def object_to(claim: Claim, *, by: User, now: datetime, text: str) -> Claim:
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
def approve_claim(claim: Claim, *, by: User, now: datetime, on: date, reason: str = "") -> Claim:
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
    _tell(notices.LOST, claim, claim.owner_id, claim.claimant, by=by, now=now)
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
def refuse_claim(claim: Claim, *, by: User, now: datetime, reason: str) -> Claim:
    """The customer stays; the claim is kept with the reason. As ``approve_claim``; a reason is required."""
    if not reason.strip():
        raise DecisionError(_("Say why the claim is refused."))
    claim = _locked(claim, by)
    if claim.state == ClaimState.REFUSED:
        return claim
    _require_waiting(claim)
    _tell(notices.KEPT, claim, claim.owner_id, claim.claimant, by=by, now=now)
    return _decide(claim, ClaimState.REFUSED, by=by, now=now, reason=reason)


def lock_claim(claim: Claim) -> None:
    """Hold the claim and what its approval moves until the end of the transaction."""
    lock_store(claim.store_id)
    Claim.objects.select_for_update(of=("self",)).get(pk=claim.pk)
    Customer.objects.select_for_update(of=("self",)).get(pk=claim.customer_id)
    opportunities = Opportunity.objects.select_for_update(of=("self",))
    list(opportunities.filter(customer=claim.customer_id).order_by("pk").values_list("pk"))


def _locked(claim: Claim, by: User) -> Claim:
    lock_store(claim.store_id)
    require_director(by, claim.store_id)
    rows = Claim.objects.select_for_update(of=("self",))
    return rows.select_related("claimant", "owner", "store").get(pk=claim.pk)


def _require_waiting(claim: Claim) -> None:
    if claim.is_draft:
        raise DecisionError(_("The claim has not been filed yet."))
    if not claim.is_waiting:
        values = {"state": claim.get_state_display(), "name": claim.decided_by or claim.claimant}
        raise DecisionError(
            _("This claim has already been decided: %(state)s by %(name)s.") % values
        )


def _tell(
    kind: NoticeKind, claim: Claim, person: int, other: User, *, by: User, now: datetime
) -> None:
    values = {"name": str(other), "customer": surname_of(claim.customer.name)}
    tell(News(kind, person, claim.pk, values, target=claim.pk), now=now, by=by)


def _decide(claim: Claim, state: str, *, by: User, now: datetime, reason: str | Reason) -> Claim:
    claim.state, claim.reason = state, tidy(reason)
    claim.decided_by, claim.decided_at = by, now
    save_as(claim, by=by, now=now, reason=claim.reason)
    settle(notices.FILED, keys=[claim.pk], now=now)
    if claim.filed_at:
        kind = notices.GIVEN if state == ClaimState.APPROVED else notices.REFUSED
        _tell(kind, claim, claim.claimant_id, claim.owner, by=by, now=now)
    return claim
