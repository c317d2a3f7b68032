"""What became of the leads of a span, beside the span before and a year ago; the months; the answers (R13.1)."""

from functools import partial

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from foundation.months import month_of, months_on
from service.surveys.rules import FEW, mean_of

from ...dashboard.queries.chart_table import ChartTable
from ...dashboard.queries.tallies import PeriodFigure
from ...dashboard.rules import OWN, Span, lengths, line_chart
from ...sheets.queries.catalogue import SHEETS
from ...sheets.queries.lead_classes import FUNNEL
from ...sheets.queries.lead_parts import CONTACTS, EFFORT, by_contacts
from ...sheets.queries.lead_rows import (
    ANSWER,
    ANSWERED_WITHIN,
    NEVER,
    answered,
    by_answer,
    by_month,
    measures_of,
    surveys_by_answer,
)
from ...sheets.queries.leads import RATES
from ...sheets.queries.percentiles import percentiles
from ...sheets.queries.sheet import MARK, NUMBER, SHARE, Column, Table, percent

COMPARED = [
    Column("figure", gettext_lazy("Figure"), width=18),
    Column("now", gettext_lazy("Now"), NUMBER, 9),
    Column("now_share", "%", SHARE, 8),
    Column("before", pgettext_lazy("span of time", "Before"), NUMBER, 9),
    Column("before_share", "%", SHARE, 8),
    Column("year_ago", gettext_lazy("A year ago"), NUMBER, 9),
    Column("year_ago_share", "%", SHARE, 8),
]
TREND = [
    Column("month", gettext_lazy("Month"), width=10),
    Column("leads", gettext_lazy("Leads"), NUMBER, 8),
    Column("leads_before", gettext_lazy("A year ago"), NUMBER, 8),
    Column("in_time", gettext_lazy("In time"), SHARE, 8),
    Column("in_time_before", gettext_lazy("A year ago"), SHARE, 8),
    Column("ordered", gettext_lazy("Became an order"), NUMBER, 8),
    Column("ordered_before", gettext_lazy("A year ago"), NUMBER, 8),
    Column("rate", gettext_lazy("Rate"), SHARE, 8),
    Column("rate_before", gettext_lazy("A year ago"), SHARE, 8),
]
ANSWERS = [
    Column("wait", gettext_lazy("First contact"), width=14),
    Column("assigned", pgettext_lazy("lead", "Assigned"), NUMBER, 8),
    Column("ordered", gettext_lazy("Became an order"), NUMBER, 8),
    Column("share", gettext_lazy("Rate"), SHARE, 8),
    Column("surveyed", gettext_lazy("Surveys answered"), NUMBER, 8),
    Column("satisfaction", gettext_lazy("Satisfaction, of 10"), NUMBER, 9),
    Column("few", gettext_lazy("Few"), MARK, 6),
]
EFFORTS = [Column("contacts", pgettext_lazy("lead", "Contacts"), width=14), *ANSWERS[1:4]]
MONTHS = 12
CAME_AT, RAISED_AT = ([column.code for column in FUNNEL].index(code) for code in ("came", "raised"))


def comparison(scope):
    """A line a figure: its number and rate now, in as many days before, and a year ago."""
    scopes = [scope, *scope.former()]
    measures = [measures_of(each) for each in scopes]
    numbers = [{name: m.rows.count() for name, m in found.items()} for found in measures]
    lines = []
    for name, measure in measures[0].items():
        line = [measure.label]
        for each, found in zip(scopes, numbers, strict=True):
            of = found[RATES[name]] if name in RATES else None
            line += [_figure(each, found[name], name), percent(found[name], of)]
        lines.append(line)
    waits = [percentiles(answered(m["assigned"]), "wait").get(None, (None, None)) for m in measures]
    for place, label in enumerate(
        (_("First contact, median in minutes"), _("90 % within, minutes"))
    ):
        lines.append([label, *(cell for wait in waits for cell in (wait[place], None))])
    return Table(_("Compared"), COMPARED, lines)


