"""Sharing customers out so that the work ends as even as possible (R4.8, R5.2). Pure."""

from collections.abc import Mapping
from heapq import heapify, heapreplace

# What an open opportunity of a grade weighs: about the contacts it asks for in a month (R3.2).
WEIGHTS = {"H": 10, "A": 4, "B": 2, "C": 1, "O": 4}
DAYS = 30


def weight(code: str, cadence: int) -> int:
    """The weight of an open opportunity; grades of other policies weigh by their ``cadence`` in days."""
    return WEIGHTS.get(code) or max(1, DAYS // cadence)


def share_out(customers: Mapping[int, int], loads: Mapping[int, int]) -> dict[int, int]:
    """``{customer: taker}`` for ``customers`` of given weights among takers with given loads.

    ``customers``: ``{key: weight}``; ``loads``: ``{taker: weight of what they have}``, at least one. The
    heaviest go first, each to whoever then has least to do, and among equals to whoever was given
    fewest. The same input gives the same answer, in whatever order it comes.
    """
    if not loads:
        raise ValueError("nobody to share among")
    queue = [(load, 0, taker) for taker, load in loads.items()]
    heapify(queue)
    given = {}
    for key in sorted(customers, key=lambda key: (-customers[key], key)):
        load, number, taker = queue[0]
        given[key] = taker
        heapreplace(queue, (load + customers[key], number + 1, taker))
    return given
