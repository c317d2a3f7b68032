from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ComplianceConfig(AppConfig):
    name = "compliance"
    verbose_name = _("Audit and ledger")

    def ready(self):
        from followups.cards.queries import register_history
        from foundation.decisions import register

        from .claims.decision import KIND
        from .decisions.queries import changes_of
        from .hand_over import decision as decision_departures
        from .penalties.decision import proposals as decision_proposals
        from .penalties.decision import reports as decision_reports
        from .penalties.decision import suspension_days as decision_suspension_days
        from .suspicions import decision as decision_suspicions

        register_history(changes_of)
        register(decision_proposals.KIND)
        register(decision_suspension_days.KIND)
        register(KIND)
        register(decision_departures.KIND)
        register(decision_reports.KIND)
        register(decision_suspicions.KIND)
