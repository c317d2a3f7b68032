"""What people are told of leads that are given to somebody (R5.2, R5.3, R10.3)."""

from django.utils.translation import gettext_lazy as _

from accounts.notices.models import notice

ASSIGNED = notice(
    "lead.assigned",
    _("New lead: %(customer)s, %(channel)s"),
    icon="person-plus-fill",
    page="intake:lead",
    act=_("First contact by %(time)s"),
    stands=True,
)
HALF_TIME = notice(
    "lead.half_time",
    _("Half the time for the first contact is over: %(customer)s, %(channel)s"),
    icon="hourglass-split",
    page="intake:lead",
    act=_("First contact by %(time)s"),
)
MISSED = notice(
    "lead.missed",
    _("First contact missed by %(name)s: %(customer)s, %(channel)s"),
    icon="hourglass-bottom",
    page="intake:lead",
)
TAKEN_FROM = notice(
    "lead.passed_on",
    _("Not contacted in time, and offered to the next: %(customer)s, %(channel)s"),
    icon="arrow-right-circle",
    page="notice_list",
)
KINDS = (ASSIGNED, HALF_TIME, MISSED, TAKEN_FROM)
