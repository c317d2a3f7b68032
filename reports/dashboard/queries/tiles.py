"""The tiles of the dashboard: each indicator with what it was before and a year ago (R9.8)."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from ...sheets.queries.sheet import MONEY, NUMBER, SHARE, Column, Figure, percent
from ..rules import OWN, Span
from .indicators import INDICATORS
from .tallies import PeriodFigure, total

SHARES = [
    ("converted", _("Conversion rate")),
    ("valid", _("Valid leads")),
    ("followed", _("Follow-up rate")),
    ("prompt", _("Answered by the next day")),
    ("kept", _("Called back in 24 hours")),
    ("overdue", _("Overdue rate")),
]


@dataclass(frozen=True)
class Change:
    """What it was over ``span``, and by how much it is more now (of shares in points).

    ``is_comparable``: whether there was anything to be compared with.
    """

    span: Span
    value: object
    more: object
    is_better: bool | None
    figures: list
    is_comparable: bool = True


@dataclass(frozen=True)
class Tile:
    """``figures``: those that the value is made of, first the part and then the whole."""

    label: str
    value: object
    column: Column
    figures: list
    changes: list


def period_of(scope):
    """How an address says the days of the scope."""
    return {"span": OWN, "start": scope.start.isoformat(), "end": scope.end.isoformat()}


def tiles(board):
    made = [_number(board, _("Leads"), "leads", [total(t).all for t in board.found["valid"]])]
    sold = [total(t).all for t in board.sold]
    made.append(_number(board, _("Conversions"), "conversions", sold))
    for code, label in SHARES:
        indicator = INDICATORS[code]
        found = [total(t) for t in board.found[code]]
        pairs = [(t.good, t.all) for t in found]
        names = (code, indicator.whole)
        made.append(_share(board, label, names, pairs, indicator.more_is_better))
    rewarded = [total(t).all for t in board.rewarded]
    made.append(_number(board, _("Conversions rewarded"), "rewarded", rewarded))
    paid = [total(t).all for t in board.paid]
    made.append(_number(board, _("Incentive pay"), "incentive", paid, MONEY))
    return made


def _number(board, label, show, values, kind=NUMBER):
    """Money is neither good nor bad: it is more or less."""
    now, *former = values
    changes = []
    for scope, value in zip(board.scopes[1:], former, strict=True):
        is_better = None if kind == MONEY else _better(now - value)
        figures = [_former(scope, value, show)]
        changes.append(_change(board, scope, value, now - value, is_better, figures))
    return Tile(label, now, Column(show, label, kind), [Figure(now, show, label=label)], changes)


def _share(board, label, names, pairs, more_is_better=True):
    column = Column(names[0], label, SHARE)
    now = percent(*pairs[0])
    changes = []
    for scope, pair in zip(board.scopes[1:], pairs[1:], strict=True):
        value = percent(*pair)
        more = None if None in (now, value) else round(now - value, 1)
        figures = [_former(scope, v, name) for v, name in zip(pair, names, strict=True)]
        is_better = _better(more, more_is_better)
        changes.append(_change(board, scope, value, more, is_better, figures))
    figures = [
        Figure(value, name, label=_LABELS[name])
        for value, name in zip(pairs[0], names, strict=True)
    ]
    return Tile(label, now, column, figures, changes)


def _change(board, scope, value, more, is_better, figures):
    """No year before, no arrow."""
    if not board.compares(scope):
        return Change(scope.span, value, None, None, figures, is_comparable=False)
    return Change(scope.span, value, more, is_better, figures)


_LABELS = {}
for _code, _indicator in INDICATORS.items():
    _LABELS[_code], _LABELS[_indicator.whole] = _indicator.label, _indicator.all_label


def _former(scope, value, show):
    return PeriodFigure(value, show, period=period_of(scope))


def _better(more, more_is_better=True):
    return (more > 0) == more_is_better if more else None
