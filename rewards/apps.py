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

        def address():
            return f"{reverse('rewards:reward_list')}?state=proposed"

        tell_also(Source("rewards", DIRECTORS, Reward.objects.pending, "person", "store"))
        say_also("rewards", _("Rewards to decide"), address)
