"""Which data of a store cannot be right, by one query for each kind, and how the searches stand (R13.4)."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q

from accounts.people.models import Store
from leads.change_requests.models import ChangeRequest, RequestKind
from leads.companies.models import ContactPerson
from leads.customers.models import UNKNOWN_BIRTHDAY, Customer, Lifecycle
from leads.customers.rules import PhoneError, normalise_phone
from leads.opportunities.models import Opportunity
from leads.prospecting.models import TargetCustomer
from orders.buyers.models import OwnedVehicle
from orders.stock.models import Vehicle
from orders.stock.rules import VIN

from ...arrivals.models import Lead
from ..models import CleaningRun, CleaningSchedule, InvalidKind, InvalidRecord
from ..models.invalid import SILENT
from ..rules import (
    IDLE_AFTER,
    NO_CONTACT_AFTER,
    NO_MODEL_AFTER,
    PLACEHOLDER,
    PLACEHOLDER_NAME,
    UNNAMED_AFTER,
    birthdays,
    is_invented,
    is_placeholder,
)

CHUNK = 2000
MOBILE = r"^1[3-9][0-9]{9}$"

Found = Iterator[tuple[int, str]]


def _cards(store: Store) -> Any:
    return Customer.objects.in_use().filter(store=store)


def _phones(store: Store, on: date) -> Found:
    """Those that are invented stand among the dead numbers."""
    rows = _cards(store).exclude(phone__regex=MOBILE).values_list("pk", "phone")
    for pk, phone in rows.iterator(chunk_size=CHUNK):
        if not _is_callable(phone) and not is_invented(phone):
            yield pk, phone


def _is_callable(phone: str) -> bool:
    try:
        normalise_phone(phone)
    except PhoneError:
        return False
    return True


def _names(store: Store, on: date) -> Found:
    return _cards(store).filter(name__iregex=PLACEHOLDER_NAME).values_list("pk", "name")


def _birthdays(store: Store, on: date) -> Found:
    earliest, latest = birthdays(on)
    rows = _cards(store).filter(Q(birthday__lt=earliest) | Q(birthday__gt=latest))
    for pk, day in rows.exclude(birthday=UNKNOWN_BIRTHDAY).values_list("pk", "birthday"):
        yield pk, day.isoformat()


def _no_model(store: Store, on: date) -> Found:
    rows = Opportunity.objects.executing().in_use().filter(store=store, model__iregex=PLACEHOLDER)
    rows = rows.filter(registered_on__lte=on - NO_MODEL_AFTER, customer__store=store)
    return rows.order_by("pk").values_list("customer", "model")


def _idle(store: Store, on: date) -> Found:
    since = on - IDLE_AFTER
    theirs = Opportunity.objects.filter(customer=OuterRef("pk"))
    busy = Q(state="executing") | Q(last_contact_on__gt=since) | Q(ended_on__gt=since)
    rows = _cards(store).filter(registered_on__lte=since).exclude(lifecycle=Lifecycle.BUYER)
    for pk in rows.exclude(Exists(theirs.filter(busy))).values_list("pk", flat=True):
        yield pk, ""


def _lead_contacts(store: Store, on: date) -> Found:
    rows = Lead.objects.standing().filter(store=store, **SILENT)
    return rows.order_by().values_list("pk", "phone_given")


def _lead_events(store: Store, on: date) -> Found:
    rows = Lead.objects.standing().filter(store=store, event=None).exclude(event_name="")
    return rows.order_by().values_list("pk", "event_name")


def _target_contacts(store: Store, on: date) -> Found:
    rows = TargetCustomer.objects.on_list().filter(
        store=store, registered_on__lte=on - NO_CONTACT_AFTER, **SILENT
    )
    people = ContactPerson.objects.filter(target=OuterRef("pk")).exclude(**SILENT)
    for pk in rows.exclude(Exists(people)).order_by().values_list("pk", flat=True):
        yield pk, ""


def _cars(store: Store) -> Any:
    return OwnedVehicle.objects.filter(store=store).exclude(customer__lifecycle=Lifecycle.INACTIVE)


def _car_vins(store: Store, on: date) -> Found:
    return (
        _cars(store).exclude(vin="").exclude(vin__regex=f"^{VIN.pattern}$").values_list("pk", "vin")
    )


def _cars_unnamed(store: Store, on: date) -> Found:
    rows = _cars(store).filter(vin="", plate_number="")
    rows = rows.filter(Q(delivered_on=None) | Q(delivered_on__lte=on - UNNAMED_AFTER))
    for pk in rows.values_list("pk", flat=True):
        yield pk, ""


def _vehicles(store: Store, on: date) -> Found:
    unnamed = Q(model__iregex=PLACEHOLDER) | Q(colour__iregex=PLACEHOLDER)
    rows = Vehicle.objects.filter(unnamed, store=store, left_on=None)
    for pk, model, colour in rows.values_list("pk", "model", "colour"):
        yield pk, model if is_placeholder(model, PLACEHOLDER) else colour


FINDERS: dict[str, Callable[[Store, date], Any]] = {
    InvalidKind.PHONE: _phones,
    InvalidKind.NAME: _names,
    InvalidKind.BIRTHDAY: _birthdays,
    InvalidKind.NO_MODEL: _no_model,
    InvalidKind.IDLE: _idle,
    InvalidKind.LEAD_CONTACT: _lead_contacts,
    InvalidKind.LEAD_EVENT: _lead_events,
    InvalidKind.TARGET_CONTACT: _target_contacts,
    InvalidKind.CAR_VIN: _car_vins,
    InvalidKind.CAR_UNNAMED: _cars_unnamed,
    InvalidKind.VEHICLE: _vehicles,
}


def invalid_of(kind: str, store: Store, *, on: date) -> dict[int, str]:
    """``{key of the record: what stands there}`` of the store's data of this kind."""
    return {pk: value[:80] for pk, value in FINDERS[kind](store, on)}


def schedule_of(store: Store) -> CleaningSchedule:
    """When the store's data are looked through; unless it says otherwise, every Monday."""
    return CleaningSchedule.objects.filter(store=store).first() or CleaningSchedule(store=store)


def last_run(store: Store) -> CleaningRun | None:
    """The search under way, else the last one."""
    return CleaningRun.objects.filter(store=store).select_related("asked_by").first()


def counts_by_kind(rows: Any) -> dict[str, int]:
    """How many of these records there are of each kind that has any."""
    return dict(rows.order_by().values_list("kind").annotate(Count("pk")))


def with_requests(rows: Any) -> Any:
    """``is_asked``: somebody has asked for the card to be deleted."""
    asked = ChangeRequest.objects.waiting().filter(
        kind=RequestKind.DELETE, customer=OuterRef("card")
    )
    return rows.annotate(is_asked=Exists(asked))


def invalid_seen(user: Any, store: Store) -> Any:
    """The store's invalid data that the user may see."""
    return InvalidRecord.objects.visible_to(user).filter(store=store)
