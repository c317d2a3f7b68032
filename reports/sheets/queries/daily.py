"""The daily report of sales activities 销售活动日报表 (R9.4)."""

from collections import Counter
from dataclasses import replace

from django.db.models import BooleanField, Case, Exists, ExpressionWrapper, OuterRef, Q, Value, When
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from followups.activities.models import Mode
from followups.support.models import SupportRequest
from foundation.dates import ONE_DAY
from leads.customers.models import Source
from leads.opportunities.models import OpportunityChange, State
from orders.orders.models import Order

from .contact_grades import contact_grades
from .grades import open_grades
from .history import as_of, at_the_start, latest
from .sheet import (
    DATE,
    MARK,
    NUMBER,
    NUMBER_COLUMN,
    Column,
    Customer,
    Figure,
    Measure,
    Phone,
    Sheet,
    Table,
    numbered,
    tally,
)

FACE_TO_FACE = (Mode.STORE_VISIT, Mode.HOME_VISIT, Mode.TEST_DRIVE)
CARE, PROGRESS, PROSPECTING = "care", "progress", "prospecting"
WORK = {
    CARE: pgettext_lazy("daily report", "Care"),
    PROGRESS: pgettext_lazy("daily report", "Progress"),
    PROSPECTING: pgettext_lazy("daily report", "Prospecting"),
}
# The month's running totals: what is counted, and by which date of its rows.
TOTALS = {
    "contacts": (pgettext_lazy("daily report", "Contacts"), "executed_on"),
    "effective": (_("Effective contacts"), "executed_on"),
    "visits": (_("Visits"), "executed_on"),
    CARE: (WORK[CARE], "executed_on"),
    PROGRESS: (WORK[PROGRESS], "executed_on"),
    PROSPECTING: (WORK[PROSPECTING], "executed_on"),
    "new": (_("New prospects"), "registered_on"),
    "sold": (_("Sold"), "ordered_on"),
    "lost": (_("Lost"), "lost_on"),
}
BEFORE, TODAY, TO_DATE = "before", "today", "month"
SPANS = {
    BEFORE: pgettext_lazy("day", "Carried over"),
    TODAY: _("Today"),
    TO_DATE: _("This month to date"),
}
PROSPECTS = {
    "prospects_before": pgettext_lazy("day", "Carried over"),
    "prospects_new": _("New today"),
    "prospects": _("To date"),
}


