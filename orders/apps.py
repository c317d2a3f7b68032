from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrdersConfig(AppConfig):
    name = "orders"
    verbose_name = _("Orders, stock and buyers")

    def ready(self):
        from followups.cards.queries import register_history, register_section

        from .orders.queries import changes_on_card, orders_on_card

        register_section(orders_on_card)
        register_history(changes_on_card)
