"""What people are told of surveys (R10.3)."""

from django.utils.translation import gettext_lazy as _

from accounts.notices.models import notice

PAGE = "service:survey"

LOW = notice(
    "survey.low",
    _("A customer is not satisfied: call them back"),
    icon="emoji-frown",
    page=PAGE,
    act=_("Call by %(time)s"),
)
LATE = notice(
    "survey.late",
    _("A dissatisfied customer has not been called back"),
    icon="hourglass-bottom",
    page=PAGE,
)
KINDS = (LOW, LATE)
