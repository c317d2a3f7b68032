"""The models of the rooms, where Django looks for them."""

from .exports.models import Export, ExportState
from .scores.models import Score, ScoreAppeal, ScoreMonth, ScorePolicy

__all__ = ["Export", "ExportState", "Score", "ScoreAppeal", "ScoreMonth", "ScorePolicy"]
