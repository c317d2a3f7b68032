"""What people are told of complaints (R14.1, R10.3)."""

from django.utils.translation import gettext_lazy as _

from accounts.notices.models import notice

PAGE = "service:complaint"

NEW = notice(
    "complaint.new",
    _("%(customer)s complains"),
    icon="exclamation-octagon",
    page=PAGE,
    act=_("Answer by %(time)s"),
)
OF_YOURS = notice(
    "complaint.of_yours",
    _("Your customer %(customer)s complains"),
    icon="exclamation-octagon",
    page=PAGE,
)
PASSED_ON = notice(
    "complaint.passed_on",
    _("%(name)s passes the complaint of %(customer)s on to you"),
    icon="exclamation-octagon",
    page=PAGE,
    act=_("Answer by %(time)s"),
)
TAKEN_BACK = notice(
    "complaint.taken_back",
    _("The complaint of %(customer)s is no longer yours: the right to the customer is gone"),
    icon="arrow-return-left",
    page="service:complaint_list",
)
CAME_BACK = notice(
    "complaint.came_back",
    _("The complaint of %(customer)s came back: %(name)s lost the right to the customer"),
    icon="arrow-return-left",
    page=PAGE,
    act=_("Pass it on"),
)
LATE = notice(
    "complaint.late",
    _("The answer to the complaint of %(customer)s is late"),
    icon="hourglass-bottom",
    page=PAGE,
)
ESCALATED = notice(
    "complaint.escalated",
    _("The complaint of %(customer)s is not answered: it is escalated to you"),
    icon="exclamation-triangle",
    page=PAGE,
)
CLOSED = notice(
    "complaint.closed",
    _("The complaint of %(customer)s is answered and closed by %(name)s"),
    icon="check2-circle",
    page=PAGE,
)
REOPENED = notice(
    "complaint.reopened",
    _("The complaint of %(customer)s is opened again"),
    icon="arrow-repeat",
    page=PAGE,
    act=_("Answer by %(time)s"),
)
KINDS = (
    NEW, OF_YOURS, PASSED_ON, TAKEN_BACK, CAME_BACK, LATE, ESCALATED, CLOSED, REOPENED
)  # fmt: skip
# What is overtaken once it is answered.
WAITING = (NEW, PASSED_ON, CAME_BACK, LATE, ESCALATED, REOPENED)
