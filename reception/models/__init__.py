from .roster import Roster, RosterPlace, Skip
from .visits import Choice, Notice, Visit, VisitKind

__all__ = ["Choice", "Notice", "Roster", "RosterPlace", "Skip", "Visit", "VisitKind"]
