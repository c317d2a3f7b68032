"""What marketing is told of the changes that it asked for (R13.4, R10.3)."""

from django.utils.translation import gettext_lazy as _

from accounts.notices.models import notice

APPROVED = notice(
    "lead_change.approved",
    _("Approved: your change of a lead"),
    icon="check-circle",
    page="intake:lead",
)
REFUSED = notice(
    "lead_change.refused",
    _("Refused: your change of a lead"),
    icon="x-circle",
    page="intake:lead",
)
KINDS = (APPROVED, REFUSED)
