"""What the scores of a store's month count, and how they are listed (R13.3)."""

from decimal import Decimal

from django.db.models import Count, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.people.models import Role, User
from followups.activities.models import Activity
from foundation.months import month_of

from ..sheets.queries.lead_rows import measures_of
from ..sheets.queries.scope import Scope
from ..sheets.queries.sheet import NUMBER, Column, Sheet, Table, tally
from .models import PART_LABELS, Score
from .rules import PARTS, Counted, honoured

# As the sheet of leads counts them, so that it shows the rows behind each.
COUNTED = {"leads": "counted", "assigned": "assigned", "followed": "followed", "ordered": "ordered"}
SUMMED = ("leads", "assigned", "followed", "ordered", "asked", "satisfied", "people")
FIGURES = {
    "leads": gettext_lazy("Leads"),
    "assigned": pgettext_lazy("lead", "Assigned"),
    "followed": gettext_lazy("Followed up"),
    "ordered": gettext_lazy("Became an order"),
    "asked": gettext_lazy("Buyers asked"),
    "mean": gettext_lazy("Satisfaction, of 5"),
}


def count(store, month, *, viewer, today):
    """``(people, teams, marketing)``: ``{person key: Counted}`` of sellers and marketing, ``{manager key:
    Counted}`` of departments, and marketing's own, ``None`` where nobody works in it.

    In a fixed number of queries. Sellers answer for the leads that are theirs, marketing for those they took in,
    and as a department for all.
    """
    scope = Scope(viewer, *month_of(month), today, store=store)
    measures = {name: measures_of(scope)[measure] for name, measure in COUNTED.items()}
    owned = {name: tally(measure, "owner") for name, measure in measures.items()}
    taken_in = {name: tally(measure, "recorded_by") for name, measure in measures.items()}
    answers = _answers(scope)
    sellers, marketing = _people(store)
    people = {
        person.pk: _counted(owned, person.pk, *answers.get(person.pk, (0, 0))) for person in sellers
    }
    teams = {}
    for person in sellers:
        if person.manager_id:
            teams.setdefault(person.manager_id, []).append(people[person.pk])
    people |= {person.pk: _counted(taken_in, person.pk) for person in marketing}
    of_all = {name: sum(found.values()) for name, found in owned.items()}
    asked, satisfied = (
        (sum(each) for each in zip(*answers.values(), strict=True)) if answers else (0, 0)
    )
    whole = Counted(**of_all, asked=asked, satisfied=satisfied, people=len(marketing))
    return (
        people,
        {key: _together(rows) for key, rows in teams.items()},
        whole if marketing else None,
    )


def _people(store):
    rows = User.objects.filter(store=store, is_active=True).order_by("full_name", "pk")
    sellers = list(rows.filter(role=Role.CONSULTANT))
    return sellers, list(rows.filter(role=Role.MARKETING))


def _counted(found, key, asked=0, satisfied=0):
    numbers = {name: counts.get((key,), 0) for name, counts in found.items()}
    return Counted(**numbers, asked=asked, satisfied=satisfied)


def _together(rows):
    return Counted(**{name: sum(getattr(row, name) for row in rows) for name in SUMMED})


def _answers(scope):
    """``{consultant: (answers, their sum)}`` of buyers asked in the month."""
    rows = Activity.objects.executed().filter(
        opportunity__store=scope.store,
        executed_on__range=(scope.start, scope.end),
        satisfaction__isnull=False,
    )
    rows = rows.order_by().values_list("consultant")
    return {
        person: (number, whole)
        for person, number, whole in rows.annotate(Count("pk"), Sum("satisfaction"))
    }


def scores_for(user, month):
    """The scores of the month that the user may see: departments first, then the best first."""
    rows = Score.objects.visible_to(user).filter(month=month)
    rows = list(rows.select_related("person", "team", "appeal"))
    return sorted(rows, key=lambda row: (not row.is_department, -(row.final or -1), str(row)))


def parts_of(score):
    """``(label, weight, points or None)`` of each part."""
    return [
        (PART_LABELS[name], score.month.weights[name], decimal_of(score.points[name]))
        for name in PARTS
    ]


def figures_of(score):
    """``(label, value)`` of what was counted."""
    numbers = score.figures
    mean = Decimal(numbers["satisfied"]) / numbers["asked"] if numbers["asked"] else None
    values = numbers | {"mean": None if mean is None else round(mean, 1)}
    return [(label, values[name]) for name, label in FIGURES.items()]


def decimal_of(text):
    return None if text is None else Decimal(text)


def honours_of(month):
    """``(place, person, points)`` of the list of honours 表彰 of a signed month."""
    rows = Score.objects.filter(month=month, person__isnull=False).select_related("person")
    found = {row.pk: row for row in rows}
    best = honoured({key: row.final for key, row in found.items()}, month.honours)
    return [(place, found[key].person, found[key].final) for place, key in best]


class ScoreSheet(Sheet):
    """The scores of one month for the payroll; not among the sheets, but written as they are."""

    code = "scores"
    title = gettext_lazy("Monthly scores")

    def __init__(self, scores):
        self.scores = scores

    def tables(self, scope):
        columns = [
            Column("department", _("Department"), width=16),
            Column("person", _("Person"), width=14),
            Column("username", _("Log-in name"), width=14),
            *(Column(name, label, NUMBER, 10) for name, label in FIGURES.items()),
            *(Column(name, PART_LABELS[name], NUMBER, 10) for name in PARTS),
            Column("total", _("Points counted"), NUMBER, 10),
            Column("final", _("Points that count"), NUMBER, 10),
        ]
        return [Table(self.title, columns, [self._line(score) for score in self.scores])]

    def _line(self, score):
        person = score.person
        return [
            department_of(score),
            str(person or ""),
            person.username if person else "",
            *(value for _label, value in figures_of(score)),
            *(decimal_of(score.points[name]) for name in PARTS),
            score.total,
            score.final,
        ]


def department_of(score):
    """The name of the department that a score is of, or that its person was in."""
    return str(score.team) if score.team_id else _("Marketing")
