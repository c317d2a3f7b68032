"""What people are told of visitors and callers (R9.1, R10.3)."""

from django.utils.translation import gettext_lazy as _

from accounts.notices.models import notice
from foundation.reason_codes import declare

AT_THE_DOOR = declare("visit.at_the_door", _("At the door"))
CALLED = declare("visit.called", _("Called the store"))
SOMEBODY = declare("visit.somebody", _("A visitor"))

VISITOR = notice(
    "visit.registered",
    _("%(what)s: %(customer)s, %(on)s %(time)s"),
    icon="door-open",
    page="reception:register",
    act=_("To the register"),
)
KINDS = (VISITOR,)
