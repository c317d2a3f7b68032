"""Losses that were looked at again, and how many of them were none (R2.7, R9.6)."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.access.queries import zone_for
from accounts.people.models import User
from foundation.dates import moments_of
from service.losses.models import LossReview, ReviewState, Word
from service.losses.rules import FEW

from .sheet import (
    DAY,
    MARK,
    MONEY,
    NUMBER,
    RANGE,
    Column,
    Customer,
    Figure,
    Group,
    Measure,
    Phone,
    Sheet,
    Table,
    tally,
)

REVIEWED, FALSE, WAITING = "reviewed", "false", "waiting"


class FalseLosses(Sheet):
    """A false loss was taken up again, or its customer said that it was none."""

    code = "loss-reviews"
    title = _("False losses")
    form_name = "战败审核表"
    hint = _("Losses that were looked at again, and how many of them were none.")
    period = RANGE
    parts = {"person": "consultant", "reason": "reason", "grade": "grade"}
    notes = (
        _("A false loss: taken up again, or the customer said that they are not lost."),
        _("Of fewer than ten reviews no share is said."),
    )

    def columns(self, scope):
        return [
            Column("customer", _("Customer"), width=12),
            Column("model", _("Model"), width=12),
            Column("phone", _("Phone"), width=13),
            Column("grade", _("Grade before"), MARK, 9),
            Column("reason", _("Reason"), width=10),
            Column("competitor", _("Competitor's model"), width=13),
            Column("price", _("Price offered there"), MONEY, 11),
            Column("lost", _("Lost on"), DAY, 10),
            Column("consultant", _("Consultant"), width=10),
            Column("word", _("What the customer said"), width=14),
            Column("state", _("State"), width=10),
            Column("by", _("Decided by"), width=10),
        ]

    def rows(self, scope):
        rows = scope.narrow(self._of_period(scope)).exclude(state=ReviewState.WITHDRAWN)
        return rows.select_related("opportunity__customer", "consultant", "decided_by").order_by(
            "lost_on", "pk"
        )

    def _of_period(self, scope):
        """Those that were asked for in the period."""
        start, end = moments_of(scope.start, scope.end, zone_for(scope.viewer))
        rows = LossReview.objects.visible_to(scope.viewer)
        return rows.filter(asked_at__gte=start, asked_at__lt=end)

    def measures(self, scope):
        rows = scope.narrow(self._of_period(scope))
        decided = Q(state__in=[ReviewState.AGREED, ReviewState.REOPENED])
        false = Q(state=ReviewState.REOPENED) | Q(word=Word.NOT_LOST)
        return {
            REVIEWED: Measure(_("Reviewed"), rows.filter(decided)),
            FALSE: Measure(_("False losses"), rows.filter(decided & false)),
            WAITING: Measure(_("Waiting for a call"), rows.waiting()),
        }

    def figures(self, scope):
        measures = self.measures(scope)
        figures = [
            Figure(measure.rows.count(), name, label=measure.label)
            for name, measure in measures.items()
        ]
        return [Group(_("Total"), figures)]

    def tables(self, scope):
        measures = self.measures(scope)
        found = {name: tally(measure, "consultant") for name, measure in measures.items()}
        keys = {key for counts in found.values() for (key,) in counts}
        people = User.objects.filter(pk__in=keys).order_by("full_name", "pk")

        def line(label, counts, by):
            cells = [Figure(counts[name], name, by) for name in (REVIEWED, FALSE, WAITING)]
            return [label, *cells, share_text(counts[FALSE], counts[REVIEWED])]

        columns = [
            Column("of", _("Consultant"), width=14),
            *(Column(name, measure.label, NUMBER, 9) for name, measure in measures.items()),
            Column("share", _("Share of false ones"), width=12),
        ]
        lines = [
            line(
                str(person),
                {name: counts.get((person.pk,), 0) for name, counts in found.items()},
                {"person": person.pk},
            )
            for person in people
        ]
        whole = {name: sum(counts.values()) for name, counts in found.items()}
        return [Table(_("Consultant"), columns, lines, line(_("Total"), whole, {}))]

    def lines(self, scope, rows):
        for row in rows:
            customer = row.opportunity.customer
            yield [
                Customer(customer.name, customer.pk),
                str(row.opportunity.car),
                Phone(customer.phone, scope.shows_phones),
                row.grade,
                row.get_reason_display(),
                row.competitor,
                row.price,
                row.lost_on,
                str(row.consultant),
                row.get_word_display(),
                row.get_state_display(),
                str(row.decided_by or ""),
            ]


def share_text(false, reviewed):
    """The share of false losses, or that there are too few to say one.

    >>> str(share_text(3, 12)), str(share_text(0, 0))
    ('25 %', '–')
    """
    if not reviewed:
        return "–"
    if reviewed < FEW:
        return _("too few to say")
    return f"{round(100 * false / reviewed)} %"