class DailyReport(Sheet):
    """One row a contact of the day; the figures above it are as of its close."""

    code = "daily"
    title = _("Daily report of sales activities")
    form_name = "销售活动日报表"
    hint = _("Each contact of a day, prospects by grade, the month so far.")
    period = DATE
    parts = {"grade": "grade_then"}
    notes = (
        _("Care: customers whose car is delivered, from the day of the delivery on."),
        _("Progress: contacts of prospects of the grades H, A, B and C."),
        _("Prospecting: only customers whom the consultant found themselves, source 5."),
        _("Carried over: as it stood at the close of the day before."),
    )

    def columns(self, scope):
        return [
            NUMBER_COLUMN,
            Column("customer", _("Customer"), width=12),
            Column("model", _("Model"), width=12),
            Column("phone", _("Phone"), width=13),
            *(Column(code, label, MARK, 7) for code, label in WORK.items()),
            Column("before", _("Before"), MARK, 7),
            Column("after", _("After"), MARK, 7),
            Column("mode", _("Mode"), width=10),
            Column("remarks", _("Remarks"), width=40),
            Column("consultant", _("Consultant"), width=10),
        ]

    def rows(self, scope):
        rows = _with_work(scope.contacts()).select_related("opportunity__customer", "consultant")
        return numbered(rows, "consultant__full_name", "consultant", "executed_at", "pk")

    def measures(self, scope):
        found = {
            f"{name}_{span}": Measure(_label(name, span), rows)
            for span, days in _spans(scope).items()
            for name, rows in _counted(scope, days).items()
        }
        known = _as_of_close(scope)
        standing = {"state_then": State.EXECUTING, "ordered_then": False}
        was = {"state_before": State.EXECUTING, "ordered_before": False}
        return {
            **found,
            "prospects_before": Measure(
                _("Prospects carried over"),
                _owned_then(scope, "before").filter(
                    Q(ended_on=None) | Q(ended_on__gte=scope.last), **was
                ),
                parts={"grade": "grade_before"},
            ),
            "prospects_new": Measure(
                _("New prospects today"), known.filter(registered_on=scope.last)
            ),
            "prospects": Measure(_("Prospects to date"), known.filter(**standing)),
        }

    def tables(self, scope):
        measures = self.measures(scope)
        return [self._prospects(scope, measures), self._totals(scope, measures), _support(scope)]

    def _prospects(self, scope, measures):
        counted = {
            name: {
                code: n
                for (code,), n in tally(
                    measures[name], (measures[name].parts or self.parts)["grade"]
                ).items()
            }
            for name in PROSPECTS
        }
        codes = open_grades(scope, *(code for found in counted.values() for code in found))
        lines = [
            [
                label,
                *(Figure(counted[name].get(code, 0), name, {"grade": code}) for code in codes),
                Figure(sum(counted[name].values()), name),
            ]
            for name, label in PROSPECTS.items()
        ]
        columns = [
            Column("of", _("Prospects"), width=14),
            *(Column(f"g{n}", code, NUMBER, 6) for n, code in enumerate(codes)),
            Column("all", _("Total"), NUMBER, 8),
        ]
        return Table(_("Prospects by grade"), columns, lines)

    def _totals(self, scope, measures):
        lines, counted = [], _contacts_by_day(measures[f"contacts_{TO_DATE}"])
        for name, (label, by_day) in TOTALS.items():
            found = counted.get(name)
            if found is None:
                found = tally(measures[f"{name}_{TO_DATE}"], by_day)
            to_date = sum(found.values())
            today = found.get((scope.start,), 0)
            numbers = {BEFORE: to_date - today, TODAY: today, TO_DATE: to_date}
            lines.append([label, *(Figure(numbers[span], f"{name}_{span}") for span in SPANS)])
        columns = [
            Column("of", _("Number"), width=14),
            *(Column(span, label, NUMBER, 10) for span, label in SPANS.items()),
        ]
        return Table(_("The month so far"), columns, lines)

    def lines(self, scope, rows):
        opportunities = list({row.opportunity_id for row in rows})
        found = contact_grades(opportunities, until=scope.last)
        grades = {
            key: (before, after)
            for contacts in found.values()
            for key, _day, before, after in contacts
        }
        for row in rows:
            before, after = grades[row.pk]
            customer = row.opportunity.customer
            yield [
                row.number,
                Customer(customer.name, customer.pk),
                str(row.opportunity.car),
                Phone(customer.phone, scope.shows_phones),
                *("✓" if getattr(row, f"is_{code}") else "" for code in WORK),
                before,
                after,
                row.get_mode_display(),
                " / ".join(filter(None, [row.content, row.feedback])),
                str(row.consultant),
            ]


def _label(name, span):
    return f"{TOTALS[name][0]} · {SPANS[span]}"


def _spans(scope):
    begin, day = scope.start.replace(day=1), scope.start
    return {BEFORE: (begin, day - ONE_DAY), TODAY: (day, day), TO_DATE: (begin, day)}


def _counted(scope, days):
    """``{name of TOTALS: rows of the days}``, the opportunities as they were at the close of the sheet's day."""
    contacts = _with_work(replace(scope, start=days[0], end=days[1]).contacts())
    known = _as_of_close(scope)
    lost = known.annotate(lost_on=latest("changed_on", on=scope.last, known="state"))
    return {
        "contacts": contacts,
        "effective": contacts.filter(is_effective=True),
        "visits": contacts.filter(mode__in=FACE_TO_FACE),
        **{name: contacts.filter(**{f"is_{name}": True}) for name in WORK},
        "new": known.filter(registered_on__range=days),
        "sold": _sold(scope, days),
        "lost": lost.filter(state_then=State.LOST, lost_on__range=days),
    }


