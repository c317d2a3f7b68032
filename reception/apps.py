from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReceptionConfig(AppConfig):
    name = "reception"
    verbose_name = _("Reception")

    def ready(self):
        from accounts.notices.models import register
        from intake.distribution.queries import rosters

        from . import notices
        from .queries import on_duty

        register(*notices.KINDS)
        rosters.register(on_duty)
