"""What whoever keeps a source is told of its mailbox (R10.3)."""

from django.utils.translation import gettext_lazy as _

from accounts.notices.models import notice

FAILS = notice(
    "mailbox.fails",
    _("The mailbox of %(source)s cannot be read, for %(number)s times in a row"),
    icon="envelope-exclamation",
    page="intake:source_list",
    act=_("See why under “Mailbox” of the source."),
)
KINDS = (FAILS,)
