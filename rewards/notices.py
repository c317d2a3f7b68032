"""What people are told of their rewards (R8.9, R10.3)."""

from django.utils.translation import gettext_lazy as _

from accounts.notices.models import notice

PAGE = "rewards:reward_list"

APPROVED = notice(
    "reward.approved",
    _("Your reward for order %(order)s, %(model)s: %(amount)s"),
    icon="award",
    page=PAGE,
)
REFUSED = notice(
    "reward.refused",
    _("Refused: your reward for order %(order)s, %(model)s"),
    icon="x-circle",
    page=PAGE,
)
REVERSED = notice(
    "reward.reversed",
    _("Reversed: your reward of %(amount)s for order %(order)s, %(model)s"),
    icon="arrow-counterclockwise",
    page=PAGE,
)
KINDS = (APPROVED, REFUSED, REVERSED)
