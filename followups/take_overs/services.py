"""Taking a customer over for a while, and giving them back (S1)."""

from collections.abc import Iterable
from datetime import date, datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access.queries import LEADING_ROLES
from accounts.notices.models import NoticeKind
from accounts.notices.services import News, tell
from accounts.people.models import User
from foundation.history import save_as
from foundation.words import surname_of
from leads.customers.models import Customer

from .models import TakeOver
from .notices import GIVEN_BACK, TAKEN_OVER


@transaction.atomic
def take_over(
    *, by: User, now: datetime, on: date, customer: Customer, until_on: date, reason: str
) -> TakeOver:
    """``by`` looks after the customer from today through ``until_on``.

    The consultant stays the owner and owes what they owed (R6.4, R6.6): what ``by`` logs meanwhile counts
    for the cadence, not as the owner's effective contact. Raises ``PermissionDenied`` or
    ``ValidationError`` by field, also where somebody has taken them over already.
    """
    _require_leader(by, customer)
    customer = Customer.objects.select_for_update(of=("self",), no_key=True).get(pk=customer.pk)
    if until_on < on:
        raise ValidationError({"until_on": _("The last day lies in the past.")})
    end_lapsed([customer.pk], by=by, now=now, on=on)
    if other := TakeOver.objects.filter(customer=customer, ended_on=None).first():
        raise ValidationError(
            _("%(name)s looks after this customer already.") % {"name": other.leader}
        )
    row = TakeOver(customer=customer, leader=by, from_on=on, until_on=until_on, reason=reason)
    save_as(row, by=by, now=now)
    _tell(TAKEN_OVER, row, by=by, now=now)
    return row


def end_lapsed(customers: Iterable[int], *, by: User | None, now: datetime, on: date) -> None:
    """Write down the end of those of the customers' take-overs whose last day is over."""
    for row in TakeOver.objects.filter(customer__in=customers, ended_on=None, until_on__lt=on):
        row.ended_on = row.until_on
        save_as(row, by=by, now=now)


@transaction.atomic
def give_back(row: TakeOver, *, by: User, now: datetime, on: date) -> None:
    """End it today, by hand; ended before, nothing happens."""
    row = TakeOver.objects.select_for_update(of=("self",)).get(pk=row.pk)
    _require_leader(by, row.customer)
    if row.ended_on is None:
        row.ended_on = on
        save_as(row, by=by, now=now)
        _tell(GIVEN_BACK, row, by=by, now=now)


def _tell(kind: NoticeKind, row: TakeOver, *, by: User, now: datetime) -> None:
    customer, name = row.customer, str(row.leader)
    values = {"name": name, "customer": surname_of(customer.name), "until_on": row.until_on}
    news = News(kind, customer.consultant_id, row.pk, values, target=customer.pk)
    tell(news, now=now, by=by)


def _require_leader(by: User, customer: Customer) -> None:
    seen = Customer.objects.visible_to(by).filter(pk=customer.pk).exists()
    if by.role not in LEADING_ROLES or not seen:
        raise PermissionDenied
