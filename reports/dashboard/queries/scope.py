"""Whose figures, over which span: the scope of sheets with a channel, for people's own work (R9.8)."""

from dataclasses import dataclass, replace

from django.db.models import Q

from accounts.people.models import User
from foundation.dates import ONE_DAY

from ...sheets.queries.scope import Scope
from ..rules import Span
from .origins import LABELS, by_origin


@dataclass(frozen=True)
class IndicatorScope(Scope):
    """``origin``: the channel that was chosen, or nothing."""

    span: Span | None = None
    origin: str = ""

    @property
    def way_label(self):
        return LABELS.get(self.origin, "")

    @property
    def people(self):
        """Who did it: oneself, a manager's team, or those chosen; ``None`` is everybody of the stores."""
        chosen = super().people
        if chosen is not None:
            return chosen
        if self.viewer.is_consultant:
            return [self.viewer.pk]
        if self.viewer.is_manager:
            team = User.objects.filter(Q(manager=self.viewer) | Q(pk=self.viewer.pk))
            return team.values("pk")
        return None

    @property
    def days(self):
        """First and last day that are counted."""
        return self.start, self.last

    @property
    def closed_days(self):
        """The same without today, whose close is still to come."""
        return self.start, min(self.end, self.today - ONE_DAY)

    def over(self, span):
        return replace(self, span=span, start=span.start, end=span.end)

    def former(self):
        """The span before and the one of a year ago, as far as this one has got."""
        others = self.span.moved(-1), self.span.year_before()
        return [self.over(other.as_far_as(self.span, self.today)) for other in others]

    def of(self, rows, *, customer, **paths):
        """``rows`` narrowed to what was chosen; ``customer``, ``person``, ``store`` are their lookups."""
        rows = self.narrow(rows, **paths)
        return rows.filter(by_origin(self.origin, customer)) if self.origin else rows
