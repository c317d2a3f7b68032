from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrdersConfig(AppConfig):
    name = "orders"
    verbose_name = _("Orders, stock and buyers")

    def ready(self):
        from followups.queries.card import show_also
        from followups.queries.history import tell_also

        from .queries.card import orders_on_card
        from .queries.orders import changes_on_card

        show_also(orders_on_card)
        tell_also(changes_on_card)
