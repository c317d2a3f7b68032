"""The registers of those who came 来店 and called 来电 (R9.1)."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.access.queries import REGISTER_ROLES
from leads.customers.rules import mask_name
from reception.models import VisitKind
from reception.queries import register_rows, sales_shown, shows_sale

from .sheet import DAY, MARK, RANGE, Column, Customer, Figure, Group, Measure, Phone, Sheet

COMMON_NOTES = (
    _("Grade: as judged on the day of the entry."),
    _("Whoever leaves a number is called back within 24 hours to confirm the grade."),
    _("The consultant confirms their line, the manager checks each line of the day."),
)


class Register(Sheet):
    """One row a visitor, also one who left no data."""

    kind = ""
    period = RANGE
    reach = timedelta(0)
    roles = REGISTER_ROLES

    def columns(self, scope):
        return [
            Column("name", _("Name"), width=12),
            Column("date", _("Date"), DAY, 10),
            *self.times(),
            Column("phone", _("Phone"), width=13),
            Column("address", _("Address"), width=18),
            Column("ordered", _("Ordered on the spot"), MARK, 7),
            Column("grade", _("Grade"), MARK, 7),
            Column("model", _("Model, version, colour"), width=16),
            Column("consultant", _("Consultant"), width=10),
            Column("confirmed", _("Consultant confirms"), width=12),
            Column("checked", _("Manager's check"), width=10),
            Column("note", _("Note"), width=30),
        ]

    def times(self):
        return [Column("in", _("Time in"), MARK, 7), Column("out", _("Time out"), MARK, 7)]

    def rows(self, scope):
        return self._rows(scope).order_by("on", "arrived_at", "pk")

    def measures(self, scope):
        rows = self._rows(scope)
        ordered = sales_shown(rows.filter(ordered_on_spot=True), scope.viewer)
        return {
            "all": Measure(_("Registered"), rows),
            "named": Measure(_("Left a number"), rows.exclude(phone="", customer=None)),
            "ordered": Measure(_("Ordered on the spot"), ordered),
            "unchecked": Measure(_("Not checked yet"), rows.filter(checked_at=None)),
        }

    def figures(self, scope):
        return [
            Group(
                _("Total"),
                [
                    Figure(measure.rows.count(), name, label=measure.label)
                    for name, measure in self.measures(scope).items()
                ],
            )
        ]

    def lines(self, scope, rows):
        for visit in rows:
            yield [
                _visitor(scope, visit),
                visit.on,
                *self.times_of(visit),
                _number(scope, visit),
                visit.address,
                *_sale(scope, visit),
                str(visit.consultant),
                _signed(visit, visit.consultant, visit.confirmed_at),
                _signed(visit, visit.checked_by, visit.checked_at),
                visit.note,
            ]

    def times_of(self, visit):
        return [_time(visit, visit.arrived_at), _time(visit, visit.left_at)]

    def _rows(self, scope):
        rows = register_rows(
            scope.viewer, kind=self.kind, since=scope.start, until=scope.last
        ).select_related("opportunity__grade")
        return scope.narrow(rows)


class WalkIns(Register):
    code = "walk-ins"
    title = _("Walk-in register")
    form_name = "来店顾客登记表"
    hint = _("Who came into the store, when, and who received them.")
    kind = VisitKind.WALK_IN
    notes = (
        _("One line for each party that comes in, whether or not it leaves a name."),
        _("Ordered on the spot: ✓ for who ordered on their first visit."),
        *COMMON_NOTES,
    )


class CallIns(Register):
    code = "call-ins"
    title = _("Call-in register")
    form_name = "来电顾客登记表"
    hint = _("Who called, when, and who took the call.")
    kind = VisitKind.CALL_IN
    notes = (
        _("One line for each caller, whether or not they leave a name."),
        _("First contact: ✓ where the store did not know the caller before."),
        _("Ordered on the spot: ✓ for who ordered at their first contact."),
        *COMMON_NOTES,
    )

    def times(self):
        return [
            Column("at", _("Time of the call"), MARK, 7),
            Column("first", _("First contact"), MARK, 7),
        ]

    def times_of(self, visit):
        return [_time(visit, visit.arrived_at), "✓" if visit.is_first_contact else ""]


def _time(visit, moment):
    if moment is None:
        return ""
    return timezone.localtime(moment, ZoneInfo(visit.store.time_zone)).strftime("%H:%M")


def _signed(visit, person, moment):
    """Who signed by a tap, and when: the time alone on the day itself."""
    if moment is None:
        return ""
    at = timezone.localtime(moment, ZoneInfo(visit.store.time_zone))
    return f"{person} {at:%H:%M}" if at.date() == visit.on else f"{person} {at:%m-%d %H:%M}"


def _visitor(scope, visit):
    customer = visit.customer
    if customer and scope.opens(customer):
        return Customer(customer.name, customer.pk)
    return visit.name or (mask_name(customer.name) if customer else _("left no data"))


def _number(scope, visit):
    number = visit.phone or (visit.customer.phone if visit.customer else "")
    is_open = bool(visit.customer) and scope.shows_phones and scope.opens(visit.customer)
    return Phone(number, is_open) if number else None


def _sale(scope, visit):
    """Ordered on the spot, grade and model; empty where they are not for the viewer's eyes (R1.3)."""
    if not shows_sale(scope.viewer, visit):
        return ["", "", ""]
    model = visit.opportunity.described if visit.opportunity else ""
    return ["✓" if visit.ordered_on_spot else "", visit.grade_code, model]


def visit_line(scope, visit):
    """A visitor among the rows behind a figure."""
    return [
        _visitor(scope, visit),
        _number(scope, visit),
        visit.on,
        _time(visit, visit.arrived_at),
        visit.get_kind_display(),
        visit.note,
        str(visit.consultant),
    ]
