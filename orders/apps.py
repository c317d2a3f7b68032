from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrdersConfig(AppConfig):
    name = "orders"
    verbose_name = _("Orders, stock and buyers")

    def ready(self):
        from accounts.notices.models import register as register_notices
        from accounts.uploads.models import ImportKind
        from followups.cards.queries import beside_intents, histories, sections, stories
        from followups.merging.rules import Follow, Stay, of_cards, of_intents
        from foundation.decisions import register as register_decision
        from foundation.importing.registry import register
        from foundation.registry import addresses, fragments, weighty_to_send

        from .delivery_sheets import notices as sheet_notices
        from .delivery_sheets.services import require_sheet
        from .expenses import queries as expenses
        from .orders import notices
        from .orders.queries import changes_on_card, orders_on_card
        from .orders.services.delivery import before_delivery
        from .quotations import decision
        from .quotations import notices as quotation_notices
        from .quotations import queries as quotations
        from .stock.imports import VehiclesImporter

        register_notices(*notices.KINDS, *sheet_notices.KINDS, *quotation_notices.KINDS)
        before_delivery.register(require_sheet)
        fragments["before_delivery"].register("orders/delivery_sheets/_link.html")
        addresses["take_order"] = "orders:order_create"
        weighty_to_send.update({"orders:payment_reverse", "orders:order_cancel"})
        of_cards.register(Follow("orders.Order", "customer"))
        of_cards.register(Follow("orders.OwnedVehicle", "customer"))
        of_intents.register(Stay("orders.Order", "opportunity", "an order belongs to its intent"))
        of_intents.register(
            Stay("orders.OwnedVehicle", "opportunity", "a car belongs to its intent")
        )
        of_intents.register(Follow("orders.Expense", "opportunity"))
        accepted = {"state": "accepted"}
        of_intents.register(Follow("orders.Quotation", "opportunity", alone=(), among=accepted))
        register_decision(decision.KIND)
        sections.register(orders_on_card)
        histories.register(changes_on_card)
        histories.register(expenses.changes_on_card)
        histories.register(quotations.changes_on_card)
        stories.register(quotations.told_on_card)
        beside_intents.register(quotations.beside_intents)
        beside_intents.register(expenses.sums_beside)
        fragments["card_links"].register("orders/buyers/_card_link.html")
        register(ImportKind.VEHICLES, VehiclesImporter)
