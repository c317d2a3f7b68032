"""Which grades leads came with and what became of them; how long they waited (R9.8)."""

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ...sheets.queries.grades import open_grades
from ...sheets.queries.sheet import NUMBER, SHARE, Column, Figure, Table, percent
from ..rules import lengths, stack
from .chart_table import ChartTable
from .indicators import WAITS, mix, waiting

MIX_COLUMNS = [
    Column("grade", gettext_lazy("Grade"), width=10),
    Column("entry", gettext_lazy("At entry"), NUMBER, 8),
    Column("entry_share", "%", SHARE, 8),
    Column("now", gettext_lazy("Now"), NUMBER, 8),
    Column("now_share", "%", SHARE, 8),
]
WAIT_COLUMNS = [
    Column("wait", gettext_lazy("First contact"), width=16),
    Column("leads", gettext_lazy("Leads"), NUMBER, 8),
    Column("share", "%", SHARE, 8),
]
WAIT_LABELS = {
    "0": gettext_lazy("Same day"),
    "1": gettext_lazy("Next day"),
    "2": gettext_lazy("After 2–3 days"),
    "4": gettext_lazy("After 4–7 days"),
    "8": gettext_lazy("After 8 days or more"),
    "none": gettext_lazy("None yet"),
}


def mix_table(scope):
    """Grades at the registration and now, as two bars of equal length."""
    pairs = mix(scope).order_by().values_list("entry", "now").annotate(Count("pk"))
    entry, now = {}, {}
    for before, after, count in pairs:
        entry[before] = entry.get(before, 0) + count
        now[after] = now.get(after, 0) + count
    ends = {"won": _("Bought"), "lost": _("Lost")}
    codes = open_grades(scope, *(set(entry) | set(now)) - set(ends))
    labels = {code: code for code in codes} | ends
    total = sum(entry.values())
    lines = [
        [
            label,
            Figure(entry.get(code, 0), "mix", {"entry": code}) if code in codes else None,
            percent(entry.get(code, 0), total) if code in codes else None,
            Figure(now.get(code, 0), "mix", {"now": code}),
            percent(now.get(code, 0), total),
        ]
        for code, label in labels.items()
    ]
    title = _("Grades of the leads")
    bars = [stack([found.get(code, 0) for code in labels]) for found in (entry, now)]
    return ChartTable(Table(title, MIX_COLUMNS, lines), list(labels), bars)


def wait_table(scope):
    """Leads by how long they waited for their first contact; the heading says the median."""
    days = {}
    for wait, count in waiting(scope).order_by().values_list("wait").annotate(Count("pk")):
        days[None if wait is None else wait.days] = count
    bands = dict.fromkeys(WAITS, 0)
    for wait, count in days.items():
        bands[band_of(wait)] += count
    total = sum(bands.values())
    lines = [
        [WAIT_LABELS[band], Figure(count, "waits", {"wait": band}), percent(count, total)]
        for band, count in bands.items()
    ]
    drawn = [(length, 0) for length in lengths(list(bands.values()))]
    table = Table(_("First contact after the registration"), WAIT_COLUMNS, lines)
    return ChartTable(table, drawn, [median(days)])


def band_of(days):
    """The band of ``WAITS`` that so many days, or ``None``, lie in."""
    if days is None:
        return "none"
    return next(band for band in ("8", "4", "2", "1", "0") if days >= int(band) or band == "0")


def median(days):
    """The middle of ``{days: count}``, those who still wait apart; of two middles their mean."""
    known = sorted((wait, count) for wait, count in days.items() if wait is not None)
    total = sum(count for _wait, count in known)
    if not total:
        return None
    middles = []
    for place in {(total - 1) // 2, total // 2}:
        for wait, count in known:
            if place < count:
                middles.append(max(wait, 0))
                break
            place -= count
    mean = sum(middles) / len(middles)
    return int(mean) if mean == int(mean) else mean
