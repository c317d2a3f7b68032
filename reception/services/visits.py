"""Registering who comes in or calls in, with all that follows from it (R9.1, R4.6)."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.notices.services import News, tell
from accounts.people.models import Store, User
from followups.phone_lookup.queries import is_claimable
from foundation.history import save_as
from foundation.words import surname_of
from intake.invitations.queries import calls_at_desk
from intake.invitations.services import receive
from leads.customers.models import Customer, Lifecycle
from leads.customers.services import clean_phone, find_by_phone

from ..models import Choice, Visit
from ..notices import AT_THE_DOOR, CALLED, SOMEBODY, VISITOR
from ..queries import consultants_of, load_board, receiver_for
from .callers import follow_up
from .entry import Entry
from .roster import lock_line


@transaction.atomic
def register_visit(*, by: User, now: datetime, on: date, store: Store, entry: Entry) -> Visit:
    """A visitor or caller of today, received by whose turn it is unless ``entry`` says otherwise.

    Raises ``ValidationError`` by field of ``Entry``, ``Entry.person`` and ``Entry.intent``.
    """
    lock_line(store)
    visit = Visit(store=store, kind=entry.kind, on=on, registered_by=by)
    _set_times(visit, entry, now=now)
    _describe(visit, entry)
    customer = _known(store, entry.phone)
    _choose(visit, entry, customer)
    save_as(visit, by=by, now=now)
    customer = _handed_over(visit, customer, by=by, now=now, on=on)
    if entry.phone:
        follow_up(visit, entry, customer, by=by, now=now, on=on)
    _tell(visit, {customer and customer.consultant_id, visit.consultant_id}, by=by, now=now)
    return visit


@transaction.atomic
def complete_visit(*, by: User, now: datetime, on: date, visit: Visit, entry: Entry) -> Visit:
    """Correct an entry, or add what the visitor left later; a number is given once (R2.5).

    A new number opens a card of the consultant who received them, who must still be of the store; what
    the manager has checked stays signed out (R9.1). Raises ``ValidationError`` as ``register_visit`` does.
    """
    lock_line(visit.store)
    visit = lock_visit(visit)
    require_open_to(visit, by)
    _set_times(visit, entry, now=now)
    if visit.checked_at and visit.is_inside:
        raise ValidationError({"left": _("The manager has checked this entry.")})
    _describe(visit, entry)
    told = set()
    if entry.consultant and entry.consultant.pk != visit.consultant_id:
        _assign(visit, entry)
        visit.confirmed_at = None
        told.add(visit.consultant_id)
    customer = None
    if entry.phone and visit.customer is None:
        customer = _known(visit.store, entry.phone)
        if customer is None:
            _require_of_store(visit.store, visit.consultant)
        customer = _handed_over(visit, customer, by=by, now=now, on=on)
        told.add(customer and customer.consultant_id)
    save_as(visit, by=by, now=now)
    if entry.phone and visit.customer is None:
        follow_up(visit, entry, customer, by=by, now=now, on=on)
    _tell(visit, told, by=by, now=now)
    return visit


def lock_visit(visit: Visit) -> Visit:
    """The visit, locked until the transaction ends; raises if it was made void meanwhile."""
    rows = Visit.objects.select_for_update(of=("self",)).select_related("store", "customer")
    visit = rows.get(pk=visit.pk)
    if visit.struck_at:
        raise ValidationError(_("This entry has been struck out."), code="struck")
    return visit


def require_open_to(visit: Visit, by: User) -> None:
    """Once the manager has checked an entry only that manager and the director correct it (R9.1)."""
    if visit.checked_at and not (by.is_manager or by.is_director):
        raise ValidationError(_("The manager has checked this entry."), code="checked")


def to_the_minute(moment: datetime) -> datetime:
    """The register knows hours and minutes, as do those who correct it."""
    return moment.replace(second=0, microsecond=0)


def _known(store: Store, phone: str) -> Customer | None:
    return find_by_phone(store, clean_phone(phone)) if phone else None


def _handed_over(
    visit: Visit, customer: Customer | None, *, by: User, now: datetime, on: date
) -> Customer | None:
    """The customer, of whoever receives them where the telephone desk had invited them (R12.4).

    Whoever only stands in for an absent owner keeps nobody (R5.2).
    """
    if customer is None or not visit.is_walk_in or customer.lifecycle == Lifecycle.INACTIVE:
        return customer
    if visit.chosen == Choice.STAND_IN:
        return customer
    if not consultants_of(visit.store).filter(pk=visit.consultant_id).exists():
        return customer  # left the store since
    receive(by=by, now=now, on=on, came_on=visit.on, customer=customer, receiver=visit.consultant)
    customer.refresh_from_db()
    return customer


def _set_times(visit: Visit, entry: Entry, *, now: datetime) -> None:
    arrived_at = entry.arrived_at or visit.arrived_at or to_the_minute(now)
    left_at = entry.left_at or (None if entry.is_back else visit.left_at)
    if arrived_at > now:
        raise ValidationError({"arrived": _("This time is still to come.")})
    if left_at and left_at > now:
        raise ValidationError({"left": _("This time is still to come.")})
    if left_at and left_at < arrived_at:
        raise ValidationError({"left": _("The visitor left before arriving.")})
    visit.arrived_at, visit.left_at = arrived_at, left_at


def _describe(visit: Visit, entry: Entry) -> None:
    visit.party_size = entry.party_size
    visit.name, visit.address = entry.name.strip(), entry.address.strip()
    visit.note = entry.note.strip()


def _choose(visit: Visit, entry: Entry, customer: Customer | None) -> None:
    """Who receives them: the rule's choice, or somebody else for a reason (R5.2)."""
    board = load_board(visit.store, on=visit.on)
    claimable = customer is not None and is_claimable(customer, on=visit.on)
    usable = customer if customer and customer.lifecycle != Lifecycle.INACTIVE else None
    invited = bool(usable) and visit.is_walk_in and calls_at_desk(usable.consultant, on=visit.on)
    receiver = receiver_for(board, usable, is_claimable=claimable, is_invited=invited)
    if entry.consultant is None or entry.consultant == receiver.person:
        if receiver.person is None:
            raise ValidationError({"consultant": _("Nobody is free to be next: choose a person.")})
        visit.consultant, visit.chosen = receiver.person, receiver.chosen
    elif usable and entry.consultant.pk == usable.consultant_id:
        visit.consultant, visit.chosen = entry.consultant, Choice.OWNER
    else:
        _assign(visit, entry)


