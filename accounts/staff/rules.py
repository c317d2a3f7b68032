"""Who gets which power, and when that takes a second person (R1.1)."""

from dataclasses import dataclass

# Whoever decides, sets the rules, or says who does; and who is told when something of theirs changes.
POWERFUL = ("director", "general_manager", "administrator")
LEADERS = (*POWERFUL, "manager")


@dataclass(frozen=True)
class Place:
    """A role, and the store or region where it is held, as far as the account is open."""

    role: str
    store: int | None
    region: int | None
    is_active: bool


def gives_power(before: Place | None, after: Place) -> bool:
    """Whether somebody becomes a director, general manager or administrator, here or in another place.

    >>> manager, director = (Place(role, 1, None, True) for role in ("manager", "director"))
    >>> gives_power(manager, director), gives_power(director, director), gives_power(director, manager)
    (True, False, False)
    >>> gives_power(None, director), gives_power(Place("director", 1, None, False), director)
    (True, True)
    >>> gives_power(director, Place("director", None, 1, True))
    True
    """
    return after.is_active and after.role in POWERFUL and before != after
