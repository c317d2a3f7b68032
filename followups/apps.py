from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FollowupsConfig(AppConfig):
    name = "followups"
    verbose_name = _("Activities and deadlines")

    def ready(self):
        from foundation.decisions import register

        from .absences.decision import KIND
        from .retirement import decision as decision_requests

        register(KIND)
        register(decision_requests.KIND)
