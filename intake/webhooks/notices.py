"""What whoever keeps a source is told of its webhook (R10.3)."""

from django.utils.translation import gettext_lazy as _

from accounts.notices.models import notice

PAUSED = notice(
    "webhook.paused",
    _("The webhook of %(source)s was paused: %(number)s attempts in a row failed"),
    icon="plug",
    page="intake:source_list",
    act=_("See why under “Webhook” of the source, and go on."),
)
KINDS = (PAUSED,)
