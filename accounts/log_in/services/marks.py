"""What a session says of its log-in: when, by what, on whose device. Seconds since 1970."""

from typing import Any

from django.contrib.sessions.backends.base import SessionBase

KEY = "log_in"
# How long nobody is asked again (V3.7.1).
PROOF_HOLDS = 15 * 60


def mark_log_in(session: SessionBase, *, at: float, factor: bool, shared: bool = False) -> None:
    """Somebody has come in, with a second factor or without."""
    session[KEY] = {"at": at, "proved": at, "seen": at, "factor": factor, "shared": shared}


def mark_proof(session: SessionBase, *, at: float, factor: bool = False) -> None:
    """They have shown once more that it is them."""
    marks = {"at": at, "seen": at, "factor": False, "shared": False} | marks_of(session)
    session[KEY] = marks | {"proved": at, "factor": marks["factor"] or factor}


def mark_seen(session: SessionBase, *, at: float) -> None:
    """Somebody is there."""
    session[KEY] = marks_of(session) | {"seen": at}


def marks_of(session: SessionBase) -> dict[str, Any]:
    """The marks; none where the log-in is older than they are."""
    found = session.get(KEY)
    return found if isinstance(found, dict) else {}


def has_proof(session: SessionBase, *, at: float) -> bool:
    """Whether they logged in, or showed again that it is them, a short while ago."""
    return at - float(marks_of(session).get("proved", 0)) < PROOF_HOLDS


def came_with_factor(session: SessionBase) -> bool:
    return bool(marks_of(session).get("factor"))
