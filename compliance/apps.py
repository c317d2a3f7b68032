from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ComplianceConfig(AppConfig):
    name = "compliance"
    verbose_name = _("Audit and ledger")

    def ready(self):
        from followups.queries.history import tell_also

        from .card_history import changes_of

        tell_also(changes_of)
