from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    name = "reports"
    verbose_name = _("Sheets and figures")

    def ready(self):
        from foundation.registry import addresses, fragments

        addresses["events"] = "reports:events"
        addresses["business_plan"] = "reports:business-plan"
        fragments["card_actions"].register("reports/printed_card/_card_action.html")
