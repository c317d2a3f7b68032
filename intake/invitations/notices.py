"""What both are told when an invitation is kept (R12.4, R10.3)."""

from django.utils.translation import gettext_lazy as _

from accounts.notices.models import notice

KEPT = notice(
    "invitation.kept",
    _("Came on your invitation: %(customer)s, received by %(name)s"),
    icon="door-open",
    page="notice_list",
)
RECEIVED = notice(
    "invitation.received",
    _("Yours from now on: %(customer)s, invited by %(name)s"),
    icon="person-check",
    page="followups:customer_card",
    act=_("Their history is on the card."),
)
KINDS = (KEPT, RECEIVED)
