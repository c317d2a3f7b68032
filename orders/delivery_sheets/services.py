"""Confirming the delivery sheet; no car leaves without (R5.5)."""

from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access.queries import LEADING_ROLES
from accounts.notices.services import News, tell
from accounts.people.models import User
from foundation.display import money_text
from foundation.history import save_as
from foundation.words import surname_of

from ..orders.models import Order, Payment
from ..orders.queries import outstanding_of
from ..orders.services.locks import lock_open_order
from .models import DeliverySheet
from .notices import CONFIRMED

# So many of the last characters of a VIN are read off the car.
VIN_END = 6


def may_confirm(user: User, order: Order) -> bool:
    """Whether the user leads who sold it: the manager or a director, never who sells it themselves."""
    if user.role not in LEADING_ROLES or not Order.objects.visible_to(user).filter(pk=order.pk):
        return False
    return user.pk not in (order.consultant_id, order.customer.consultant_id)


@transaction.atomic
def confirm(
    *,
    by: User,
    now: datetime,
    order: Order,
    vin_end: str,
    is_insured: bool,
    exception: str = "",
) -> DeliverySheet:
    """All that has to be so before the car leaves is so, or says why not; again where the car is another.

    Raises ``PermissionDenied``, ``ValidationError`` by field.
    """
    order, _opportunity = lock_open_order(order.pk)
    if not may_confirm(by, order):
        raise PermissionDenied
    if order.vehicle is None:
        raise ValidationError(_("Give the order a vehicle first."), code="vehicle")
    vin = order.vehicle.vin
    if vin_end.strip().upper()[-VIN_END:] != vin[-VIN_END:].upper():
        raise ValidationError(
            {
                "vin_end": _("This is not the car of the order: its VIN ends with %(end)s.")
                % {"end": vin[-VIN_END:]}
            }
        )
    if not is_insured:
        raise ValidationError({"is_insured": _("Arrange plate and insurance first.")})
    outstanding, exception = outstanding_of(order), exception.strip()
    if outstanding and not exception:
        message = _("%(amount)s is outstanding: say why the car leaves all the same.")
        raise ValidationError({"exception": message % {"amount": money_text(outstanding)}})
    if not order.invoice_number and not exception:
        message = _("No invoice is written: say why the car leaves all the same.")
        raise ValidationError({"exception": message})
    sheet = DeliverySheet.objects.filter(order=order).first() or DeliverySheet(order=order)
    sheet.vin, sheet.is_insured, sheet.exception = vin, True, exception
    sheet.is_paid, sheet.is_invoiced = not outstanding, bool(order.invoice_number)
    sheet.confirmed_by, sheet.confirmed_at = by, now
    save_as(sheet, by=by, now=now, reason=exception)
    values = {
        "name": str(by),
        "customer": surname_of(order.customer.name),
        "order": order.number,
    }
    mark = now.isoformat()
    tell(News(CONFIRMED, order.consultant_id, order.pk, values, order.pk, mark), now=now, by=by)
    return sheet


def sheet_of(order: Order) -> DeliverySheet | None:
    """The sheet that holds for the order and its present car; not once money was taken back since."""
    sheet = DeliverySheet.objects.filter(order=order).select_related("confirmed_by").first()
    if not sheet or not order.vehicle or sheet.vin != order.vehicle.vin:
        return None
    return None if order.is_open and _is_outdated(sheet, order) else sheet


def _is_outdated(sheet: DeliverySheet, order: Order) -> bool:
    """Whether what was confirmed is so no more: it was paid, it was invoiced, no payment had been taken back."""
    if sheet.is_invoiced and not order.invoice_number:
        return True
    reversals = Payment.objects.filter(due__order=order, reverses__isnull=False)
    is_less = reversals.filter(recorded_at__gt=sheet.confirmed_at).exists()
    return is_less or bool(sheet.is_paid and outstanding_of(order))


def require_sheet(order: Order) -> None:
    """Raise ``ValidationError`` where no manager has confirmed the delivery sheet of this car."""
    if sheet_of(order) is None:
        raise ValidationError(_("A manager has to confirm the delivery sheet first."), code="sheet")
