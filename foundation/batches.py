"""A long list in parts."""

from itertools import islice


def batches(iterable, size):
    """Lists of up to ``size`` items, in order (``itertools.batched`` of Python 3.12)."""
    iterator = iter(iterable)
    while batch := list(islice(iterator, size)):
        yield batch
