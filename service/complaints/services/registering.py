"""Taking a complaint in: by staff, or by the customer on the store's page (R9.9, R14.1)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.access.queries import stores_of
from accounts.notices.services import News, tell
from accounts.people.models import Role, Store, User
from foundation.history import save_as
from foundation.words import surname_of
from leads.customers.models import Customer
from leads.opportunities.models import Opportunity
from orders.orders.models import Order

from ...questions.rules import ROLE_OF, SERVICE
from ..models import Complaint, ComplaintCause, ComplaintFile, ComplaintPage, ComplaintStep
from ..models import Happened as H
from ..models.cases import Channel
from ..notices import NEW, OF_YOURS
from ..queries.rights import bearers_of
from ..queries.terms import due_of
from ..rules import ORDINARY, TERMS

REGISTRARS = (Role.CONSULTANT, Role.MANAGER, Role.DIRECTOR, Role.RECEPTION, Role.SERVICE)


@dataclass(frozen=True)
class Kept:
    """A checked file: what it holds, of which type, under which ending."""

    content: Any
    content_type: str
    ending: str


@dataclass(frozen=True)
class Told:
    """What was complained of. Without ``customer`` the number is looked up among the store's cards."""

    text: str
    name: str = ""
    phone: str = ""
    customer: Customer | None = None
    channel: str = Channel.PHONE
    cause: ComplaintCause | None = None
    severity: str = ORDINARY
    model: str = ""
    vehicle: str = ""
    wanted: str = ""
    opportunity: Opportunity | None = None
    order: Order | None = None
    department: str = SERVICE
    files: tuple[Kept, ...] = field(default=())


@transaction.atomic
def register(
    *, by: User | None, now: datetime, store: Store, told: Told, sent_id: str | None = None
) -> Complaint:
    """Record the complaint; it lies with the department, whose people are told.

    Raises ``PermissionDenied`` for whoever takes none in, or for a card that ``by`` may not open: they type the
    number that they were told (R1.3). ``ValidationError`` by field.
    """
    _require_registrar(by, store, told)
    customer = told.customer or card_of(store, told.phone)
    order = told.order
    opportunity = told.opportunity or (order.opportunity if order else None)
    of_card = customer.pk if customer else None
    if any(each and each.customer_id != of_card for each in (order, opportunity)):
        raise PermissionDenied
    due_at, director_at = due_of(store, told.severity, since=now)
    complaint = Complaint(
        store=store,
        customer=customer,
        name=(told.name.strip() or (customer.name if customer else ""))[:80],
        phone=told.phone or (customer.phone if told.customer and customer else ""),
        channel=told.channel,
        cause=told.cause,
        severity=told.severity,
        model=told.model.strip() or (opportunity.model if opportunity else ""),
        vehicle=told.vehicle.strip(),
        text=told.text.strip(),
        wanted=told.wanted.strip(),
        opportunity=opportunity,
        order=order,
        consultant=customer.consultant if customer else None,
        registered_by=by,
        registered_at=now,
        registered_on=store.business_date(now),
        opened_at=now,
        due_at=due_at,
        director_at=director_at,
        department=told.department,
        sent_id=sent_id,
    )
    save_as(complaint, by=by, now=now)
    ComplaintStep.objects.create(
        complaint=complaint, what=H.REGISTERED, by=by, at=now, department=told.department
    )
    keep_files(complaint, told.files, by=by, now=now)
    _tell(complaint, by=by, now=now)
    return complaint


def take_from_page(
    page: ComplaintPage, *, number: str, content: str, now: datetime, told: Told
) -> Complaint:
    """What somebody wrote on the store's page; the same page with the same content is recorded once."""
    sent_id = f"{number}-{content}"
    try:
        with transaction.atomic():
            return register(by=None, now=now, store=page.store, told=told, sent_id=sent_id)
    except IntegrityError:
        found = Complaint.objects.filter(sent_id=sent_id).first()
        if found is None:
            raise
        return found


def _require_registrar(by: User | None, store: Store, told: Told) -> None:
    if told.severity not in TERMS or told.department not in ROLE_OF:
        raise ValidationError(_("Choose one of these."))
    if told.cause is not None and told.cause.store_id != store.pk:
        raise PermissionDenied
    if not told.text.strip():
        raise ValidationError({"text": _("Write what they complain of.")})
    if not (told.customer or told.name.strip()):
        raise ValidationError({"name": _("Write who complains.")})
    if by is None:
        return
    if by.role not in REGISTRARS or not stores_of(by).filter(pk=store.pk).exists():
        raise PermissionDenied
    cards = Customer.objects.visible_to(by).filter(store=store)
    if told.customer and not cards.filter(pk=told.customer.pk).exists():
        raise PermissionDenied


def card_of(store: Store, phone: str) -> Customer | None:
    """The store's card of the number, or the one that stands for it."""
    if not phone:
        return None
    cards = Customer.objects.select_related("consultant", "merged_into__consultant")
    card = cards.filter(store=store, phone=phone).first()
    return (card.merged_into or card) if card else None


def keep_files(
    complaint: Complaint, files: Iterable[Kept], *, by: User | None, now: datetime
) -> None:
    """Keep checked files with the complaint, under names that tell nothing."""
    for each in files:
        row = ComplaintFile(
            complaint=complaint, content_type=each.content_type, added_by=by, added_at=now
        )
        row.size = each.content.size
        each.content.seek(0)
        row.file.save(f"file{each.ending}", File(each.content), save=False)
        row.save()


def values_of(complaint: Complaint, by: User | None = None) -> dict[str, Any]:
    """What a notice says: of the customer the surname, of the moment the store's time."""
    local = complaint.due_at.astimezone(ZoneInfo(complaint.store.time_zone))
    return {
        "customer": surname_of(complaint.name),
        "name": str(by or ""),
        "time": f"{local:%m-%d %H:%M}",
    }


def _tell(complaint: Complaint, *, by: User | None, now: datetime) -> None:
    values, key = values_of(complaint, by), complaint.pk
    news = [News(NEW, person, key, values, key) for person in bearers_of(complaint)]
    owner = complaint.consultant
    if owner and owner.is_active:
        news += [
            News(OF_YOURS, person, key, values, key)
            for person in dict.fromkeys((owner.pk, owner.manager_id))
            if person
        ]
    tell(*news, now=now, by=by)
