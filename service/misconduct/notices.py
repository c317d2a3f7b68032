"""What the people who read reports are told: never what stands in one (R13.4, R10.3)."""

from django.utils.translation import gettext_lazy as _

from accounts.notices.models import notice

PAGE = "service:misconduct_report"

GIVEN = notice(
    "misconduct.given",
    _("A report in confidence was put to you"),
    icon="shield-lock",
    page=PAGE,
    act=_("Look at it by %(on)s"),
)
REMINDED = notice(
    "misconduct.reminded",
    _("A report in confidence waits for you"),
    icon="hourglass-split",
    page=PAGE,
)
WRITTEN = notice(
    "misconduct.written",
    _("Who told it has written to you"),
    icon="chat-left-text",
    page=PAGE,
    act=_("Read it"),
)
NAMED = notice(
    "misconduct.named",
    _("You are named to read reports told in confidence"),
    icon="shield-check",
    page="service:misconduct",
)
KINDS = (GIVEN, REMINDED, WRITTEN, NAMED)
