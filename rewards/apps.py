from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RewardsConfig(AppConfig):
    name = "rewards"
    verbose_name = _("Rewards")

    def ready(self):
        from accounts.notices.models import register as register_notices
        from foundation.decisions import register
        from foundation.registry import weighty_to_send

        from . import notices
        from .decision import rewards as decision_rewards
        from .decision.reversals import KIND

        register(decision_rewards.KIND)
        register(KIND)
        register_notices(*notices.KINDS)
        weighty_to_send.add("rewards:entry_reverse")
