"""What the scores of a store's month count, and how they are listed (R13.3)."""

from dataclasses import replace
from decimal import Decimal

from django.db.models import Count, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.access.queries import zone_of
from accounts.people.models import Role, User
from followups.activities.models import Activity
from foundation.dates import moments_of
from foundation.months import month_of
from service.surveys.models import Survey
from service.surveys.rules import MOST, mean_of

from ..sheets.queries.lead_rows import measures_of
from ..sheets.queries.scope import Scope
from ..sheets.queries.sheet import NUMBER, Column, Sheet, Table, tally
from .models import PART_LABELS, Score
from .rules import (
    CONVERSION,
    FOLLOW_UP,
    LEADS,
    MOST_SATISFIED,
    PARTS,
    SATISFACTION,
    Counted,
    honoured,
)

# As the sheet of leads counts them, so that it shows the rows behind each.
COUNTED = {"leads": "counted", "assigned": "assigned", "followed": "followed", "ordered": "ordered"}
SAID = ("asked", "satisfied", "surveyed", "said")
SUMMED = ("leads", "assigned", "followed", "ordered", *SAID, "people")
FIGURES = {
    "leads": gettext_lazy("Leads"),
    "assigned": pgettext_lazy("lead", "Assigned"),
    "followed": gettext_lazy("Followed up"),
    "ordered": gettext_lazy("Became an order"),
    "asked": gettext_lazy("Buyers asked"),
    "mean": gettext_lazy("Satisfaction, of 5"),
    "surveyed": gettext_lazy("Surveys answered"),
    "surveyed_mean": gettext_lazy("Satisfaction, of 10"),
}


def count(store, month, *, viewer, today):
    """``(people, teams, marketing, managers)`` of the store as it was on the month's last day.

    ``people``: ``{person key: Counted}`` of sellers and marketing; ``teams``: ``{manager key: Counted}``;
    ``marketing``: of the department, ``None`` where nobody worked in it; ``managers``: ``{seller: manager}``.
    In a fixed number of queries. Sellers answer for the leads that are theirs by now, marketing for those they
    took in, and as a department for all. What a manager sold themselves counts for their department.
    """
    scope = Scope(viewer, *month_of(month), today, store=store)
    all_measures = measures_of(scope)
    measures = {name: all_measures[measure] for name, measure in COUNTED.items()}
    owned = {name: tally(measure, "owner") for name, measure in measures.items()}
    taken_in = {name: tally(measure, "recorded_by") for name, measure in measures.items()}
    answers, of_all_answers = _answers(scope)
    sellers, marketing = _people(store, scope.end)
    people = {key: _counted(owned, key, answers.get(key)) for key in sellers}
    teams = {}
    for key, manager in sellers.items():
        if manager:
            teams.setdefault(manager, []).append(people[key])
    for manager, rows in teams.items():
        own = _counted(owned, manager, answers.get(manager))
        rows.append(replace(own, people=0))
    people |= {key: _counted(taken_in, key) for key in marketing}
    of_all = {name: sum(found.values()) for name, found in owned.items()}
    whole = Counted(**of_all, **of_all_answers, people=len(marketing))
    found = {key: _together(rows) for key, rows in teams.items()}
    return people, found, whole if marketing else None, sellers


def _people(store, on):
    """``({seller: manager}, [marketing])`` who worked in the store at the close of the day."""
    _begin, close = moments_of(on, on, zone_of(store))
    then = User.history.filter(history_date__lt=close).latest_of_each().filter(store=store)
    known = User.history.order_by().values("id")
    # Whoever was entered before there was a history is as they are.
    rows = User.objects.filter(store=store).exclude(pk__in=known)
    people = [*then, *rows]
    people = sorted((each for each in people if each.is_active), key=lambda each: each.full_name)
    sellers = {each.id: each.manager_id for each in people if each.role == Role.CONSULTANT}
    return sellers, [each.id for each in people if each.role == Role.MARKETING]


def _counted(found, key, answers=None):
    numbers = {name: counts.get((key,), 0) for name, counts in found.items()}
    return Counted(**numbers, **(answers or {}))


def _together(rows):
    return Counted(**{name: sum(getattr(row, name) for row in rows) for name in SUMMED})


def _answers(scope):
    """``({consultant: numbers}, numbers of the store)`` of what customers answered in the month.

    Surveys, where the store's customers answered any; else the marks that buyers gave when they were cared
    for. A person and a team answer for what may be read to them alone; the store for all (R1.3, R11.5).
    """
    rows = Survey.objects.filter(store=scope.store, answered_on__range=(scope.start, scope.end))
    if not rows.exists():
        return _marks(scope)
    found = {
        person: {"surveyed": number, "said": whole}
        for person, number, whole in rows.filter(is_anonymous=False, consultant__isnull=False)
        .order_by()
        .values_list("consultant")
        .annotate(Count("pk"), Sum("points"))
    }
    whole = rows.aggregate(surveyed=Count("pk"), said=Sum("points"))
    return found, whole


def _marks(scope):
    rows = Activity.objects.executed().filter(
        opportunity__store=scope.store,
        executed_on__range=(scope.start, scope.end),
        satisfaction__isnull=False,
    )
    rows = rows.order_by().values_list("consultant")
    found = {
        person: {"asked": number, "satisfied": whole}
        for person, number, whole in rows.annotate(Count("pk"), Sum("satisfaction"))
    }
    whole = {name: sum(each[name] for each in found.values()) for name in ("asked", "satisfied")}
    return found, whole


def scores_for(user, month):
    """The scores of the month that the user may see: departments first, then the best first."""
    rows = Score.objects.visible_to(user).filter(month=month)
    rows = list(rows.select_related("person", "team", "appeal"))
    return sorted(rows, key=lambda row: (not row.is_department, -(row.final or -1), str(row)))


def parts_of(score):
    """``(label, weight, what earns all points, points or None)`` of each part."""
    month = score.month
    full = {
        LEADS: month.leads_wanted * score.figures["people"],
        FOLLOW_UP: "100 %",
        CONVERSION: f"{month.conversion_wanted} %",
        SATISFACTION: MOST if score.figures.get("surveyed") else MOST_SATISFIED,
    }
    return [
        (PART_LABELS[name], month.weights[name], full[name], decimal_of(score.points[name]))
        for name in PARTS
    ]


def figures_of(score):
    """``(label, value)`` of what was counted."""
    numbers = score.figures
    mean = Decimal(numbers["satisfied"]) / numbers["asked"] if numbers["asked"] else None
    # A month that was drawn up before there were surveys has none.
    surveyed = {name: numbers.get(name, 0) for name in ("surveyed", "said")}
    values = numbers | surveyed | {"mean": None if mean is None else round(mean, 1)}
    values["surveyed_mean"] = mean_of(surveyed["said"], surveyed["surveyed"])
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
            score.department,
            str(person or ""),
            person.username if person else "",
            *(value for _label, value in figures_of(score)),
            *(decimal_of(score.points[name]) for name in PARTS),
            score.total,
            score.final,
        ]
