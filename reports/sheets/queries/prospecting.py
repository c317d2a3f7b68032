"""The list of target customers and the list of tasks, row by row (R14.2, R14.3)."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.access.queries import zone_for, zone_of
from followups.errands.models import Errand
from foundation.dates import moments_of
from leads.companies.models import ContactPerson
from leads.prospecting.models import TargetCustomer

from .sheet import (
    DAY,
    MARK,
    NUMBER,
    NUMBER_COLUMN,
    RANGE,
    Column,
    Figure,
    Group,
    Link,
    Measure,
    Phone,
    Sheet,
    numbered,
)

LIST, PROMOTED, INACTIVE = "list", "promoted", "inactive"
ALL, DONE, LATE = "all", "done", "late"


TARGET_COLUMNS = [
    Column("name", pgettext_lazy("person", "Name"), width=16),
    Column("type", _("Customer type"), width=8),
    Column("phone", _("Phone"), width=13),
    Column("trade", _("Trade"), width=12),
    Column("size", pgettext_lazy("company", "Size"), width=12),
    Column("found_in", _("Found in"), width=10),
    Column("registered", _("Registered on"), DAY, 10),
    Column("promoted", _("Promoted on"), DAY, 10),
    Column("inactive", _("Inactive since"), DAY, 10),
    Column("consultant", _("Consultant"), width=12),
]
ERRAND_COLUMNS = [
    Column("due", pgettext_lazy("task", "Due"), width=14),
    Column("person", pgettext_lazy("task", "For"), width=10),
    Column("kind", pgettext_lazy("task", "Kind"), width=8),
    Column("priority", _("Priority"), MARK, 6),
    Column("about", pgettext_lazy("task", "About"), width=16),
    Column("text", pgettext_lazy("task", "What"), width=28),
    Column("done", pgettext_lazy("task", "Done"), width=14),
    Column("result", _("What came of it"), width=28),
    Column("given_by", _("Given by"), width=10),
]


def target_line(scope, row):
    """The values of ``TARGET_COLUMNS``."""
    return [
        Link(row.name, "followups:target", row.pk),
        row.get_customer_type_display(),
        Phone(row.phone, scope.shows_phones),
        row.trade,
        row.get_size_display(),
        row.get_found_in_display(),
        row.registered_on,
        row.promoted_on,
        row.inactive_on,
        str(row.consultant or ""),
    ]


def errand_line(scope, row):
    """The values of ``ERRAND_COLUMNS``."""
    return [
        Link(_moment(row, row.due_at), "followups:errand", row.pk),
        str(row.person),
        row.get_kind_display(),
        row.get_priority_display(),
        str(row.about or ""),
        row.text,
        _moment(row, row.done_at),
        row.result,
        str(row.given_by),
    ]


def whole_figures(sheet, scope):
    """Each measure of the sheet in all."""
    measures = sheet.measures(scope).items()
    figures = [Figure(m.rows.count(), name, label=m.label) for name, m in measures]
    return [Group(_("Total"), figures)]


class TargetList(Sheet):
    """The target customers registered in the span, with what became of them."""

    code = "target-list"
    title = pgettext_lazy("sheet", "Target list")
    form_name = "意向客户名单"
    hint = _("People and companies on the list, and what became of them.")
    period = RANGE
    reach = timedelta(days=365)

    def columns(self, scope):
        return [NUMBER_COLUMN, *TARGET_COLUMNS, Column("people", _("Contact people"), NUMBER, 8)]

    def measures(self, scope):
        rows = TargetCustomer.objects.visible_to(scope.viewer).filter(
            registered_on__range=(scope.start, scope.end)
        )
        rows = scope.narrow(rows)
        return {
            ALL: Measure(_("All"), rows),
            LIST: Measure(pgettext_lazy("target customers", "On the list"), rows.on_list()),
            PROMOTED: Measure(_("Promoted"), rows.filter(customer__isnull=False)),
            INACTIVE: Measure(_("Inactive"), rows.filter(inactive_on__isnull=False)),
        }

    def rows(self, scope):
        rows = self.measures(scope)[ALL].rows.select_related("consultant")
        return numbered(rows, "-registered_on", "-pk")

    def figures(self, scope):
        return whole_figures(self, scope)

    def lines(self, scope, rows):
        rows = list(rows)
        people = ContactPerson.objects.filter(target__in=[row.pk for row in rows], left_on=None)
        counted = dict(people.order_by().values_list("target").annotate(Count("pk")))
        for row in rows:
            yield [row.number, *target_line(scope, row), counted.get(row.pk, 0)]


class Tasks(Sheet):
    """The tasks due in the span, but for those that were cancelled."""

    code = "tasks"
    title = pgettext_lazy("sheet", "Tasks")
    form_name = "任务清单"
    hint = _("What was to be done beside the contacts of intents, and what came of it.")
    period = RANGE

    def columns(self, scope):
        return [NUMBER_COLUMN, *ERRAND_COLUMNS]

    def measures(self, scope):
        zone = zone_of(scope.store) if scope.store else zone_for(scope.viewer)
        start, end = moments_of(scope.start, scope.end, zone)
        rows = Errand.objects.visible_to(scope.viewer).filter(
            cancelled_at=None, due_at__gte=start, due_at__lt=end
        )
        rows = scope.narrow(rows, person="person")
        today, _tomorrow = moments_of(scope.today, scope.today, zone)
        return {
            ALL: Measure(_("All"), rows),
            DONE: Measure(pgettext_lazy("tasks", "Done"), rows.filter(done_at__isnull=False)),
            LATE: Measure(
                _("Overdue since an earlier day"), rows.filter(done_at=None, due_at__lt=today)
            ),
        }

    def rows(self, scope):
        rows = self.measures(scope)[ALL].rows
        rows = rows.select_related("store", "person", "given_by", "customer", "target", "event")
        return numbered(rows, "due_at", "pk")

    def figures(self, scope):
        return whole_figures(self, scope)

    def lines(self, scope, rows):
        for row in rows:
            yield [row.number, *errand_line(scope, row)]


def _moment(row, at):
    return f"{at.astimezone(ZoneInfo(row.store.time_zone)):%Y-%m-%d %H:%M}" if at else ""
