from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ServiceConfig(AppConfig):
    name = "service"
    verbose_name = _("Customer service and departments")

    def ready(self):
        from accounts.notices.models import register
        from followups.cards.queries import stories
        from followups.merging.rules import Follow, of_cards
        from foundation.registry import fragments

        from .questions import notices
        from .questions.queries import told_on_card

        register(*notices.KINDS)
        of_cards.register(Follow("service.Question", "customer"))
        stories.register(told_on_card)
        fragments["card_actions"].register("service/questions/_card_action.html")
        fragments["entry_actions"].register("service/questions/_entry_action.html")
