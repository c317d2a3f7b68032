"""The indicators by store, team and consultant, so far as the viewer sees several (R9.8, R1.3)."""

from django.utils.translation import gettext_lazy as _

from accounts.access.queries import stores_of
from accounts.people.models import User

from ...sheets.queries.sheet import MONEY, NUMBER, SHARE, Column, Figure, Table
from .channels import FORMER, rates
from .indicators import INDICATORS
from .tallies import PERSON, STORE, Tally, summed

# Heads of all rows and of the good ones.
SHOWN = {
    "followed": (_("Under way"), _("Followed up")),
    "overdue": (_("Plans due"), _("Overdue")),
    "prompt": (_("To answer"), _("By next day")),
}
TITLES = {"store": _("By store"), "team": _("By team"), "person": _("By consultant")}
HEADS = {"store": _("Store"), "team": _("Team"), "person": _("Consultant")}


def _columns(level):
    columns = [
        Column("name", HEADS[level], width=14),
        Column("leads", _("Leads"), NUMBER, 8),
        Column("converted", _("Became an order"), NUMBER, 8),
        *FORMER,
    ]
    for code, (all_label, label) in SHOWN.items():
        columns.append(Column(INDICATORS[code].whole, all_label, NUMBER, 8))
        columns.append(Column(code, label, NUMBER, 8))
        columns.append(Column(f"{code}_share", "%", SHARE, 8))
    return [
        *columns,
        Column("conversions", _("Conversions"), NUMBER, 8),
        Column("rewarded", _("Rewarded"), NUMBER, 8),
        Column("incentive", _("Incentive pay"), MONEY, 12),
    ]


def levels(scope):
    """By what the figures are told apart: a region by store, a store by team and person, a team by person."""
    viewer = scope.viewer
    if scope.person or viewer.is_consultant:
        return []
    if scope.team or viewer.is_manager:
        return ["person"]
    return ["team", "person"] if viewer.store_id or scope.store else ["store", "team"]


def people_tables(board):
    """A table of each level; who the keys are is read in one query."""
    shown = levels(board.scope)
    if not shown:
        return []
    every = [
        *board.sold,
        board.paid[0],
        *(tallies for found in board.found.values() for tallies in found),
    ]
    keys = {key[PERSON] for tallies in every for key in tallies}
    people = User.objects.filter(pk__in=keys).select_related("manager").in_bulk()
    return [_table(board, level, people) for level in shown]


def _table(board, level, people):
    place, names, shown = PERSON, None, people
    if level == "store":
        place = STORE
        shown = stores_of(board.scope.viewer).in_bulk()
    if level == "team":
        # Who has no manager stands alone.
        leaders = {key: person.manager or person for key, person in people.items()}
        names = {key: leader.pk for key, leader in leaders.items()}
        shown = {leader.pk: leader for leader in leaders.values()}

    def of(found):
        return summed(found, place, names)

    found = {code: [of(tallies) for tallies in board.found[code]] for code in board.found}
    sold = [of(tallies) for tallies in board.sold]
    rewarded, paid = of(board.rewarded[0]), of(board.paid[0])
    now = [sold[0], paid, *(found[code][0] for code in found)]
    keys = sorted({key for sums in now for key in sums}, key=lambda key: (str(shown[key]), key))
    lines = []
    for key in keys:
        by = {level: key}
        line = [
            str(shown[key]),
            Figure(found["valid"][0].get(key, Tally()).all, "leads", by),
            Figure(found["converted"][0].get(key, Tally()).good, "converted", by),
            *rates(found["converted"], key),
        ]
        for code in SHOWN:
            tally = found[code][0].get(key, Tally())
            line += [Figure(tally.all, INDICATORS[code].whole, by), Figure(tally.good, code, by)]
            line.append(tally.share)
        for code, sums in (("conversions", sold[0]), ("rewarded", rewarded)):
            line.append(Figure(sums.get(key, Tally()).all, code, by))
        lines.append([*line, Figure(paid.get(key, Tally()).all, "incentive", by)])
    return Table(TITLES[level], _columns(level), lines)
