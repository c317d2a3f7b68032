"""How many numbers a person may ask for."""

from datetime import timedelta

# A door on its busiest day asks for fewer; whoever tries numbers out soon has had them.
MOST = {timedelta(hours=1): 60, timedelta(days=1): 200}
KEPT = max(MOST)


def may_ask(counts: dict[timedelta, int]) -> bool:
    """``counts``: of how many different numbers was asked within each span, the new one included.

    >>> may_ask({timedelta(hours=1): 60, timedelta(days=1): 200})
    True
    >>> may_ask({timedelta(hours=1): 1, timedelta(days=1): 201})
    False
    """
    return all(counts[span] <= most for span, most in MOST.items())
