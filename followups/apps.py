from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FollowupsConfig(AppConfig):
    name = "followups"
    verbose_name = _("Activities and deadlines")

    def ready(self):
        from foundation.decisions import register

        from . import decision_absences, decision_requests

        register(decision_absences.KIND)
        register(decision_requests.KIND)
