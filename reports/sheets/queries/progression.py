"""The monthly grade-progression table 潜在顾客等级推进表 (R9.3)."""

from collections import Counter

from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from followups.activities.models import Activity
from foundation.dates import ONE_DAY, days_of
from leads.opportunities.models import OpportunityChange, State

from ..rules import grade_each_day
from .contact_grades import contact_grades
from .grades import by_grade, open_grades
from .history import as_of
from .sheet import (
    DAY,
    MARK,
    NUMBER_COLUMN,
    Column,
    Customer,
    Figure,
    Group,
    Measure,
    Phone,
    Sheet,
    numbered,
    tally,
)

WEEKDAYS = [_("Mo"), _("Tu"), _("We"), _("Th"), _("Fr"), _("Sa"), _("Su")]
ENDS = {State.WON: "✓", State.CLOSED: "✓", State.LOST: "×"}


class Progression(Sheet):
    """One row an opportunity that was under way at some time of the month."""

    code = "progression"
    title = _("Monthly grade progression")
    form_name = "潜在顾客等级推进表"
    hint = _("Each customer's grade at every contact of the month.")
    legend = _("✓ bought · × lost")
    parts = {
        "before": "grade_before",
        "new": "grade_new",
        "then": "grade_then",
        "on": "executed_on",
    }

    def columns(self, scope):
        days = [
            Column(f"d{day.day}", str(day.day), MARK, 3, above=WEEKDAYS[day.weekday()])
            for day in self._days(scope)
        ]
        return [
            NUMBER_COLUMN,
            Column("customer", _("Customer"), width=12),
            Column("first", _("First contact"), DAY, 10),
            Column("model", _("Model"), width=12),
            Column("phone", _("Phone"), width=13),
            Column("source", _("Source code"), MARK, 5),
            Column("before", _("Carried over"), MARK, 5),
            Column("new", _("New this month"), MARK, 5),
            *days,
            Column("end", _("At the end"), MARK, 5),
            Column("consultant", _("Consultant"), width=10),
        ]

    def rows(self, scope):
        rows = self._under_way(scope).select_related("customer", "consultant")
        return numbered(rows, "consultant__full_name", "consultant", "registered_on", "pk")

    def measures(self, scope):
        rows = self._under_way(scope)
        carried = Q(state_before=State.EXECUTING)
        # Said in full: a state that was not known yet is neither equal nor unequal to anything.
        new = Q(state_before=None) | ~Q(state_before=State.EXECUTING)
        return {
            "all": Measure(_("Customers of the month"), rows),
            "carried": Measure(_("Carried over from last month"), rows.filter(carried)),
            "new": Measure(_("New this month"), rows.filter(new)),
            "end": Measure(_("At the end of the month"), rows.filter(state_then=State.EXECUTING)),
            "lost": Measure(_("Lost"), rows.filter(state_then=State.LOST)),
            "won": Measure(_("Bought"), rows.filter(state_then__in=[State.WON, State.CLOSED])),
            "contacts": Measure(_("Contacts"), self._contacts(scope)),
        }

    def figures(self, scope):
        measures = self.measures(scope)
        counted = {"carried": Counter(), "new": Counter(), "end": Counter()}
        ends = Counter()
        for (was, before, new, is_now, then), number in self._courses(scope).items():
            if was == State.EXECUTING:
                counted["carried"][before] += number
            else:
                counted["new"][new] += number
            if is_now == State.EXECUTING:
                counted["end"][then] += number
            ends[is_now] += number
        codes = open_grades(scope, *(code for found in counted.values() for code in found))
        groups = [
            by_grade(measures[name].label, name, part, counted[name], codes)
            for name, part in (("carried", "before"), ("new", "new"), ("end", "then"))
        ]
        won = ends[State.WON] + ends[State.CLOSED]
        results = [
            Figure(won, "won", label=measures["won"].label),
            Figure(ends[State.LOST], "lost", label=measures["lost"].label),
        ]
        return [*groups, Group(_("In the month"), results)]

    def lines(self, scope, rows):
        days = self._days(scope)
        grades = self._grades(scope, [row.pk for row in rows])
        for row in rows:
            on_day = grades[row.pk]
            carried = row.state_before == State.EXECUTING
            yield [
                row.number,
                Customer(row.customer.name, row.customer_id),
                row.customer.first_visit_on or row.registered_on,
                str(row.car),
                Phone(row.customer.phone, scope.shows_phones),
                row.customer.source,
                row.grade_before if carried else "",
                "" if carried else row.grade_new,
                *(on_day.get(day, "") for day in days),
                ENDS.get(row.state_then) or row.grade_then,
                str(row.consultant),
            ]

    def total(self, scope):
        measures = self.measures(scope)
        by_day = tally(measures["contacts"], "executed_on")
        everyone = self.number(scope)
        courses = self._courses(scope).items()
        carried = sum(number for (was, *_rest), number in courses if was == State.EXECUTING)
        days = [Figure(by_day.get((day,), 0), "contacts", {"on": day}) for day in self._days(scope)]
        return [
            _("Total"),
            None,
            None,
            None,
            None,
            None,
            Figure(carried, "carried"),
            Figure(everyone - carried, "new"),
            *days,
            Figure(everyone, "all"),
            None,
        ]

    def number(self, scope):
        return sum(self._courses(scope).values())

    def _courses(self, scope):
        """``{(state and grade before, grade of who is new, state and grade then): number}``, in one query."""
        if "courses" not in scope.memo:
            paths = ("state_before", "grade_before", "grade_new", "state_then", "grade_then")
            scope.memo["courses"] = tally(self.measures(scope)["all"], *paths)
        return scope.memo["courses"]

    def _days(self, scope):
        return days_of(scope.start, scope.end)

    def _under_way(self, scope):
        """Executing at some time of the month, with the owner at its end."""
        before = scope.start - ONE_DAY
        rows = as_of(scope.opportunities(), before, name="before", stands_from=scope.stands_from)
        rows = as_of(rows, scope.last, name="then", stands_from=scope.stands_from)
        changes = OpportunityChange.objects.filter(
            opportunity=OuterRef("pk"), changed_on__range=(scope.start, scope.last)
        )
        first = changes.filter(grade__isnull=False).order_by("changed_on", "pk")
        rows = rows.annotate(
            grade_new=Coalesce(Subquery(first.values("grade__code")[:1]), F("grade_before"))
        )
        begun = Exists(changes.filter(state=State.EXECUTING))
        rows = rows.filter(
            Q(ended_on=None) | Q(ended_on__gte=scope.start), registered_on__lte=scope.last
        ).filter(Q(begun) | Q(state_before=State.EXECUTING))
        people = scope.people
        return rows if people is None else rows.filter(owner_then__in=people)

    def _contacts(self, scope):
        """The contacts that stand in the table: those of its rows, whoever made them."""
        return Activity.objects.executed().filter(
            opportunity__in=self._under_way(scope).values("pk"),
            executed_on__range=(scope.start, scope.last),
        )

    def _grades(self, scope, keys):
        """``{opportunity: {day: grade after its last contact}}``."""
        found = contact_grades(keys, until=scope.last)
        return {
            pk: grade_each_day((day, after) for _key, day, _before, after in contacts)
            for pk, contacts in found.items()
        }
