"""The analysis of lost sales 销售流失分析表 (R9.6)."""

from django.utils.translation import gettext_lazy as _

from accounts.people.models import User
from leads.opportunities.models import LostReason, Opportunity, State

from .cross import cross_table, one_way_table
from .sheet import DAY, MARK, RANGE, Column, Customer, Figure, Group, Measure, Phone, Sheet, tally

LOST = "lost"
# Of the competitors' models the most frequent ones.
MOST_COMPETITORS = 15


class LostSales(Sheet):
    """Opportunities that are lost, by the day on which they were; one taken up again is none."""

    code = "lost"
    title = _("Analysis of lost sales")
    form_name = "销售流失分析表"
    hint = _("Why sales were lost: reason, competitor, grade, consultant.")
    period = RANGE
    parts = {
        "reason": "lost_reason",
        "grade": "grade__code",
        "person": "consultant",
        "competitor": "competitor",
    }

    def columns(self, scope):
        return [
            Column("customer", _("Customer"), width=12),
            Column("model", _("Model"), width=12),
            Column("phone", _("Phone"), width=13),
            Column("grade", _("Grade at loss"), MARK, 7),
            Column("reason", _("Reason"), width=12),
            Column("competitor", _("Competitor's model"), width=15),
            Column("lost", _("Lost on"), DAY, 10),
            Column("consultant", _("Consultant"), width=10),
        ]

    def rows(self, scope):
        rows = self.measures(scope)[LOST].rows.select_related("customer", "grade", "consultant")
        return rows.order_by("ended_on", "pk")

    def measures(self, scope):
        rows = Opportunity.objects.visible_to(scope.viewer).intents()
        rows = rows.filter(state=State.LOST, ended_on__range=(scope.start, scope.end))
        return {LOST: Measure(_("Lost sales"), scope.narrow(rows))}

    def figures(self, scope):
        measure = self.measures(scope)[LOST]
        return [Group(_("Total"), [Figure(measure.rows.count(), LOST, label=measure.label)])]

    def tables(self, scope):
        measure = self.measures(scope)[LOST]
        grades = sorted(
            tally(measure, "grade__sort_order", "grade__code"), key=lambda key: (key[0], key[1])
        )
        codes = list(dict.fromkeys(code for _order, code in grades))
        reasons = [(reason.value, reason.label) for reason in LostReason]
        if ("",) in tally(measure, "lost_reason"):
            reasons.append(("", _("Not said")))
        found = tally(measure, "consultant")
        people = User.objects.filter(pk__in=[key for (key,) in found]).order_by("full_name", "pk")
        return [
            cross_table(
                _("Reason"),
                LOST,
                measure,
                ("reason", reasons),
                ("grade", [(c, c) for c in codes]),
                self,
            ),
            cross_table(
                _("Consultant"),
                LOST,
                measure,
                ("person", [(person.pk, str(person)) for person in people]),
                ("reason", reasons),
                self,
            ),
            one_way_table(
                _("Competitor's model"), LOST, measure, "competitor", self, most=MOST_COMPETITORS
            ),
        ]

    def lines(self, scope, rows):
        for row in rows:
            yield [
                Customer(row.customer.name, row.customer_id),
                str(row.car),
                Phone(row.customer.phone, scope.shows_phones),
                row.grade.code,
                row.get_lost_reason_display(),
                row.competitor,
                row.ended_on,
                str(row.consultant),
            ]
