from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RewardsConfig(AppConfig):
    name = "rewards"
    verbose_name = _("Rewards")

    def ready(self):
        from foundation.decisions import register

        from . import decision_reversals, decision_rewards

        register(decision_rewards.KIND)
        register(decision_reversals.KIND)
