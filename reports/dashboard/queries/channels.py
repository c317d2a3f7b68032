"""Leads, their quality and their conversion by channel (R9.8, R2.4)."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ...sheets.queries.sheet import NUMBER, SHARE, Column, Figure, Table
from ..rules import lengths
from .chart_table import ChartTable
from .origins import LABELS
from .tallies import ORIGIN, Tally, summed

FORMER = [
    Column("rate", _("Rate"), SHARE, 8),
    Column("before", pgettext_lazy("span of time", "Before"), SHARE, 8),
    Column("year_ago", _("A year ago"), SHARE, 8),
]
COLUMNS = [
    Column("channel", _("Channel"), width=16),
    Column("leads", _("Leads"), NUMBER, 8),
    Column("valid", _("Valid"), NUMBER, 8),
    Column("converted", _("Became an order"), NUMBER, 8),
    *FORMER,
]


def rates(converted, key):
    """Which share of the leads of each of the three spans has become an order (R13.1)."""
    return [found.get(key, Tally()).share for found in converted]


def channel_table(board):
    """One line a channel that brought anything, most leads first; bars show now and the span before."""
    leads = [summed(found, ORIGIN) for found in board.found["valid"]]
    converted = [summed(found, ORIGIN) for found in board.found["converted"]]
    origins = sorted(
        {origin for found in leads for origin in found},
        key=lambda origin: (
            -leads[0].get(origin, Tally()).all,
            -leads[1].get(origin, Tally()).all,
            origin,
        ),
    )
    lines = []
    for origin in origins:
        found = leads[0].get(origin, Tally())
        counts = [
            Figure(found.all, "leads", {"origin": origin}),
            Figure(found.good, "valid", {"origin": origin}),
            Figure(converted[0].get(origin, Tally()).good, "converted", {"origin": origin}),
        ]
        lines.append([LABELS[origin], *counts, *rates(converted, origin)])
    now = [leads[0].get(origin, Tally()).all for origin in origins]
    before = [leads[1].get(origin, Tally()).all for origin in origins]
    both = lengths(now + before)
    drawn = list(zip(both[: len(origins)], both[len(origins) :], strict=True))
    return ChartTable(Table(_("Leads by channel"), COLUMNS, lines), drawn)
