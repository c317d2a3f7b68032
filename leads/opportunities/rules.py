"""Opportunity states and who may change them how (R2.7). Pure."""

EXECUTING, WON, LOST, CLOSED = "executing", "won", "lost", "closed"

TRANSITIONS = {
    EXECUTING: {WON, LOST},
    WON: {CLOSED},
    LOST: {EXECUTING},
    CLOSED: set(),
}


def may_become(state: str, target: str, *, by_manager: bool = False) -> bool:
    """Whether an opportunity may go from ``state`` to ``target``; lost comes back only by a manager."""
    if target not in TRANSITIONS[state]:
        return False
    return by_manager if (state, target) == (LOST, EXECUTING) else True
