"""What the services of this app refuse; each carries a sentence for the person who asked."""


class AuditError(Exception):
    """A night that cannot be audited."""


class DecisionError(Exception):
    """A decision that cannot be taken (any more)."""
