"""Who causes a change that follows from something else, when and why (R1.4)."""

from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from accounts.reasons import Reason


@dataclass(frozen=True)
class Cause:
    """As the history keeps it; ``by`` is ``None`` for the nightly audit."""

    by: User | None
    now: datetime
    reason: str | Reason
