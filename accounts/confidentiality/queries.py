"""Who has signed what, and in which stores numbers are masked until they do (R13.4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import (
    BooleanField,
    Exists,
    ExpressionWrapper,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.functions import Now
from django.utils.timezone import get_current_timezone

from foundation.dates import moments_of
from foundation.prepared import prepared

from ..access.queries import stores_of
from ..people.models import HEADS, Role, Store, User
from .models import Agreement, Signature

WRITERS = (Role.ADMINISTRATOR, Role.GENERAL_MANAGER)
READERS = (Role.DIRECTOR, *WRITERS)


@dataclass(frozen=True)
class Owed:
    """A version that a person has not signed; ``counts`` already, or from a day to come on."""

    key: int
    store: int
    counts_from: date
    counts: bool


def owed_by(user: User) -> list[Owed]:
    """All versions of the user's stores since the last that they signed; asked once in the life of ``user``.

    ``user`` is that of one request or task. Whether a version counts is asked of the database's clock, so that
    nobody who shows a number has to bring a day along.
    """
    if not hasattr(user, "_agreements_owed"):
        # Their own store needs no look at the stores.
        if user.store_id:
            values = _owed_in_store(person=user.pk, store=user.store_id)
        else:
            values = _as_owed(_unsigned_by(user.pk, Agreement.objects.visible_to(user)))
        user._agreements_owed = [Owed(*row) for row in values]  # type: ignore[attr-defined]
    return list(user._agreements_owed)


@prepared
def _owed_in_store(person, store):
    return _as_owed(_unsigned_by(person, Agreement.objects.filter(store=store)))


def _as_owed(rows):
    counts = ExpressionWrapper(Q(begins_at__lte=Now()), output_field=BooleanField())
    rows = rows.annotate(counts=counts).order_by("store", "number")
    return rows.values_list("pk", "store", "counts_from", "counts")


def _unsigned_by(person: int, rows: QuerySet[Agreement]) -> QuerySet[Agreement]:
    signed = Signature.objects.filter(
        person=person,
        agreement__store=OuterRef("store"),
        agreement__number__gte=OuterRef("number"),
    )
    return rows.filter(~Exists(signed))


def has_signed(user: User, store_id: int | None) -> bool:
    """Whether numbers of the store's customers may be shown to the user: what counts there is signed."""
    return not any(owed.counts and owed.store == store_id for owed in owed_by(user))


def has_signed_all(user: User) -> bool:
    """The same of all stores that they see, for what is of several."""
    return not any(owed.counts for owed in owed_by(user))


def to_sign(user: User) -> QuerySet[Agreement]:
    """The latest version of each store, where the user has not signed it."""
    rows = _unsigned_by(user.pk, Agreement.objects.visible_to(user))
    return rows.latest().select_related("store").order_by("store__code")


def signed_by(user: User) -> QuerySet[Signature]:
    """What they signed, the last first."""
    rows = Signature.objects.filter(person=user).select_related("agreement__store")
    return rows.order_by("-signed_at", "-pk")


def latest_of(store: Store) -> Agreement | None:
    return Agreement.objects.filter(store=store).latest().select_related("published_by").first()


def people_of(store: Store, latest: Agreement | None) -> QuerySet[Any]:
    """Who has to sign the store's text: its staff, and who heads its region.

    Each with ``signed_number`` and ``signed_at`` of the last version that they signed, and ``has_signed``,
    whether that is the latest.
    """
    last = Signature.objects.filter(person=OuterRef("pk"), agreement__store=store)
    last = last.order_by("-agreement__number")
    here = Q(store=store)
    if store.region_id:
        here |= Q(store=None, region=store.region_id, role__in=HEADS)
    rows = User.objects.filter(here, is_active=True).annotate(
        signed_number=Subquery(last.values("agreement__number")[:1]),
        signed_at=Subquery(last.values("signed_at")[:1]),
        has_signed=Exists(Signature.objects.filter(person=OuterRef("pk"), agreement=latest)),
    )
    return rows.order_by("has_signed", "full_name", "pk")


def signers_of(stores: QuerySet[Store] | Sequence[Store], *, on: date) -> QuerySet[Any]:
    """Who had to sign a text of these stores by the close of the day: their staff, and who heads their region.

    Each with ``signed_number`` and ``signed_at`` of what they signed last, and ``has_signed``, whether they had
    signed the latest version of all that concern them.
    """
    _begin, until = moments_of(on, on, get_current_timezone())
    known = Agreement.objects.filter(store__in=stores, published_at__lt=until)
    newer = known.filter(store=OuterRef("store"), number__gt=OuterRef("number"))
    latest = known.filter(~Exists(newer))
    signed = Signature.objects.filter(agreement__store__in=stores, signed_at__lt=until)
    last = signed.filter(person=OuterRef("pk")).order_by("-signed_at", "-pk")
    is_signed = Exists(signed.filter(agreement=OuterRef("pk"), person=OuterRef(OuterRef("pk"))))

    def concerns(texts: QuerySet[Agreement]) -> Any:
        """Who belongs to a store signs its text alone; who heads a region, those of all its stores."""
        above = Exists(texts.filter(store__region=OuterRef("region")))
        return Q(Exists(texts.filter(store=OuterRef("store")))) | Q(above, store=None)

    people = User.objects.filter(concerns(latest), is_active=True)
    return people.filter(Q(store__in=stores) | Q(store=None, role__in=HEADS)).annotate(
        signed_number=Subquery(last.values("agreement__number")[:1]),
        signed_at=Subquery(last.values("signed_at")[:1]),
        has_signed=ExpressionWrapper(
            ~concerns(latest.filter(~is_signed)), output_field=BooleanField()
        ),
    )


def may_write(user: User) -> bool:
    return user.role in WRITERS and stores_of(user).exists()
