"""What people are told of questions to departments (R5.4, R10.3)."""

from django.utils.translation import gettext_lazy as _

from accounts.notices.models import notice

PAGE = "service:question"

ASKED = notice(
    "question.asked",
    _("%(name)s asks for a customer: %(customer)s"),
    icon="question-circle",
    page=PAGE,
    act=_("Answer by %(time)s"),
)
ANSWERED = notice(
    "question.answered",
    _("%(name)s answered what you asked for %(customer)s"),
    icon="chat-left-text",
    page=PAGE,
    act=_("Read it"),
)
LATE = notice(
    "question.late",
    _("The answer for %(customer)s is late, asked by %(name)s"),
    icon="hourglass-bottom",
    page=PAGE,
)
KINDS = (ASKED, ANSWERED, LATE)
