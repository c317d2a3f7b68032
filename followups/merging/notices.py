"""What people are told of cards that were merged or parted (R10.3)."""

from django.utils.translation import gettext_lazy as _

from accounts.notices.models import notice

MERGED = notice(
    "merge.merged",
    _("Two cards of customer %(customer)s are one now, by %(name)s"),
    icon="intersect",
    page="followups:merge",
)
GIVEN_UP = notice(
    "merge.given_up",
    _("Your card of customer %(customer)s went to %(name)s: it was a second card of one person"),
    icon="person-dash",
    page="leads:customer_list",
)
REFUSED = notice(
    "merge.refused",
    _("Refused: merging the cards of customer %(customer)s"),
    icon="x-circle",
    page="followups:merge",
)
PARTED = notice(
    "merge.parted",
    _("The cards of customer %(customer)s are two again, by %(name)s"),
    icon="scissors",
    page="followups:merge",
)
KINDS = (MERGED, GIVEN_UP, REFUSED, PARTED)
