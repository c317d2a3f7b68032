from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReceptionConfig(AppConfig):
    name = "reception"
    verbose_name = _("Reception")

    def ready(self):
        from accounts.notices.models import register
        from followups.merging.rules import Follow, of_cards, of_intents
        from intake.distribution.queries import rosters

        from . import notices
        from .queries import on_duty

        register(*notices.KINDS)
        of_cards.register(Follow("reception.Visit", "customer", number="phone", since="arrived_at"))
        of_intents.register(Follow("reception.Visit", "opportunity"))
        rosters.register(on_duty)
