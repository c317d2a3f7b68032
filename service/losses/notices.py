"""What people are told of losses that are looked at again (R2.7, R10.3)."""

from django.utils.translation import gettext_lazy as _

from accounts.notices.models import notice

PAGE = "service:loss"

ASKED = notice(
    "loss.asked",
    _("Lost, says %(name)s: %(customer)s"),
    icon="telephone-outbound",
    page=PAGE,
    act=_("Call the customer by %(time)s"),
)
NOT_LOST = notice(
    "loss.not_lost",
    _("%(name)s called: %(customer)s says they are not lost"),
    icon="arrow-counterclockwise",
    page=PAGE,
    act=_("Decide by %(time)s"),
)
LATE = notice(
    "loss.late",
    _("Nobody has decided yet about the loss of %(customer)s (%(name)s)"),
    icon="hourglass-bottom",
    page=PAGE,
    act=_("Call the customer"),
)
REOPENED = notice(
    "loss.reopened",
    _("Not lost: %(name)s gives %(customer)s back to you – %(reason)s"),
    icon="arrow-counterclockwise",
    page=PAGE,
    act=_("See the next contact"),
    stands=True,
)
AGREED = notice(
    "loss.agreed",
    _("%(name)s agrees that %(customer)s is lost"),
    icon="check-circle",
    page=PAGE,
)
KINDS = (ASKED, NOT_LOST, LATE, REOPENED, AGREED)
