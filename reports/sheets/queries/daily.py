"""The daily report of sales activities 销售活动日报表 (R9.4)."""

from dataclasses import replace

from django.db.models import Case, CharField, Exists, OuterRef, Q, Value, When
from django.utils.translation import gettext_lazy as _

from followups.activities.models import Activity, Mode, Purpose
from leads.opportunities.models import OpportunityChange, State
from orders.orders.models import Order

from .contact_grades import contact_grades
from .grades import by_grade, open_grades
from .history import as_of
from .sheet import DATE, MARK, Column, Customer, Figure, Group, Measure, Phone, Sheet, tally

FACE_TO_FACE = (Mode.STORE_VISIT, Mode.HOME_VISIT, Mode.TEST_DRIVE)
CARE, PROGRESS, PROSPECTING = "care", "progress", "prospecting"
WORK = {CARE: _("Care"), PROGRESS: _("Progress"), PROSPECTING: _("Prospecting")}


class DailyReport(Sheet):
    """One row a contact of the day; the figures above it are as of its close."""

    code = "daily"
    title = _("Daily report of sales activities")
    form_name = "销售活动日报表"
    hint = _("Each contact of a day, prospects by grade, the month so far.")
    period = DATE
    blank_fields = (_("Support wanted"),)
    parts = {"grade": "grade_then", "work": "work"}

    def columns(self, scope):
        return [
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
        return rows.order_by("consultant__full_name", "consultant", "executed_at", "pk")

    def measures(self, scope):
        today = _with_work(scope.contacts())
        month = replace(scope, start=scope.start.replace(day=1))
        so_far = month.contacts()
        opportunities = _as_of_close(scope)
        days = (month.start, scope.last)
        lost = OpportunityChange.objects.filter(
            opportunity=OuterRef("pk"), changed_on__range=days, state=State.LOST
        )
        return {
            "contacts": Measure(_("Contacts today"), today),
            "visits": Measure(_("Visits today"), today.filter(mode__in=FACE_TO_FACE)),
            "prospects": Measure(
                _("Prospects to date"),
                opportunities.filter(state_then=State.EXECUTING, ordered_then=False),
            ),
            "sold": Measure(_("Sold this month to date"), _sold(scope, days)),
            "month_contacts": Measure(_("Contacts this month"), so_far),
            "month_effective": Measure(
                _("Effective contacts this month"), so_far.filter(is_effective=True)
            ),
            "month_visits": Measure(_("Visits this month"), so_far.filter(mode__in=FACE_TO_FACE)),
            "month_new": Measure(
                _("New prospects this month"), opportunities.filter(registered_on__range=days)
            ),
            "month_lost": Measure(
                _("Lost this month"), opportunities.filter(Exists(lost), state_then=State.LOST)
            ),
        }

    def figures(self, scope):
        measures = self.measures(scope)

        def counted(*names):
            return [
                Figure(measures[name].rows.count(), name, label=measures[name].label)
                for name in names
            ]

        grades = {code: n for (code,), n in tally(measures["prospects"], "grade_then").items()}
        work = {code: n for (code,), n in tally(measures["contacts"], "work").items()}
        today = [
            Figure(work.get(code, 0), "contacts", {"work": code}, label=label)
            for code, label in WORK.items()
        ]
        so_far = ("month_contacts", "month_effective", "month_visits", "month_new", "month_lost")
        return [
            by_grade(
                measures["prospects"].label,
                "prospects",
                "grade",
                grades,
                open_grades(scope, *grades),
            ),
            Group(_("Sold"), counted("sold")),
            Group(_("Today"), [*counted("contacts", "visits"), *today]),
            Group(_("The month so far"), counted(*so_far)),
        ]

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
                Customer(customer.name, customer.pk),
                row.opportunity.model,
                Phone(customer.phone, scope.shows_phones),
                *("✓" if row.work == code else "" for code in WORK),
                before,
                after,
                row.get_mode_display(),
                " / ".join(filter(None, [row.content, row.feedback])),
                str(row.consultant),
            ]


def _with_work(contacts):
    """Adds ``work``: care for who has bought, prospecting at the first contact, else progress."""
    earlier = Activity.objects.executed().filter(
        Q(executed_on__lt=OuterRef("executed_on"))
        | Q(executed_on=OuterRef("executed_on"), pk__lt=OuterRef("pk")),
        opportunity=OuterRef("opportunity"),
    )
    return contacts.annotate(
        work=Case(
            When(purpose__in=[Purpose.CARE, Purpose.DELIVERY], then=Value(CARE)),
            When(~Exists(earlier), then=Value(PROSPECTING)),
            default=Value(PROGRESS),
            output_field=CharField(),
        )
    )


def _as_of_close(scope):
    """Opportunities that were known by the close of the day, of who had them then."""
    rows = as_of(
        scope.opportunities().filter(registered_on__lte=scope.last), scope.last, name="then"
    )
    rows = rows.filter(Q(ended_on=None) | Q(ended_on__gte=scope.last.replace(day=1)))
    people = scope.people
    return rows if people is None else rows.filter(owner_then__in=people)


def _sold(scope, days):
    """Orders of the days that stood at their end."""
    rows = Order.objects.visible_to(scope.viewer).filter(ordered_on__range=days)
    rows = rows.filter(Q(cancelled_on=None) | Q(cancelled_on__gt=scope.last))
    return scope.narrow(rows)
