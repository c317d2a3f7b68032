"""A quotation, and further versions of it (R9.10, R14.4)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.people.models import User
from followups.plans.services import lock_opportunity, require_executing
from followups.retirement.services import require_in_use
from foundation.history import save_as
from foundation.money import MOST_YUAN, ZERO
from leads.opportunities.models import Opportunity

from ...discounts.queries import limit_of
from ...orders.services.numbers import save_numbered
from ...stock.models import Vehicle
from .. import rules
from ..models import LineKind, Quotation, QuotationLine, QuotationState
from .ending import replace_earlier


@dataclass(frozen=True)
class Line:
    """What goes with the car, in yuan; a ``kind`` of ``LineKind``."""

    kind: str
    label: str
    amount: Decimal


@dataclass(frozen=True)
class LoanTerms:
    """``yearly_rate`` is nominal, in percent."""

    down_payment: Decimal
    months: int
    yearly_rate: Decimal


@dataclass(frozen=True)
class Offer:
    """All that a quotation says; amounts in yuan."""

    model: str
    price: Decimal
    valid_until: date
    car_version: str = ""
    colour: str = ""
    vehicle: Vehicle | None = None
    lines: tuple[Line, ...] = ()
    discount: Decimal = ZERO
    discount_reason: str = ""
    trade_in_car: str = ""
    trade_in: Decimal = ZERO
    loan: LoanTerms | None = None
    note: str = ""

    @property
    def total(self) -> Decimal:
        extras = [line.amount for line in self.lines]
        return rules.total_of(self.price, extras, discount=self.discount, trade_in=self.trade_in)

    @property
    def borrowed(self) -> rules.Loan | None:
        """What is left to be paid by instalments."""
        if self.loan is None:
            return None
        principal = self.total - self.loan.down_payment
        return rules.Loan(principal, self.loan.months, self.loan.yearly_rate)


@transaction.atomic
def make_quotation(
    *,
    by: User,
    now: datetime,
    on: date,
    opportunity: Opportunity,
    offer: Offer,
    after: Quotation | None = None,
) -> Quotation:
    """A quotation for an executing intent, or the next version of ``after``, which stays as it was.

    A consultant who gives more than the store's limit has it wait for approval. Raises ``ValidationError``
    by field of ``Offer`` and ``LoanTerms``, and where the intent has ended or its card is not in use (R14.4).
    """
    opportunity = lock_opportunity(opportunity.pk)
    require_open(opportunity)
    limit = limit_of(opportunity.store, on=on)
    waits = by.is_consultant and rules.is_over(offer.discount, offer.price or Decimal(1), limit)
    check(offer, on=on)
    if waits and not offer.discount_reason.strip():
        raise ValidationError(
            {
                "discount_reason": _("More than %(limit)s %% is approved first: say why.")
                % {"limit": f"{limit:f}".rstrip("0").rstrip(".")}
            }
        )
    quotation = _new(opportunity, offer, by=by, now=now, on=on)
    quotation.limit = limit
    quotation.state = QuotationState.WAITING if waits else QuotationState.OPEN
    if after is None:
        save_numbered(quotation, on=on, by=by, now=now)
    else:
        _save_after(quotation, after, by=by, now=now)
    QuotationLine.objects.bulk_create(
        QuotationLine(
            quotation=quotation, kind=line.kind, label=line.label.strip(), amount=line.amount
        )
        for line in offer.lines
    )
    replace_earlier(quotation, by=by, now=now)
    return quotation


def require_open(opportunity: Opportunity) -> None:
    """Raise ``ValidationError`` where it is no longer executing, or its card is not in use (R14.4)."""
    require_executing(opportunity)
    require_in_use(opportunity.customer)


def check(offer: Offer, *, on: date) -> None:
    """Raise ``ValidationError`` by field where the offer makes no sense."""
    if not offer.model.strip():
        raise ValidationError({"model": _("Name the model.")})
    if not 0 < offer.price <= MOST_YUAN:
        raise ValidationError({"price": _("Enter an amount of money.")})
    if not 0 <= offer.discount <= offer.price:
        raise ValidationError({"discount": _("More than the price.")})
    if offer.trade_in < 0:
        raise ValidationError({"trade_in": _("Enter an amount of money.")})
    for line in offer.lines:
        if line.kind not in LineKind.values or not 0 <= line.amount <= MOST_YUAN:
            raise ValidationError(_("Enter an amount of money."))
    if not 0 < offer.total <= MOST_YUAN:
        raise ValidationError(_("Nothing would be left to pay."))
    if not on <= offer.valid_until <= on + timedelta(days=rules.MOST_DAYS):
        raise ValidationError(
            {
                "valid_until": _("From today on, at most %(days)s days ahead.")
                % {"days": rules.MOST_DAYS}
            }
        )
    if offer.loan and offer.borrowed:
        _check_loan(offer.loan, offer.borrowed.principal)


def _check_loan(loan: LoanTerms, principal: Decimal) -> None:
    if loan.down_payment < 0 or principal < rules.LEAST_LOAN:
        raise ValidationError(
            {
                "down_payment": _("At least %(amount)s yuan have to be left for the loan.")
                % {"amount": rules.LEAST_LOAN}
            }
        )
    if not 1 <= loan.months <= rules.MOST_MONTHS:
        raise ValidationError(
            {"months": _("From 1 to %(months)s months.") % {"months": rules.MOST_MONTHS}}
        )
    if not 0 <= loan.yearly_rate <= rules.MOST_RATE:
        raise ValidationError(
            {"yearly_rate": _("From 0 to %(rate)s percent.") % {"rate": rules.MOST_RATE}}
        )


def _new(opportunity: Opportunity, offer: Offer, *, by: User, now: datetime, on: date) -> Quotation:
    loan = offer.loan
    if offer.vehicle and offer.vehicle.store_id != opportunity.store_id:
        raise ValidationError({"vehicle": _("This vehicle belongs to another store.")})
    return Quotation(
        store=opportunity.store,
        opportunity=opportunity,
        consultant=opportunity.consultant,
        made_by=by,
        made_at=now,
        made_on=on,
        model=" ".join(offer.model.split()),
        car_version=" ".join(offer.car_version.split()),
        colour=" ".join(offer.colour.split()),
        vehicle=offer.vehicle,
        price=offer.price,
        discount=offer.discount,
        discount_reason=offer.discount_reason.strip(),
        trade_in_car=offer.trade_in_car.strip(),
        trade_in=offer.trade_in,
        total=offer.total,
        down_payment=loan.down_payment if loan else None,
        months=loan.months if loan else None,
        yearly_rate=loan.yearly_rate if loan else None,
        valid_until=offer.valid_until,
        note=offer.note.strip(),
    )


def _save_after(quotation: Quotation, after: Quotation, *, by: User, now: datetime) -> None:
    """Under the number of ``after`` and the next version; the intent is locked, so nobody else takes it."""
    if after.opportunity_id != quotation.opportunity_id:
        raise PermissionDenied
    versions = Quotation.objects.filter(store=quotation.store, number=after.number)
    quotation.number = after.number
    quotation.version = max(versions.values_list("version", flat=True)) + 1
    save_as(quotation, by=by, now=now)
