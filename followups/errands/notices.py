"""What people are told of tasks (R14.3, R10.3)."""

from django.utils.translation import gettext_lazy as _

from accounts.notices.models import notice
from foundation.reason_codes import declare

from .models import ErrandKind

KIND_SAID = {kind: declare(f"errand.kind.{kind}", kind.label) for kind in ErrandKind}
PAGE = "followups:errand"

GIVEN = notice(
    "errand.given",
    _("%(name)s gave you a task: %(kind)s"),
    icon="list-task",
    page=PAGE,
    act=_("Due %(time)s"),
)
REMINDER = notice(
    "errand.reminder",
    _("Reminder of a task: %(kind)s"),
    icon="alarm",
    page=PAGE,
    act=_("Due %(time)s"),
)
LATE = notice(
    "errand.late",
    _("A task of %(name)s is late: %(kind)s"),
    icon="hourglass-bottom",
    page=PAGE,
    act=_("Was due %(time)s"),
)
DONE = notice(
    "errand.done",
    _("%(name)s has done the task: %(kind)s"),
    icon="check2-circle",
    page=PAGE,
)
CANCELLED = notice(
    "errand.cancelled",
    _("%(name)s cancelled your task: %(kind)s"),
    icon="x-circle",
    page=PAGE,
)
# Whoever had it may not see it any more.
GIVEN_AWAY = notice(
    "errand.given_away",
    _("Your task went to %(name)s: %(kind)s"),
    icon="arrow-return-left",
    page="followups:errand_list",
)
KINDS = (GIVEN, REMINDER, LATE, DONE, CANCELLED, GIVEN_AWAY)
