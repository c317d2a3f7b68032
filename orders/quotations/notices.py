"""What consultants are told of their quotations (R10.3)."""

from django.utils.translation import gettext_lazy as _

from accounts.notices.models import notice

PAGE = "orders:quotation"

APPROVED = notice(
    "quotation.approved",
    _("The discount for %(customer)s is approved: %(model)s"),
    icon="check-circle",
    page=PAGE,
)
REFUSED = notice(
    "quotation.refused",
    _("The discount for %(customer)s is refused: %(model)s"),
    icon="slash-circle",
    page=PAGE,
)
ENDS = notice(
    "quotation.ends",
    _("The quotation for %(customer)s ends soon: %(model)s"),
    icon="hourglass-split",
    page=PAGE,
    act=_("It holds until %(date)s"),
)
HAS_EXPIRED = notice(
    "quotation.has_expired",
    _("The quotation for %(customer)s has expired: %(model)s"),
    icon="hourglass-bottom",
    page=PAGE,
)
KINDS = (APPROVED, REFUSED, ENDS, HAS_EXPIRED)
