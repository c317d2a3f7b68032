from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ServiceConfig(AppConfig):
    name = "service"
    verbose_name = _("Customer service and departments")

    def ready(self):
        from accounts.notices.models import register
        from followups.cards.queries import stories
        from followups.merging.rules import Follow, of_cards, of_intents
        from foundation.registry import fragments

        from .misconduct import notices as of_misconduct
        from .questions import notices
        from .questions.queries import told_on_card
        from .surveys import notices as of_surveys
        from .surveys import queries as surveys
        from .surveys.models import Occasion, occasions

        register(*notices.KINDS, *of_surveys.KINDS, *of_misconduct.KINDS)
        of_cards.register(Follow("service.Question", "customer"))
        of_cards.register(Follow("service.Survey", "customer"))
        of_intents.register(Follow("service.Survey", "opportunity"))
        stories.register(told_on_card)
        stories.register(surveys.told_on_card)
        occasions.register(Occasion("visit", _("First visit"), 1, surveys.first_visits))
        occasions.register(Occasion("delivery", _("Delivery"), 3, surveys.deliveries))
        fragments["card_actions"].register("service/questions/_card_action.html")
        fragments["entry_actions"].register("service/questions/_entry_action.html")
