"""Median and other percentiles of spans of time, the same on both databases."""

from datetime import timedelta
from itertools import groupby
from math import ceil, floor

from django.db import connection
from django.db.models import Aggregate, DurationField

MEDIAN, NINE_OF_TEN = 0.5, 0.9
SHARES = (MEDIAN, NINE_OF_TEN)
MINUTE = timedelta(minutes=1)


class Percentile(Aggregate):
    """``PERCENTILE_CONT`` of PostgreSQL: what lies between two values is reckoned from both."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(%(share)s) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()

    def __init__(self, expression, share):
        super().__init__(expression, share=share)


def percentile(spans, share):
    """The same of a sorted list of spans that is not empty.

    >>> percentile([timedelta(minutes=10), timedelta(minutes=20)], MEDIAN)
    datetime.timedelta(seconds=900)
    """
    at = share * (len(spans) - 1)
    below, above = spans[floor(at)], spans[ceil(at)]
    return below + (above - below) * (at - floor(at))


def percentiles(rows, span, key=None):
    """``{group: (median, 90 %)}`` in whole minutes of the durations at ``span``, grouped by ``key``.

    Without ``key`` of all of them, under ``None``. Groups that have none are left out.
    """
    rows = rows.order_by().exclude(**{span: None})
    if connection.vendor == "postgresql":
        wanted = {f"of_{n}": Percentile(span, share) for n, share in enumerate(SHARES)}
        if key is None:
            found = [(None, *rows.aggregate(**wanted).values())]
        else:
            found = rows.values_list(key).annotate(**wanted)
        return {
            group: tuple(map(minutes, spans)) for group, *spans in found if spans[0] is not None
        }
    if key is None:
        spans = sorted(rows.values_list(span, flat=True))
        return {None: _both(spans)} if spans else {}
    found = sorted(rows.values_list(key, span), key=lambda row: (row[0] is not None, *row))
    return {
        group: _both([each for _key, each in part])
        for group, part in groupby(found, key=lambda row: row[0])
    }


def minutes(span):
    """In whole minutes, a half rounded up.

    >>> minutes(timedelta(minutes=12, seconds=30)), minutes(timedelta(seconds=29))
    (13, 0)
    """
    return (span + MINUTE / 2) // MINUTE


def _both(spans):
    return tuple(minutes(percentile(spans, share)) for share in SHARES)
