"""What people are told of their absences (R4.7, R10.3)."""

from django.utils.translation import gettext_lazy as _

from accounts.notices.models import notice

ABSENCE = "followups:absence_detail"

APPROVED = notice(
    "absence.approved",
    _("Approved: %(kind)s %(from_on)s – %(to_on)s"),
    icon="check-circle",
    page=ABSENCE,
)
REFUSED = notice(
    "absence.refused",
    _("Refused: %(kind)s %(from_on)s – %(to_on)s"),
    icon="x-circle",
    page=ABSENCE,
)
CANCELLED = notice(
    "absence.cancelled",
    _("Cancelled: %(kind)s %(from_on)s – %(to_on)s"),
    icon="calendar-x",
    page=ABSENCE,
)
KINDS = (APPROVED, REFUSED, CANCELLED)
