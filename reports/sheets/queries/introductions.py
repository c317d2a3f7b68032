"""Who introduced whom: per introducer how many, and how many of them bought (R2.3, R2.4)."""

from dataclasses import replace
from datetime import timedelta

from django.db.models import Count, F, Max, Min, Q
from django.utils.translation import gettext_lazy as _

from leads.customers.models import Customer as Card
from leads.customers.rules import mask_name
from leads.opportunities.models import Opportunity, State

from .sheet import (
    DAY,
    MARK,
    NUMBER,
    RANGE,
    SHARE,
    Column,
    Customer,
    Figure,
    Group,
    Measure,
    Phone,
    Sheet,
    percent,
    tally,
)

INTRODUCED, BOUGHT = "introduced", "bought"


class Introductions(Sheet):
    """The cards registered within the period that name an introducer, by that person's number.

    Bought is who has bought here to this day. A figure is narrowed to an introducer by the key of one
    of the cards that they brought, so that no address holds a phone number.
    """

    code = "introductions"
    title = _("Introductions")
    form_name = "介绍客户统计表"
    hint = _("Who introduced customers, how many, and how many of them bought.")
    period = RANGE
    reach = timedelta(days=365)
    notes = (
        _("VIP: ✓ for a customer of the store who has introduced others."),
        _("Bought: who of those introduced in the period has bought here to this day."),
    )

    def columns(self, scope):
        return [
            Column("introducer", _("Introducer"), width=12),
            Column("phone", _("Phone"), width=13),
            Column("vip", _("VIP"), MARK, 6),
            Column("introduced", _("Introduced"), NUMBER, 9),
            Column("bought", _("Bought"), NUMBER, 9),
            Column("share", _("Share"), SHARE, 8),
            Column("first", _("The first on"), DAY, 10),
            Column("last", _("The last on"), DAY, 10),
            Column("store", _("Store"), width=12),
        ]

    def measures(self, scope):
        cards = Card.objects.visible_to(scope.viewer).filter(
            registered_on__range=(scope.start, scope.end)
        )
        cards = scope.narrow(cards.exclude(introducer_phone__in=("", F("phone"))))
        sold = Opportunity.objects.filter(
            state__in=(State.WON, State.CLOSED), bought_elsewhere=False
        )
        return {
            INTRODUCED: Measure(_("Introduced"), cards),
            BOUGHT: Measure(_("Bought"), cards.filter(pk__in=sold.values("customer"))),
        }

    def behind(self, scope, show, by):
        key = dict(by).pop("introducer", None)
        measure = super().behind(scope, show, {n: v for n, v in by.items() if n != "introducer"})
        if key is None:
            return measure
        brought = self.measures(scope)[INTRODUCED].rows.filter(pk=int(key)).first()
        if brought is None:
            raise ValueError("no such introducer")
        same = {"store": brought.store_id, "introducer_phone": brought.introducer_phone}
        return replace(measure, rows=measure.rows.filter(**same))

    def rows(self, scope):
        groups = self.measures(scope)[INTRODUCED].rows.order_by()
        groups = groups.values("store", "store__name", "introducer_phone").annotate(
            number=Count("pk"),
            one=Min("pk"),
            name=Max("introducer_name"),
            first_on=Min("registered_on"),
            last_on=Max("registered_on"),
        )
        return groups.order_by("-number", "-last_on", "store", "introducer_phone")

    def figures(self, scope):
        measures = self.measures(scope).items()
        figures = [Figure(m.rows.count(), name, label=m.label) for name, m in measures]
        return [Group(_("Total"), figures)]

    def lines(self, scope, rows):
        known = _cards_of(rows)
        bought = self._bought(scope, rows)
        for row in rows:
            key = row["store"], row["introducer_phone"]
            card, sold = known.get(key), bought.get(key, 0)
            by = {"introducer": row["one"]}
            yield [
                *_introducer(scope, row, card),
                "✓" if card else "",
                Figure(row["number"], INTRODUCED, by),
                Figure(sold, BOUGHT, by),
                percent(sold, row["number"]),
                row["first_on"],
                row["last_on"],
                row["store__name"],
            ]

    def _bought(self, scope, rows):
        measure = self.measures(scope)[BOUGHT]
        phones = [row["introducer_phone"] for row in rows]
        rows = measure.rows.filter(introducer_phone__in=phones)
        return tally(replace(measure, rows=rows), "store", "introducer_phone")


def _cards_of(rows):
    """``{(store, number): card}`` of the introducers who are customers of the same store."""
    wanted = Q(pk__in=[])
    for row in rows:
        wanted |= Q(store=row["store"], phone=row["introducer_phone"])
    cards = Card.objects.filter(wanted).select_related("consultant")
    return {(card.store_id, card.phone): card for card in cards}


def _introducer(scope, row, card):
    """``(name, phone)``; of a card that the viewer may not open both are masked (R1.3)."""
    if card is None:
        return row["name"], Phone(row["introducer_phone"], scope.shows_phones)
    if scope.opens(card):
        return Customer(card.name, card.pk), Phone(card.phone, scope.shows_phones)
    return mask_name(card.name), Phone(card.phone, False)
