"""The dashboard of indicators 指标 (R9.8): what its figures count, and what stands on it."""

from functools import cached_property, partial

from django.utils.translation import gettext_lazy as _

from ...sheets.queries.sheet import RANGE, Group, Measure, Sheet
from .channels import channel_table
from .funnel import RAISED, entries, funnel_table
from .indicators import INDICATORS, began_on, conversions, incentives, mix, part, rewarded, waiting
from .people import people_tables
from .quality import mix_table, wait_table
from .tallies import conversion_tallies, incentive_tallies, reward_tallies, tallies
from .tiles import tiles
from .trend import trend_table


def _good(indicator, scope):
    return indicator.of(scope).filter(indicator.good(scope))


COUNTED = {
    "conversions": (_("Conversions"), conversions),
    "rewarded": (_("Conversions rewarded"), rewarded),
    "incentive": (_("Incentive pay"), incentives),
    "waits": (_("Leads"), waiting),
    "mix": (_("Leads"), mix),
    "entries": (_("Came to the grade"), entries),
    "raised": (_("Raised"), lambda scope: entries(scope).filter(RAISED)),
}
# What is added up instead of counted.
AMOUNTS = {"incentive": "amount"}
for _code, _indicator in INDICATORS.items():
    COUNTED[_indicator.whole] = (_indicator.all_label, _indicator.of)
    COUNTED[_code] = (_indicator.label, partial(_good, _indicator))


class Board:
    """All numbers of one scope, each read once; ``before`` and ``year_ago`` are the former spans."""

    def __init__(self, scope):
        self.scope = scope
        self.scopes = [scope, *scope.former()]
        self.began_on = began_on(scope)
        each = self._each(tallies)
        self.found = {code: [found[code] for found in each] for code in INDICATORS}
        self.sold = self._each(conversion_tallies)
        self.rewarded = self._each(reward_tallies)
        self.paid = self._each(incentive_tallies)

    def _each(self, count):
        """What it counts in each scope; the year before is the same days as a year ago: counted once."""
        spans = {(s.start, s.end): s for s in self.scopes}
        found = {days: count(scope) for days, scope in spans.items()}
        return [found[s.start, s.end] for s in self.scopes]

    def compares(self, scope):
        """Whether anything was recorded by the end of a former span: else its noughts say nothing."""
        return self.began_on is not None and self.began_on <= scope.last

    @cached_property
    def tiles(self):
        return tiles(self)

    @cached_property
    def channels(self):
        return channel_table(self)

    @cached_property
    def people(self):
        return people_tables(self)

    @cached_property
    def funnel(self):
        return funnel_table(*self.scopes[:2])

    @cached_property
    def mix(self):
        return mix_table(self.scope)

    @cached_property
    def waits(self):
        return wait_table(self.scope)

    @cached_property
    def trend(self):
        return trend_table(self.scope)

    @property
    def tables(self):
        charts = [self.channels, self.trend, self.funnel, self.mix, self.waits]
        return [chart.table for chart in charts] + self.people


class Dashboard(Sheet):
    """Not among the sheets, but read, listed and exported as they are."""

    code = "dashboard"
    title = _("Indicators")
    form_name = "销售指标"
    period = RANGE

    def behind(self, scope, show, by):
        show = show or next(iter(COUNTED))
        label, rows = COUNTED[show]
        rows = rows(scope)
        for name, value in by.items():
            if "\x00" in value:
                raise ValueError("no such part")
            rows = rows.filter(part(rows.model, name, value))
        return Measure(label, rows, AMOUNTS.get(show, ""))

    def figures(self, scope):
        return [Group(tile.label, tile.figures) for tile in self.board(scope).tiles]

    def tables(self, scope):
        return self.board(scope).tables

    def board(self, scope):
        return Board(scope)


class ReadOnce(Dashboard):
    """The dashboard of one board, for who asks for its tables and its figures."""

    def __init__(self, board):
        self._board = board

    def board(self, scope):
        return self._board


DASHBOARD = Dashboard()
