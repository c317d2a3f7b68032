"""What a lead is called to whoever sent it: its state, and how far it came. Pure."""

from datetime import datetime

STATES = ("new", "set_aside", "merged", "known")
REASONS = (
    "bad_phone",
    "no_intent",
    "test_data",
    "asked_before",
    "outside",
    "out_of_use",
    "long_ago",
)
STAGES = ("waiting", "assigned", "contacted", "ordered", "delivered", "lost", "closed")


def state_of(state: str) -> str:
    """The state that a sender is told of: to whom a lead was given is not theirs to know.

    >>> state_of("assigned"), state_of("closed"), state_of("merged")
    ('new', 'new', 'merged')
    """
    return state if state in STATES else "new"


def stage_of(
    *, state: str, opportunity: str | None, has_ordered: bool, assigned: bool, contacted: bool
) -> str:
    """How far it came; ``opportunity`` is the state of what the lead became, if anything.

    >>> common = {"has_ordered": False, "assigned": True, "contacted": True}
    >>> stage_of(state="assigned", opportunity="lost", **common)
    'lost'
    >>> stage_of(state="closed", opportunity=None, **common)
    'closed'
    """
    if state == "closed":
        return "closed"
    if opportunity in ("won", "closed"):
        return "delivered"
    if opportunity == "lost":
        return "lost"
    if has_ordered:
        return "ordered"
    if contacted:
        return "contacted"
    return "assigned" if assigned else "waiting"


def since(moment: datetime | None, received_at: datetime) -> datetime | None:
    """The moment, unless it was before the sender's lead came: then it is of somebody else's."""
    return moment if moment and moment >= received_at else None