def trend(scope):
    """The twelve months up to that of the scope's last day beside the twelve before them."""
    last = scope.last.replace(day=1)
    first = months_on(last, 1 - 2 * MONTHS)
    wide = scope.over(Span(OWN, first, month_of(last)[1]))
    measures = measures_of(wide)
    found = {
        name: by_month(measures[name], wide)
        for name in ("leads", "counted", "judged", "in_time", "ordered")
    }
    months = [months_on(first, number) for number in range(2 * MONTHS)]
    in_time, rates = (
        [percent(found[part].get(m, 0), found[of].get(m, 0)) for m in months]
        for part, of in (("in_time", "judged"), ("ordered", "counted"))
    )
    lines = []
    for then, now in zip(range(MONTHS), range(MONTHS, 2 * MONTHS), strict=True):
        leads, orders = (
            [_of_month(scope, months[at], found[name], name) for at in (now, then)]
            for name in ("leads", "ordered")
        )
        name = date_format(months[now], pgettext("month format", "F Y"))
        shares = [in_time[now], in_time[then]], [rates[now], rates[then]]
        lines.append([name, *leads, *shares[0], *orders, *shares[1]])
    leads = [found["leads"].get(month, 0) for month in months]
    series = [
        (label, line_chart(values[MONTHS:], values[:MONTHS]), values[-1])
        for label, values in (
            (_("Leads"), leads),
            (_("Contacted in time, %"), in_time),
            (_("Became an order, %"), rates),
        )
    ]
    names = [date_format(month, "M") for month in months[MONTHS:]]
    return ChartTable(Table(_("Month by month"), TREND, lines), names, series)


def classes(scope):
    """The desk's funnel by class; ``None`` where no lead of the span came to a class (R12.8)."""
    lines = SHEETS["lead-classes"].funnel(scope, partial(_figure, scope))
    came, raised = ([line[at].value for line in lines] for at in (CAME_AT, RAISED_AT))
    if not any(came):
        return None
    both = lengths(came + raised)
    drawn = list(zip(both[: len(lines)], both[len(lines) :], strict=True))
    return ChartTable(Table(_("From class to class"), FUNNEL, lines), drawn)


def answers(scope):
    """Which share became an order, how satisfied they are, by how soon they were answered (R13.2, R5.6)."""
    measures = measures_of(scope)
    surveyed = surveys_by_answer(measures["assigned"])
    assigned, ordered = by_answer(measures["assigned"]), by_answer(measures["ordered"])
    lines = []
    for band in range(NEVER + 1):
        answers, points = surveyed.get(band, (0, 0))
        few = _("few") if 0 < answers < FEW else ""
        said = [answers, mean_of(points, answers), few]
        lines.append([band_label(band), *_became(scope, ANSWER, band, assigned, ordered), *said])
    return _bars(Table(_("What a quick answer is worth"), ANSWERS, lines))


def effort(scope):
    """Which share became an order by how many contacts they took, to that day or to this (R13.2)."""
    measures = measures_of(scope)
    assigned, ordered = (by_contacts(measures[name], scope) for name in ("assigned", "ordered"))
    lines = [
        [contacts_label(band), *_became(scope, EFFORT, band, assigned, ordered)]
        for band in range(len(CONTACTS))
    ]
    return _bars(Table(_("Contacts, and what became an order"), EFFORTS, lines))


def _became(scope, part, band, assigned, ordered):
    """How many of the band there were, how many became an order, and their share."""
    got, sold = assigned.get(band, 0), ordered.get(band, 0)
    by = {part: band}
    figures = [_figure(scope, n, name, by) for n, name in ((got, "assigned"), (sold, "ordered"))]
    return [*figures, percent(sold, got)]


def _bars(table):
    """The table with a bar for the share of each line."""
    return ChartTable(table, [(length, 0) for length in lengths([line[3] for line in table.lines])])


def contacts_label(band):
    """How many contacts, in words."""
    first = CONTACTS[band - 1] + 1 if band else 0
    most = CONTACTS[band]
    if most is None:
        return _("%(first)d and more") % {"first": first}
    return f"{first}–{most}" if most > first else f"{most}"


def band_label(band):
    """How soon, in words."""
    if band == NEVER:
        return _("No contact yet")
    most = ANSWERED_WITHIN[band]
    if most is None:
        return _("Later than a day")
    if most < 60:
        return _("Within %(minutes)d minutes") % {"minutes": most}
    hours = most // 60
    return _("Within an hour") if hours == 1 else _("Within %(hours)d hours") % {"hours": hours}


def _figure(scope, value, show, by=None):
    period = {"start": scope.start.isoformat(), "end": scope.end.isoformat()}
    return PeriodFigure(value, show, by or {}, period=period)


def _of_month(scope, month, found, show):
    first, last = month_of(month)
    period = {"start": first.isoformat(), "end": last.isoformat()}
    return PeriodFigure(found.get(month, 0), show, period=period)
