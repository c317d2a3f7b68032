"""What people are told of take-overs (R10.3)."""

from django.utils.translation import gettext_lazy as _

from accounts.notices.models import notice

CARD = "followups:customer_card"

TAKEN_OVER = notice(
    "take_over.begun",
    _("%(name)s looks after your customer %(customer)s through %(until_on)s"),
    icon="person-check",
    page=CARD,
)
GIVEN_BACK = notice(
    "take_over.ended",
    _("%(name)s has given customer %(customer)s back to you"),
    icon="person-check",
    page=CARD,
)
KINDS = (TAKEN_OVER, GIVEN_BACK)
