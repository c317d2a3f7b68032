"""Who a customer is and where they came from is changed, and cards deleted, by approved request (R1.4, R13.4)."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.access.queries import stores_of
from accounts.notices.services import News, tell
from accounts.people.models import User
from foundation.display import who
from foundation.words import surname_of

from ..customers.models import Customer, Lifecycle
from ..customers.services import (
    COMPLETED_ONLY,
    DuplicatePhone,
    clean_phone,
    find_by_phone,
    follow_introducer,
    give_number,
)
from .models import ChangeRequest, RequestKind, RequestState
from .notices import APPROVED, REFUSED


def ask_change(
    *,
    by: User,
    now: datetime,
    customer: Customer,
    name: str = "",
    phone: str = "",
    reason: str,
    **others: Any,
) -> ChangeRequest:
    """Ask for another name or phone of a saved card, or others of ``COMPLETED_ONLY``.

    What is unchanged stays, and so does a name or phone that is empty. Raises ``ValidationError`` by field: a
    phone that cannot be called or is on another card of the store (R2.5), nothing to change, no reason, or
    another request waiting.
    """
    name = " ".join(name.split())
    phone = _clean_phone(phone) if phone.strip() else ""
    name = "" if name == customer.name else name
    phone = "" if phone == customer.phone else phone
    changed = {
        field: [getattr(customer, field), others[field]]
        for field in COMPLETED_ONLY
        if field in others and others[field] != getattr(customer, field)
    }
    if changed.get("source", [None, True])[1] in ("", None):
        del changed["source"]
    if not (name or phone or changed):
        raise ValidationError(_("Nothing would change."))
    if phone:
        _refuse_duplicate(customer, phone)
    return _ask(
        customer,
        by=by,
        now=now,
        kind=RequestKind.CHANGE,
        name=name,
        phone=phone,
        others=changed,
        reason=reason,
    )


@transaction.atomic
def change_by(*, by: User, now: datetime, customer: Customer, **asked: Any) -> ChangeRequest:
    """Ask as ``ask_change`` does; whoever decides about the card themselves has it done at once, and kept."""
    request = ask_change(by=by, now=now, customer=customer, **asked)
    return approve_change(request, by=by, now=now) if may_decide(by, request) else request


def ask_deletion(*, by: User, now: datetime, customer: Customer, reason: str) -> ChangeRequest:
    """Ask for the card to be taken out of use; raises ``ValidationError`` as ``ask_change`` does."""
    return _ask(customer, by=by, now=now, kind=RequestKind.DELETE, reason=reason)


def _clean_phone(text: str) -> str:
    try:
        return clean_phone(text)
    except ValidationError as error:
        raise ValidationError({"phone": error}) from error


def _refuse_duplicate(customer: Customer, phone: str) -> None:
    found = find_by_phone(customer.store, phone)
    if found and found.pk != customer.pk:
        raise ValidationError({"phone": DuplicatePhone(found)})


def _ask(
    customer: Customer, *, by: User, now: datetime, reason: str, **fields: Any
) -> ChangeRequest:
    if not reason.strip():
        raise ValidationError({"reason": _("Say why.")})
    if customer.lifecycle == Lifecycle.INACTIVE:
        raise ValidationError(_("This card is not in use."))
    try:
        with transaction.atomic():
            return ChangeRequest.objects.create(
                customer=customer,
                old_name=customer.name,
                old_phone=customer.phone,
                reason=reason.strip(),
                requested_by=by,
                requested_at=now,
                **fields,
            )
    except IntegrityError as error:
        raise ValidationError(_("A request for this customer is waiting already.")) from error


def may_decide(user: User, request: ChangeRequest) -> bool:
    """Whether the user is the manager of the card's owner, or a director over its store."""
    customer = request.customer
    if user.is_director:
        return stores_of(user).filter(pk=customer.store_id).exists()
    return user.is_manager and customer.consultant.manager_id == user.pk


def lock_request(request: ChangeRequest) -> ChangeRequest:
    """The request and its card as they are now, held until the end of the transaction."""
    customer = (
        Customer.objects.select_for_update(of=("self",))
        .select_related("store", "consultant")
        .get(pk=request.customer_id)
    )
    request = ChangeRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    request.customer = customer
    return request


def lock_waiting(request: ChangeRequest, *, by: User) -> ChangeRequest:
    """The request and its card, locked in the caller's transaction: card before request.

    Raises ``PermissionDenied``, or ``ValidationError`` (code ``decided``) where it was decided before.
    """
    request = lock_request(request)
    if not may_decide(by, request):
        raise PermissionDenied
    if request.state != RequestState.WAITING:
        raise ValidationError(
            _("This request has already been decided: %(state)s by %(name)s."),
            code="decided",
            params={"state": request.get_state_display(), "name": who(request.decided_by)},
        )
    return request


@transaction.atomic
def approve_change(
    request: ChangeRequest, *, by: User, now: datetime, reason: str = ""
) -> ChangeRequest:
    """Write what was asked for on the card; raises ``ValidationError`` as ``lock_waiting`` does,

    where what it would change has changed meanwhile, and ``DuplicatePhone`` where another card has the number.
    """
    request = lock_waiting(request, by=by)
    customer = request.customer
    if request.phone:
        taken = find_by_phone(customer.store, request.phone)
        if taken and taken.pk != customer.pk:
            raise DuplicatePhone(taken)
    old_phone = customer.phone
    customer.name = request.name or customer.name
    for name, (old, new) in request.others.items():
        if getattr(customer, name) != old:
            raise ValidationError(_("Somebody changed it meanwhile."))
        setattr(customer, name, new)
    try:
        with transaction.atomic():
            number = request.phone or customer.phone
            give_number(customer, number, by=by, now=now, reason=request.reason)
    except IntegrityError:
        raise DuplicatePhone(find_by_phone(customer.store, request.phone)) from None
    if customer.phone != old_phone:
        follow_introducer(
            by=by, now=now, store=customer.store, old_phone=old_phone, new_phone=customer.phone
        )
    return close_request(request, RequestState.APPROVED, by=by, now=now, reason=reason)


@transaction.atomic
def refuse_request(
    request: ChangeRequest, *, by: User, now: datetime, reason: str
) -> ChangeRequest:
    """The card stays as it is; a refusal says why."""
    if not reason.strip():
        raise ValidationError({"reason": _("Say why the request is refused.")})
    request = lock_waiting(request, by=by)
    return close_request(request, RequestState.REFUSED, by=by, now=now, reason=reason)


def close_request(
    request: ChangeRequest, state: str, *, by: User, now: datetime, reason: str = ""
) -> ChangeRequest:
    """Mark a request that the caller has locked as decided."""
    request.state, request.decision_reason = state, reason.strip()[:300]
    request.decided_by, request.decided_at = by, now
    request.save(update_fields=["state", "decision_reason", "decided_by", "decided_at"])
    kind = APPROVED if state == RequestState.APPROVED else REFUSED
    values = {"customer": surname_of(request.customer.name)}
    news = News(kind, request.requested_by_id, request.pk, values, target=request.pk)
    tell(news, now=now, by=by)
    return request
