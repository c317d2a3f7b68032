"""Twelve months of leads and conversions beside the twelve before them (R9.8)."""

from django.db.models import Count
from django.db.models.functions import TruncMonth
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from foundation.months import month_of, months_on

from ...sheets.queries.sheet import NUMBER, SHARE, Column, Table, percent
from ..rules import MONTH, OWN, Span, line_chart
from .chart_table import ChartTable
from .indicators import conversions, converted, leads
from .tallies import PeriodFigure

COLUMNS = [
    Column("month", gettext_lazy("Month"), width=10),
    Column("leads", gettext_lazy("Leads"), NUMBER, 8),
    Column("leads_before", gettext_lazy("A year ago"), NUMBER, 8),
    Column("conversions", gettext_lazy("Conversions"), NUMBER, 8),
    Column("conversions_before", gettext_lazy("A year ago"), NUMBER, 8),
    Column("converted", gettext_lazy("Became an order"), NUMBER, 8),
    Column("converted_before", gettext_lazy("A year ago"), NUMBER, 8),
    Column("rate", gettext_lazy("Rate"), SHARE, 8),
    Column("rate_before", gettext_lazy("A year ago"), SHARE, 8),
]
MONTHS = 12


def trend_table(scope):
    """The months up to that of the scope's last day, in three queries."""
    last = scope.last.replace(day=1)
    first = months_on(last, 1 - 2 * MONTHS)
    wide = scope.over(Span(OWN, first, month_of(last)[1]))
    months = [months_on(first, n) for n in range(2 * MONTHS)]
    came = _by_month(leads(wide), "registered_on")
    sold = _by_month(conversions(wide), "converted_on")
    became = _by_month(leads(wide).filter(converted(wide)), "registered_on")
    shares = {m: percent(became.get(m, 0), came.get(m, 0)) for m in months}
    lines, series = [], []
    for before, month in zip(months[:MONTHS], months[MONTHS:], strict=True):
        line = [date_format(month, pgettext("month format", "F Y"))]
        for found, show in ((came, "leads"), (sold, "conversions"), (became, "converted")):
            line += [_figure(m, found.get(m, 0), show) for m in (month, before)]
        lines.append([*line, shares[month], shares[before]])
    for label, found, none in (
        (_("Leads"), came, 0),
        (_("Conversions"), sold, 0),
        (_("Conversion rate, %"), shares, None),
    ):
        now = [found.get(m, none) for m in months[MONTHS:]]
        before = [found.get(m, none) for m in months[:MONTHS]]
        series.append((label, line_chart(now, before), now[-1]))
    names = [date_format(month, "M") for month in months[MONTHS:]]
    return ChartTable(Table(_("Month by month"), COLUMNS, lines), names, series)


def _by_month(rows, day):
    found = rows.order_by().annotate(month=TruncMonth(day)).values_list("month")
    return dict(found.annotate(Count("pk")))


def _figure(month, value, show):
    return PeriodFigure(value, show, period={"span": MONTH, "at": month.isoformat()})