def _assign(visit: Visit, entry: Entry) -> None:
    """Somebody else than the rule's choice; the reason is kept."""
    if not entry.asked_for and not entry.reason.strip():
        raise ValidationError({"reason": _("Say why not the next in line.")})
    _require_of_store(visit.store, entry.consultant)
    visit.consultant = entry.consultant
    visit.chosen = Choice.ASKED if entry.asked_for else Choice.ASSIGNED
    visit.reason = entry.reason.strip()


def _require_of_store(store: Store, person: User) -> None:
    if not consultants_of(store).filter(pk=person.pk).exists():
        raise ValidationError({"consultant": _("Choose a consultant of the store.")})


def _tell(visit: Visit, people: set[int | None], *, by: User, now: datetime) -> None:
    """Let those concerned know at once; but not the one who registers it."""
    what = AT_THE_DOOR if visit.is_walk_in else CALLED
    local = visit.arrived_at.astimezone(ZoneInfo(visit.store.time_zone))
    values = {"what": what, "on": local.date(), "time": f"{local:%H:%M}"}
    owner = visit.customer.consultant_id if visit.customer else None
    news = []
    for person in people - {None}:
        # Whose customer it is stays between the two (R1.3).
        name = visit.customer.name if visit.customer and person == owner else visit.name
        customer = surname_of(name) if name else SOMEBODY
        news.append(News(VISITOR, person, visit.pk, values | {"customer": customer}))
    tell(*news, now=now, by=by)
