from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ComplianceConfig(AppConfig):
    name = "compliance"
    verbose_name = _("Audit and ledger")

    def ready(self):
        from followups.queries.history import tell_also
        from foundation.decisions import register

        from . import (
            decision_claims,
            decision_departures,
            decision_proposals,
            decision_reports,
            decision_suspension_days,
            decision_suspicions,
        )
        from .card_history import changes_of

        tell_also(changes_of)
        register(decision_proposals.KIND)
        register(decision_suspension_days.KIND)
        register(decision_claims.KIND)
        register(decision_departures.KIND)
        register(decision_reports.KIND)
        register(decision_suspicions.KIND)
