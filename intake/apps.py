from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IntakeConfig(AppConfig):
    name = "intake"
    verbose_name = _("Leads")

    def ready(self):
        from accounts.notices.models import register as register_notices

        from .arrivals import notices as arrival_notices
        from .distribution import notices as distribution_notices

        for told in (arrival_notices, distribution_notices):
            register_notices(*told.KINDS)
