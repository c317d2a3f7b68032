from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ComplianceConfig(AppConfig):
    name = "compliance"
    verbose_name = _("Audit and ledger")

    def ready(self):
        from followups.cards.queries import register_history

        from .decisions.queries import changes_of

        register_history(changes_of)
