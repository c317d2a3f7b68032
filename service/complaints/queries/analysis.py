"""What complaints are about: the most frequent first, with what was changed about it (R9.9, R14.1)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, QuerySet, Sum
from django.db.models.functions import Coalesce, TruncMonth
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.people.models import User
from foundation.months import month_name
from foundation.yuan import FEN

from ..models import CauseChange, ComplaintCause
from ..rules import Bar, pareto
from .filters import NONE

WAYS = {
    "cause": gettext_lazy("Cause"),
    "kind": gettext_lazy("Kind"),
    "model": gettext_lazy("Model"),
    "person": gettext_lazy("Consultant"),
    "month": gettext_lazy("Month"),
}
PATHS: dict[str, Any] = {
    "cause": F("cause"),
    "kind": Coalesce("cause__kind", "cause"),
    "model": F("model"),
    "person": F("consultant"),
    "month": TruncMonth("registered_on"),
}
# So many have a bar of their own in the chart; the table has all.
MOST_BARS = 12


@dataclass(frozen=True)
class Group:
    """A bar, what it is called, what the remedies cost in yuan, and what was changed about it."""

    bar: Bar
    name: str
    cost: Decimal
    changes: list[CauseChange]

    @property
    def key(self) -> str:
        """As an address says it."""
        key = self.bar.key
        if key in (None, ""):
            return NONE
        return f"{key:%Y-%m}" if isinstance(key, date) else str(key)


def grouped(rows: QuerySet[Any], way: str) -> list[Group]:
    """The complaints put together by ``way`` of ``WAYS``, the most frequent first; three queries at most."""
    found = rows.order_by().annotate(group=PATHS[way])
    counts = {
        each["group"]: (each["number"], each["paid"] or 0)
        for each in found.values("group").annotate(number=Count("pk"), paid=Sum("cost"))
    }
    bars = pareto((key, number) for key, (number, _paid) in counts.items())
    names = _names(way, counts)
    changes = _changes(way, counts)
    return [
        Group(
            bar,
            names.get(bar.key) or _("Not known"),
            Decimal(counts[bar.key][1]).quantize(FEN),
            changes.get(bar.key, []),
        )
        for bar in bars
    ]


def _names(way: str, keys: Iterable[Any]) -> dict[Any, str]:
    keys = [key for key in keys if key is not None]
    if way in ("cause", "kind"):
        rows = ComplaintCause.objects.select_related("kind").in_bulk(keys)
        return {key: full_name(row) if way == "cause" else row.name for key, row in rows.items()}
    if way == "person":
        return {key: str(row) for key, row in User.objects.in_bulk(keys).items()}
    if way == "month":
        return {key: month_name(key) for key in keys}
    return {key: key for key in keys}


def full_name(cause: ComplaintCause) -> str:
    """Kind and cause; its kind is loaded."""
    return f"{cause.kind.name} · {cause.name}" if cause.kind else cause.name


def _changes(way: str, keys: Iterable[Any]) -> dict[Any, list[CauseChange]]:
    if way not in ("cause", "kind"):
        return {}
    keys = [key for key in keys if key is not None]
    rows = CauseChange.objects.select_related("by", "cause")
    if way == "kind":
        rows = rows.annotate(group=Coalesce("cause__kind", "cause")).filter(group__in=keys)
    else:
        rows = rows.filter(cause__in=keys)
    found: dict[Any, list[CauseChange]] = {}
    for row in rows:
        found.setdefault(row.group if way == "kind" else row.cause_id, []).append(row)
    return found


@dataclass(frozen=True)
class Drawing:
    """A Pareto chart: ``bars`` as ``(group, x, y, height, place)``, ``line`` of the shares together."""

    bars: list[tuple[Group, float, float, float, int]]
    line: str
    dots: list[tuple[float, float]]
    width: int
    bar_width: int = 34
    base: int = 180


def drawn(groups: list[Group]) -> Drawing:
    """Bars of at most 160 high, the largest one all of it; the line reaches 100 % at the same height."""
    shown = groups[:MOST_BARS]
    step, left, top, base = 48, 12, 20, 180
    most = max((group.bar.number for group in shown), default=1)
    bars, dots = [], []
    for place, group in enumerate(shown):
        height = round((base - top) * group.bar.number / most, 1)
        x = left + step * place
        bars.append((group, float(x), base - height, height, place + 1))
        dots.append((x + 17.0, round(base - (base - top) * group.bar.together / 100, 1)))
    line = " ".join(f"{x},{y}" for x, y in dots)
    return Drawing(bars, line, dots, width=left * 2 + step * max(len(shown), 1))
