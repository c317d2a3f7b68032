from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    name = "reports"
    verbose_name = _("Sheets and figures")

    def ready(self):
        from accounts.notices.models import register as register_notices
        from foundation.decisions import register
        from foundation.registry import addresses, fragments, weighty_to_fetch, weighty_to_send

        from .scores import notices
        from .scores.decision import KIND

        register(KIND)
        register_notices(*notices.KINDS)
        addresses["events"] = "reports:events"
        addresses["complaints_sheet"] = "reports:complaints"
        addresses["fleets_sheet"] = "reports:fleets"
        addresses["signatures_sheet"] = "reports:signatures"
        addresses["finance_sheet"] = "reports:finance-steps"
        addresses["service_sheet"] = "reports:service-steps"
        addresses["business_plan"] = "reports:business-plan"
        weighty_to_send.add("reports:export_right")
        weighty_to_fetch.update(
            {"reports:dashboard_file", "reports:export_file", "reports:score_file"}
        )
        fragments["card_actions"].register("reports/printed_card/_card_action.html")
