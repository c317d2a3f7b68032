"""A decision that cannot be taken."""


class DecisionError(Exception):
    """A decision that cannot be taken (any more)."""
