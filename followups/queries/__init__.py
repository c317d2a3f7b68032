from .access import get_activity_for
from .card import load_card
from .feed import feed_owner, feed_rows
from .lookup import CardSummary, is_claimable, look_up
from .worklist import (
    BREAKING,
    BY_HOUR,
    NEXT,
    NO_PLAN,
    OVERDUE,
    SHOW_ALL,
    SOON_DAYS,
    TODAY,
    WARNINGS,
    count_worklist,
    day_progress,
    open_plans,
    parts,
    ready_to_show,
    warnings_for,
    worklist,
)

__all__ = [
    "BREAKING",
    "BY_HOUR",
    "NEXT",
    "NO_PLAN",
    "OVERDUE",
    "SHOW_ALL",
    "SOON_DAYS",
    "TODAY",
    "WARNINGS",
    "CardSummary",
    "count_worklist",
    "day_progress",
    "feed_owner",
    "feed_rows",
    "get_activity_for",
    "is_claimable",
    "load_card",
    "look_up",
    "open_plans",
    "parts",
    "ready_to_show",
    "warnings_for",
    "worklist",
]
