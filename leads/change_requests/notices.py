"""What people are told of their requests (R1.4, R10.3)."""

from django.utils.translation import gettext_lazy as _

from accounts.notices.models import notice

APPROVED = notice(
    "request.approved",
    _("Approved: your request about customer %(customer)s"),
    icon="check-circle",
    page="followups:request_detail",
)
REFUSED = notice(
    "request.refused",
    _("Refused: your request about customer %(customer)s"),
    icon="x-circle",
    page="followups:request_detail",
)
KINDS = (APPROVED, REFUSED)
