"""What is entered about a visitor or caller (R9.1)."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from accounts.people.models import User

from ..models import VisitKind


@dataclass(frozen=True)
class Entry:
    """What is known of a visitor. ``arrived_at``: ``None`` is now; ``consultant``: ``None`` is the rule's.

    ``left_at``: ``None`` leaves it as it is, unless ``is_back``: they were signed out by mistake.
    ``person``: gender and district, ``intent``: model, note and expected date of one whose number is new.
    """

    kind: str = VisitKind.WALK_IN
    arrived_at: datetime | None = None
    left_at: datetime | None = None
    is_back: bool = False
    consultant: User | None = None
    asked_for: bool = False
    reason: str = ""
    party_size: int = 1
    name: str = ""
    phone: str = ""
    address: str = ""
    note: str = ""
    person: dict[str, Any] = field(default_factory=dict)
    intent: dict[str, Any] = field(default_factory=dict)
