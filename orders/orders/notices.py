"""What finance and customer service are told of orders, to go on with them (R5.5, R10.3)."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.notices.models import NoticeKind, notice


def _for_departments(code: str, sentence: Any, icon: str) -> tuple[NoticeKind, NoticeKind]:
    """For finance, which opens the order, and for customer service, which opens none (R1.3)."""
    return (
        notice(f"order.told.{code}", sentence, icon=icon, page="orders:order_detail"),
        notice(f"order.told.{code}_service", sentence, icon=icon, page="notice_list"),
    )


CONVERTED = _for_departments(
    "converted", _("Sold to %(customer)s: %(model)s, order %(order)s"), "bag-check"
)
PAID = _for_departments(
    "paid", _("Paid in full by %(customer)s: %(model)s, order %(order)s"), "cash-coin"
)
DELIVERED = _for_departments(
    "delivered", _("Delivered to %(customer)s: %(model)s, order %(order)s"), "key"
)
KINDS = (*CONVERTED, *PAID, *DELIVERED)
