"""What keeps a person in their place (R4.8), and who is the second person of an appointment."""

from collections import defaultdict
from collections.abc import Callable, Collection

from django.db.models import Q

from ..people.models import HEADS, Region, Role, Store, User

_OWNED: list[Callable[[User], int]] = []


def register_owned(count: Callable[[User], int]) -> None:
    """``count(person)``: how many customers an app above has on file as the person's."""
    _OWNED.append(count)


_HELD: list[Callable[[User], int]] = []


def register_held(count: Callable[[User], int]) -> None:
    """``count(person)``: how many target customers or tasks an app above has on file as the person's."""
    _HELD.append(count)


def held_by(person: User) -> int:
    """How many target customers and tasks are to be handed over before the person leaves."""
    return sum(count(person) for count in _HELD)


def customers_of(person: User) -> int:
    """How many customers are to be handed over before the person leaves or changes place."""
    return sum(count(person) for count in _OWNED)


def second_persons(*, store: Store | None, region: Region | None, aside: set[int]) -> list[User]:
    """Who could approve an appointment to the store, or to head the region: never those ``aside``.

    Whoever heads the region, and other administrators of the place (``models.decided_as_second``).
    """
    above = store.region_id if store else region and region.pk
    administrator = Q(role=Role.ADMINISTRATOR)
    fitting = administrator & Q(is_superuser=True, store=None, region=None)
    if store:
        fitting |= administrator & Q(store=store)
    if above:
        heading = Q(role__in=(Role.DIRECTOR, Role.ADMINISTRATOR))
        fitting |= heading & Q(store=None, region=above)
    return list(User.objects.filter(fitting, is_active=True).exclude(pk__in=aside))


def heads_of_regions(regions: Collection[int]) -> dict[int | None, set[int]]:
    """``{region: keys of the people who head it}``, empty for any other."""
    found: dict[int | None, set[int]] = defaultdict(set)
    heads = User.objects.filter(role__in=HEADS, is_active=True, store=None, region__in=regions)
    for key, region in heads.values_list("pk", "region_id") if regions else ():
        found[region].add(key)
    return found
