"""Who is told that a lead came further: rooms above, in the transaction of the change (R5.1)."""

from typing import Any

from foundation.registry import Registry

from ..models import Lead

# `(keys)` of leads that may stand otherwise now.
changed: Registry[Any] = Registry()


def tell_changed(*leads: Lead) -> None:
    """These leads, and those that joined them, may stand otherwise now."""
    for follow in changed:
        follow([lead.pk for lead in leads])
