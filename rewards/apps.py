from django.apps import AppConfig
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class RewardsConfig(AppConfig):
    name = "rewards"
    verbose_name = _("Rewards")

    def ready(self):
        from compliance.reminders.queries import (
            DIRECTORS,
            Source,
            register_source,
            register_wording,
        )

        from .models import Reward

        def listed(state):
            return lambda: f"{reverse('rewards:reward_list')}?state={state}"

        rows, whose = Reward.objects, ("person", "store")
        register_source(Source("rewards", DIRECTORS, rows.pending, *whose))
        register_wording("rewards", _("Rewards to decide"), listed("proposed"))
        register_source(Source("reversals", DIRECTORS, rows.to_reverse, *whose))
        register_wording("reversals", _("Rewards to reverse"), listed("to_reverse"))
