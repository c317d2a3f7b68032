"""What a night looks through besides the deadlines: promises that keep dates of their own."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from .registry import Registry


@dataclass(frozen=True, kw_only=True)
class LookedThrough:
    """One kind of such promises; ``code`` and ``label`` of several.

    ``tell(store, now=)`` tells what is late of the store and was not told yet, in transactions of its own, so
    that a second time tells nobody. ``late_at(store, at)`` is how many stood late at the moment. Both ask as
    many queries for many as for one.
    """

    code: str
    label: Any
    tell: Callable[..., object]
    late_at: Callable[[Any, datetime], int]


# In the order in which a night looks through them.
looked_through: Registry[LookedThrough] = Registry()
