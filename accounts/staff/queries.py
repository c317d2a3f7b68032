"""What keeps a person in their place: records of the apps above that name the person (R4.8)."""

from collections.abc import Callable

from ..people.models import User

_OWNED: list[Callable[[User], int]] = []


def register_owned(count: Callable[[User], int]) -> None:
    """``count(person)``: how many customers an app above has on file as the person's."""
    _OWNED.append(count)


def customers_of(person: User) -> int:
    """How many customers are to be handed over before the person leaves or changes place."""
    return sum(count(person) for count in _OWNED)
