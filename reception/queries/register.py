"""The registers of visitors and callers 来店/来电顾客登记表 (R9.1), as the user may see them (R1.3)."""

from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Exists, OuterRef, Subquery
from django.utils.timezone import localtime

from accounts.access import stores_of
from accounts.models import Role
from leads.models import Customer, OpportunityChange
from leads.queries import SALES_ROLES, may_see_phone
from orders.models import Order
from reception.models import Visit

REGISTER_ROLES = (*SALES_ROLES, Role.RECEPTION)
# Whoever keeps the register of a store, or heads it, reads all of it but for the numbers.
_ALL_SALES = (Role.RECEPTION, Role.DIRECTOR)


def register_rows(user, *, kind, since, until, consultant=None, manager=None, open_only=False):
    """The visits of the dates, each with ``grade_code`` (on the day) and ``ordered_on_spot``.

    ``kind``: a ``VisitKind``; ``consultant``, ``manager``: only theirs, or their team's; ``open_only``: only who
    was not signed out.
    """
    rows = Visit.objects.visible_to(user).standing().filter(kind=kind, on__range=(since, until))
    if consultant:
        rows = rows.filter(consultant=consultant)
    if manager:
        rows = rows.filter(consultant__manager=manager)
    if open_only:
        rows = rows.inside()
    graded = OpportunityChange.objects.filter(
        opportunity=OuterRef("opportunity"), changed_on__lte=OuterRef("on"), grade__isnull=False
    )
    ordered = Order.objects.standing().filter(
        opportunity=OuterRef("opportunity"), ordered_on=OuterRef("on")
    )
    return rows.select_related(
        "store", "consultant", "customer__consultant", "opportunity", "checked_by"
    ).annotate(
        grade_code=Subquery(graded.order_by("-changed_on", "-pk").values("grade__code")[:1]),
        ordered_on_spot=Exists(ordered),
    )


def shown_name(user, visit):
    """The name the visitor gave; that of their card only to those who may open it (R1.3)."""
    if visit.name or not visit.customer:
        return visit.name
    return visit.customer.name if may_see_phone(user, visit.customer) else ""


def shows_phone(user, visit):
    """Whether the number is shown in full: to the customer's owner, their manager and director (R1.3)."""
    return bool(visit.customer) and may_see_phone(user, visit.customer)


def shows_sale(user, visit):
    """Whether grade, model and order are shown: to reception and to who may open the card (R1.3)."""
    if user.role in _ALL_SALES or visit.customer is None:
        return True
    return may_see_phone(user, visit.customer)


def sales_shown(rows, user):
    """Of ``rows`` with a customer, those of which ``shows_sale`` is true."""
    if user.role in _ALL_SALES:
        return rows
    return rows.filter(customer__in=Customer.objects.visible_to(user))


def has_closed(user, *, now):
    """Whether closing time has come at the user's store; at the first, where they head several."""
    store = user.store or stores_of(user).order_by("code").first()
    local = now.astimezone(ZoneInfo(store.time_zone)) if store else localtime(now)
    return local.time() >= settings.CLOSING_TIME


def inside_before(store_rows, *, on, closed):
    """Of ``store_rows``, the visitors who should have been signed out by now.

    ``closed``: whether closing time of the day ``on`` itself has come.
    """
    rows = store_rows.inside()
    return rows.filter(on__lte=on) if closed else rows.filter(on__lt=on)
