"""Who is to read the reports of a desk, level by level; whom a report names; whose turn it is (R13.4)."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from accounts.access.queries import stores_of
from accounts.people.models import Region, Role, Store, User
from foundation.prepared import in_one_row, prepared

from .models import CLOSED, MisconductDesk, MisconductReport
from .rules import kept_of, named_in


def desk_of(*, store: Store | None = None, region: Region | None = None) -> MisconductDesk:
    """The desk of the place, made the first time that it is asked for."""
    found, _made = MisconductDesk.objects.get_or_create(store=store, region=region)
    return found


def places_of(user: User) -> list[Store | Region]:
    """The places about which the user may tell something: their stores, and their region."""
    region = user.region or (user.store.region if user.store else None)
    return [*stores_of(user).order_by("code"), *([region] if region else [])]


def desks_named_by(user: User) -> list[Store | Region]:
    """The places whose readers the user names: of a store its heads, of a region who heads that."""
    region = [user.region] if user.region and not user.store_id else []
    return [*stores_of(user).order_by("code"), *region]


def levels_of(desk: MisconductDesk) -> list[list[int]]:
    """The keys of who reads, from whom it reaches first: each level where the one before has nobody left.

    Named for the store, its general manager, named for the region, the region's general manager and director,
    the store's director, then any other general manager or director.
    """
    region = desk.store.region_id if desk.store else desk.region_id
    people = User.objects.filter(is_active=True).order_by("pk")
    of_region = Q(store=None, region=region) if region else Q(pk__in=[])

    def named(of: Q) -> Any:
        trustees = MisconductDesk.objects.filter(of).values("trustees__person")
        return people.filter(pk__in=trustees)

    levels = []
    if desk.store:
        levels += [named(Q(pk=desk.pk)), people.filter(store=desk.store, role=Role.GENERAL_MANAGER)]
    levels.append(named(Q(region=region)) if region else people.none())
    levels += [
        people.filter(of_region, role=Role.GENERAL_MANAGER),
        people.filter(of_region, role=Role.DIRECTOR),
    ]
    if desk.store:
        levels.append(people.filter(store=desk.store, role=Role.DIRECTOR))
    levels += [people.filter(role=Role.GENERAL_MANAGER), people.filter(role=Role.DIRECTOR)]
    return [list(each.values_list("pk", flat=True)) for each in levels]


def staff_of(desk: MisconductDesk) -> QuerySet[Any]:
    """Who works there, and who heads the region above it."""
    region = desk.store.region_id if desk.store else desk.region_id
    here = Q(store=desk.store) if desk.store else Q(store__region=region)
    above = Q(store=None, region=region) if region else Q(pk__in=[])
    return User.objects.filter(here | above, is_active=True).order_by("full_name", "pk")


def meant_by(desk: MisconductDesk, texts: Iterable[str], position: str = "") -> set[int]:
    """The keys of those whom the texts call by any name they had, and of those who hold the position there."""
    staff = dict(staff_of(desk).values_list("pk", "role"))
    people = staff.keys() | {key for level in levels_of(desk) for key in level}
    names = User.objects.filter(pk__in=people).values_list("pk", "full_name")
    earlier = User.history.filter(id__in=people).values_list("id", "full_name").distinct()
    holders = {key for key, role in staff.items() if position and role == position}
    return named_in(texts, [*names, *earlier.order_by()]) | holders


def report_of(code: str) -> MisconductReport | None:
    """The report that is followed by the code."""
    rows = MisconductReport.objects.select_related("desk__store", "desk__region")
    return rows.filter(code=kept_of(code)).first()


def reports_for(user: User) -> QuerySet[Any]:
    """What was put to them, open ones first."""
    rows = MisconductReport.objects.visible_to(user).select_related("desk__store", "desk__region")
    is_open = ~Q(state__in=CLOSED)
    return rows.annotate(is_open=is_open).order_by("-is_open", "-received_on", "-pk")


def count_to_look_at(user: User) -> int:
    return int(_received.row(person=user.pk)["number"])


@prepared
def _received(person):
    rows = MisconductReport.objects.visible_to(person).filter(state="received")
    return in_one_row(rows, number=Count("pk"))


def today_at(desk: MisconductDesk, now: datetime) -> date:
    """The business date at the desk's store, or at a store of its region."""
    store = desk.store or Store.objects.filter(region=desk.region).order_by("code").first()
    return store.business_date(now) if store else timezone.localtime(now).date()
