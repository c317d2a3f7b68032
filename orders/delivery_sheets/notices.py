"""What consultants are told of delivery sheets (R5.5, R10.3)."""

from django.utils.translation import gettext_lazy as _

from accounts.notices.models import notice

CONFIRMED = notice(
    "order.sheet",
    _("%(name)s confirmed the delivery sheet: %(customer)s, order %(order)s"),
    icon="clipboard-check",
    page="orders:order_detail",
    act=_("Hand the car over"),
)
KINDS = (CONFIRMED,)
