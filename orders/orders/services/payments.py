"""Money of an order: what is due by when, what came in, what was taken back (R9.5)."""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.people.models import User
from foundation.display import day, money_text
from foundation.history import delete_as, save_as

from ..models import Order, Payment, PaymentDue
from ..notices import PAID
from ..rules import TooMuch, spread
from .locks import lock_order, lock_standing_order, require_past, require_since
from .steps import keep_conversion
from .telling import tell_departments


@dataclass(frozen=True)
class DueLine:
    """A line of a payment plan; ``due``: the key of the line that it changes, else it is new."""

    kind: str
    due_on: date
    amount: Decimal
    due: int | None = None


@dataclass(frozen=True)
class Receipt:
    """Money received in one go, in yuan."""

    amount: Decimal
    way: str
    received_on: date
    reference: str = ""


@transaction.atomic
def record_payment(
    *, by: User, now: datetime, on: date, order: Order, receipt: Receipt
) -> list[Payment]:
    """Spread what was received over the dues in order of date; returns the ``Payment`` rows.

    Part of a due may be paid, never more than is outstanding; raises ``ValidationError`` by field of
    ``Receipt``.
    """
    order, _opportunity = lock_standing_order(order.pk)
    return take_in(order, receipt, by=by, now=now, on=on)


def take_in(order: Order, receipt: Receipt, *, by: User, now: datetime, on: date) -> list[Payment]:
    """As ``record_payment`` for an order that is locked already."""
    require_past(receipt.received_on, on, "received_on")
    require_since(receipt.received_on, order.opportunity, "received_on")
    if receipt.amount <= 0:
        raise ValidationError({"amount": _("Enter an amount above zero.")})
    dues = list(order.dues.select_for_update())
    try:
        parts = spread(receipt.amount, [(due, due.outstanding) for due in dues])
    except TooMuch as error:
        message = _("Only %(amount)s is outstanding.") % {"amount": money_text(error.outstanding)}
        raise ValidationError({"amount": message}) from error
    payments = []
    for due, part in parts:
        due.paid += part
        save_as(due, by=by, now=now)
        payments.append(
            Payment.objects.create(
                due=due,
                received_on=receipt.received_on,
                amount=part,
                way=receipt.way,
                reference=receipt.reference.strip(),
                recorded_by=by,
                recorded_at=now,
            )
        )
    keep_conversion(order, by=by, now=now)
    if all(due.paid >= due.amount for due in dues):
        tell_departments(PAID, order, by=by, now=now)
    return payments


@transaction.atomic
def reverse_payment(*, by: User, now: datetime, on: date, payment: Payment, reason: str) -> Payment:
    """Take a payment back, once, by a negative one that names it: a mistake, or money given back."""
    order, _opportunity = lock_order(
        PaymentDue.objects.values_list("order_id", flat=True).get(pk=payment.due_id)
    )
    due = order.dues.select_for_update().get(pk=payment.due_id)
    if payment.reverses_id or Payment.objects.filter(reverses=payment).exists():
        raise ValidationError(_("This payment is taken back already."), code="reversed")
    if not reason.strip():
        raise ValidationError({"reason": _("Say why the payment is taken back.")})
    due.paid -= payment.amount
    save_as(due, by=by, now=now, reason=reason.strip())
    reversal = Payment.objects.create(
        due=due,
        received_on=on,
        amount=-payment.amount,
        way=payment.way,
        reference=payment.reference,
        recorded_by=by,
        recorded_at=now,
        reverses=payment,
        reason=reason.strip(),
    )
    keep_conversion(order, by=by, now=now)
    return reversal


@transaction.atomic
def change_payment_plan(
    *,
    by: User,
    now: datetime,
    on: date,
    order: Order,
    lines: Sequence[DueLine],
    price: Decimal | None = None,
    seen: Set[int] | None = None,
) -> Order:
    """Replace the plan by ``lines``, which add up to the price (a new one, where ``price`` is given).

    What is paid stays where it is: a line that took money keeps at least that amount. Raises
    ``ValidationError``, by the field ``price`` where the price is wrong. ``seen``: the keys of the lines
    from which the new plan was made; where others stand by now it is refused.
    """
    order, _opportunity = lock_standing_order(order.pk)
    if price is not None and price != order.price:
        set_price(order, price)
        save_as(order, by=by, now=now)
    check_sum(lines, order.price)
    dues = {due.pk: due for due in order.dues.select_for_update()}
    kept = [line.due for line in lines if line.due is not None]
    is_stale = seen is not None and seen != dues.keys()
    if is_stale or len(kept) != len(set(kept)) or not set(kept) <= dues.keys():
        raise ValidationError(_("The payment plan was changed in the meantime."), code="changed")
    _drop_others([due for pk, due in dues.items() if pk not in kept], by=by, now=now)
    for line in lines:
        _write_line(order, dues.get(line.due), line, by=by, now=now)
    return order


def set_price(order: Order, price: Decimal) -> None:
    if price <= 0:
        raise ValidationError({"price": _("Enter an amount above zero.")})
    order.price = price


def check_sum(lines: Sequence[DueLine], price: Decimal) -> None:
    """Raise ``ValidationError`` where the lines do not add up to the price."""
    if any(line.amount <= 0 for line in lines):
        raise ValidationError(_("Each line of the plan needs an amount above zero."), code="lines")
    total = sum((line.amount for line in lines), Decimal(0))
    if total != price:
        message = _("The payment plan adds up to %(total)s, but the price is %(price)s.")
        values = {"total": money_text(total), "price": money_text(price)}
        raise ValidationError(message % values, code="sum")


def _drop_others(dues: list[PaymentDue], *, by: User, now: datetime) -> None:
    for due in dues:
        if due.payments.exists():
            message = _("The line of %(date)s took money and stays in the plan.")
            raise ValidationError(message % {"date": day(due.due_on)}, code="paid")
        delete_as(due, by=by, now=now, reason="")


def _write_line(
    order: Order, due: PaymentDue | None, line: DueLine, *, by: User, now: datetime
) -> None:
    due = due or PaymentDue(order=order)
    if line.amount < due.paid:
        message = _("%(paid)s is paid already on the line of %(date)s.")
        values = {"paid": money_text(due.paid), "date": day(due.due_on)}
        raise ValidationError(message % values, code="paid")
    wanted = {"kind": line.kind, "due_on": line.due_on, "amount": line.amount}
    if due.pk and all(getattr(due, name) == value for name, value in wanted.items()):
        return
    for name, value in wanted.items():
        setattr(due, name, value)
    save_as(due, by=by, now=now)
