from django.apps import AppConfig
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class RewardsConfig(AppConfig):
    name = "rewards"
    verbose_name = _("Rewards")

    def ready(self):
        from compliance.digest_queries import DIRECTORS, Source, tell_also
        from compliance.digest_words import say_also

        from .models import Reward

        def listed(state):
            return lambda: f"{reverse('rewards:reward_list')}?state={state}"

        rows, whose = Reward.objects, ("person", "store")
        tell_also(Source("rewards", DIRECTORS, rows.pending, *whose))
        say_also("rewards", _("Rewards to decide"), listed("proposed"))
        tell_also(Source("reversals", DIRECTORS, rows.to_reverse, *whose))
        say_also("reversals", _("Rewards to reverse"), listed("to_reverse"))
