"""What people are told of their monthly scores (R13.3, R10.3)."""

from django.utils.translation import gettext_lazy as _

from accounts.notices.models import notice

PAGE = "reports:score"

DRAWN_UP = notice(
    "score.drawn_up",
    _("Your score of %(month)s: %(points)s points"),
    icon="speedometer2",
    page=PAGE,
    act=_("You may appeal until %(until)s"),
)
ANSWERED = notice(
    "score.answered",
    _("Your appeal against the score of %(month)s was answered: %(points)s points"),
    icon="reply",
    page=PAGE,
)
KINDS = (DRAWN_UP, ANSWERED)
