"""Queries of what a person may see, put into SQL once for all people of a role (ADR 63)."""

from collections.abc import Callable, Hashable
from typing import Any

from django.db.models import Count, QuerySet

from foundation.prepared import in_one_row, prepared

from ..people.models import User


def prepared_for(build: Callable[..., QuerySet[Any]]) -> Callable[..., QuerySet[Any]]:
    """Prepare ``build(user, *kinds, **values)``.

    It gets a user of the role, in a store, a region or none, whose keys are places: it compares with
    ``user.pk``, since of ``user`` itself nothing can be asked.
    """

    @prepared
    def written(role: str, is_superuser: bool, *kinds: Hashable, **places: Any) -> QuerySet[Any]:
        user = User(role=role, is_superuser=is_superuser)
        user.pk, user.store_id = places.pop("pk"), places.pop("store", None)
        user.region_id = places.pop("region", None)
        return build(user, *kinds, **places)

    def asked(user: User, *kinds: Hashable, **values: Any) -> QuerySet[Any]:
        keys = {"pk": user.pk, "store": user.store_id, "region": user.region_id}
        known = {name: key for name, key in keys.items() if key is not None}
        return written(user.role, user.is_superuser, *kinds, **known, **values)

    return asked


def counted_for(build: Callable[..., QuerySet[Any]]) -> Callable[..., int]:
    """Prepare how many rows ``build(user, *kinds, **values)`` has."""

    @prepared_for
    def number(user: User, *kinds: Hashable, **values: Any) -> QuerySet[Any]:
        return in_one_row(build(user, *kinds, **values), number=Count("pk"))

    def count(user: User, *kinds: Hashable, **values: Any) -> int:
        # Of what can hold nothing there is no row.
        return sum(row["number"] for row in number(user, *kinds, **values))

    return count
