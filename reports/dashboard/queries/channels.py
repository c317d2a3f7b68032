"""Leads, their quality and their conversion by channel (R9.8, R2.4)."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ...sheets.queries.sheet import NUMBER, SHARE, Column, Figure, Table
from ..rules import lengths
from .chart_table import ChartTable
from .origins import LABELS
from .tallies import ORIGIN, Tally, percent, summed

FORMER = [
    Column("rate", _("Rate"), SHARE, 8),
    Column("before", pgettext_lazy("span of time", "Before"), SHARE, 8),
    Column("year_ago", _("A year ago"), SHARE, 8),
]
COLUMNS = [
    Column("channel", _("Channel"), width=16),
    Column("leads", _("Leads"), NUMBER, 8),
    Column("valid", _("Valid"), NUMBER, 8),
    Column("conversions", _("Conversions"), NUMBER, 8),
    *FORMER,
]


def rates(sold, leads, key):
    """Conversions as a share of leads, in each of the three spans."""
    return [
        percent(s.get(key, Tally()).all, n.get(key, Tally()).all)
        for s, n in zip(sold, leads, strict=True)
    ]


def channel_table(board):
    """One line a channel that brought anything, most leads first; bars show now and the span before."""
    leads = [summed(found, ORIGIN) for found in board.found["valid"]]
    sold = [summed(found, ORIGIN) for found in board.sold]
    ways = sorted(
        {way for found in (*leads, *sold) for way in found},
        key=lambda way: (-leads[0].get(way, Tally()).all, -leads[1].get(way, Tally()).all, way),
    )
    lines = []
    for way in ways:
        found = leads[0].get(way, Tally())
        counts = [
            Figure(found.all, "leads", {"way": way}),
            Figure(found.good, "valid", {"way": way}),
            Figure(sold[0].get(way, Tally()).all, "conversions", {"way": way}),
        ]
        lines.append([LABELS[way], *counts, *rates(sold, leads, way)])
    now = [leads[0].get(way, Tally()).all for way in ways]
    before = [leads[1].get(way, Tally()).all for way in ways]
    both = lengths(now + before)
    drawn = list(zip(both[: len(ways)], both[len(ways) :], strict=True))
    return ChartTable(Table(_("Leads by channel"), COLUMNS, lines), drawn)
