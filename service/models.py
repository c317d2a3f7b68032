"""The models of the rooms, where Django looks for them."""

from .questions.models import Question

__all__ = ["Question"]