def _contacts_by_day(contacts):
    """``{name of TOTALS: {(day,): number}}`` of those that count contacts, in one query over them."""
    found = {name: Counter() for name in ("contacts", "effective", "visits", *WORK)}
    marks = tally(contacts, "executed_on", "is_effective", "mode", *(f"is_{name}" for name in WORK))
    for (day, is_effective, mode, *work), number in marks.items():
        is_of = [True, is_effective, mode in FACE_TO_FACE, *work]
        for name, counts in zip(found, is_of, strict=True):
            if counts:
                found[name][day,] += number
    return found


def _with_work(contacts):
    """Adds what a contact is: ``is_care``, ``is_progress``, ``is_prospecting`` (R9.4).

    Care is that of a car that is delivered, from that day on; progress that of whoever began the day as a
    prospect; prospecting that of customers of source 5 until they have their car.
    """
    of_it = {"opportunity": OuterRef("opportunity")}
    delivered = Order.objects.standing().filter(**of_it, delivered_on__lte=OuterRef("executed_on"))
    ended = OpportunityChange.objects.filter(
        **of_it, state__in=[State.WON, State.CLOSED], changed_on__lt=OuterRef("executed_on")
    )
    as_the_day_began = at_the_start(
        "grade__is_ordered", day=OuterRef("executed_on"), known="grade", of="opportunity"
    )
    # Few ever order, and only of them it matters when.
    ordered = OpportunityChange.objects.filter(**of_it, grade__is_ordered=True)
    rows = contacts.annotate(
        is_care=_true(Q(opportunity__bought_elsewhere=True) | Exists(delivered) | Exists(ended)),
        has_ordered=Case(When(Exists(ordered), then=as_the_day_began), default=Value(False)),
    )
    own = Q(is_care=False, opportunity__customer__source=Source.PROSPECTING)
    return rows.annotate(
        is_progress=_true(Q(is_care=False, has_ordered=False)), is_prospecting=_true(own)
    )


def _true(condition):
    return ExpressionWrapper(condition, BooleanField())


def _as_of_close(scope):
    """Opportunities that were known by the close of the day, of who had them then."""
    rows = _owned_then(scope, "then")
    return rows.filter(Q(ended_on=None) | Q(ended_on__gte=scope.last.replace(day=1)))


def _owned_then(scope, name):
    """Opportunities as of the close of the day (``then``) or of the day before it (``before``)."""
    on = scope.last if name == "then" else scope.last - ONE_DAY
    rows = scope.opportunities().filter(registered_on__lte=on)
    rows = as_of(rows, on, name=name, stands_from=scope.stands_from)
    people = scope.people
    return rows if people is None else rows.filter(**{f"owner_{name}__in": people})


def _sold(scope, days):
    """Orders of the days that stood at the close of the sheet's day."""
    rows = Order.objects.visible_to(scope.viewer).filter(ordered_on__range=days)
    rows = rows.filter(Q(cancelled_on=None) | Q(cancelled_on__gt=scope.last))
    return scope.narrow(rows)


def _support(scope):
    """What the consultants want of their manager, with the answer; an empty line to be filled in by hand."""
    rows = SupportRequest.objects.visible_to(scope.viewer).filter(on=scope.start)
    rows = scope.narrow(rows).select_related("consultant", "answered_by").order_by("asked_at", "pk")
    lines = [
        [str(row.consultant), row.text, row.answer, str(row.answered_by or "")] for row in rows
    ]
    columns = [
        Column("consultant", _("Consultant"), width=10),
        Column("text", _("Support wanted"), width=40),
        Column("answer", _("Answer"), width=40),
        Column("by", _("Answered by"), width=10),
    ]
    return Table(_("Support wanted"), columns, lines or [[""] * len(columns)])
