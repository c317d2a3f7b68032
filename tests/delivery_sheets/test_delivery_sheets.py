"""No car leaves before a manager has confirmed the delivery sheet 交车单确认 (R5.5)."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from accounts.notices.models import Notice
from orders.delivery_sheets.services import confirm, sheet_of
from orders.orders.models import Payment
from orders.orders.services.allocation import allocate_vehicle, release_vehicle
from orders.orders.services.delivery import deliver
from orders.orders.services.payments import reverse_payment
from orders.orders.services.steps import invoice
from tests.factories import ManagerFactory
from tests.orders.conftest import *  # noqa: F403


@pytest.fixture
def sold(order, vehicle, who):
    allocate_vehicle(**who, order=order, vehicle=vehicle)
    order.refresh_from_db()
    return order


def sign(order, floor, now, *, by=None, **how):
    values = {
        "vin_end": order.vehicle.vin[-6:],
        "is_insured": True,
        "exception": "尾款下周贷款到账",
    }
    return confirm(by=by or floor.manager, now=now, order=order, **values | how)


def test_r5_5_refused_with_the_plain_reason_until_it_is_confirmed(sold, floor, who, now, today):
    with pytest.raises(ValidationError, match="A manager has to confirm the delivery sheet first"):
        deliver(**who, order=sold, delivered_on=today, despite_outstanding=True)
    sheet = sign(sold, floor, now)
    assert (sheet.confirmed_by, sheet.confirmed_at, sheet.is_paid) == (floor.manager, now, False)
    deliver(**who, order=sold, delivered_on=today, despite_outstanding=True)
    sold.refresh_from_db()
    assert sold.delivered_on == today
    (notice,) = Notice.objects.filter(person=floor.consultant, kind="order.sheet")
    assert notice.url == reverse("orders:order_detail", args=[sold.pk])


def test_r5_5_never_by_who_sells_it(sold, floor, now):
    for person in (floor.consultant, ManagerFactory(store=floor.store)):
        with pytest.raises(PermissionDenied):
            sign(sold, floor, now, by=person)
    sold.consultant = floor.manager
    sold.save()
    with pytest.raises(PermissionDenied):
        sign(sold, floor, now)
    assert sign(sold, floor, now, by=floor.director).confirmed_by == floor.director


@pytest.mark.parametrize(
    ("how", "field"),
    [
        ({"vin_end": "999999"}, "vin_end"),
        ({"is_insured": False}, "is_insured"),
        ({"exception": " "}, "exception"),
    ],
)
def test_r5_5_each_thing_is_checked(sold, floor, now, how, field):
    with pytest.raises(ValidationError) as refused:
        sign(sold, floor, now, **how)
    assert field in refused.value.message_dict


def test_r5_5_paid_and_invoiced_it_needs_no_exception(
    place, opportunity, vehicle, receipt, floor, who, now, today
):
    order = place(opportunity, vehicle=vehicle, deposit=receipt("150000"))
    with pytest.raises(ValidationError) as refused:
        sign(order, floor, now, exception="")
    assert "exception" in refused.value.message_dict  # no invoice yet
    invoice(**who, order=order, number="0123", invoiced_on=today)
    sheet = sign(order, floor, now, exception="")
    assert sheet.is_paid and sheet.is_invoiced


def test_r5_5_another_car_is_confirmed_anew(sold, floor, who, now, today, new_vehicle):
    sign(sold, floor, now)
    release_vehicle(**who, order=sold)
    allocate_vehicle(**who, order=sold, vehicle=new_vehicle())
    sold.refresh_from_db()
    assert sheet_of(sold) is None
    with pytest.raises(ValidationError, match="confirm"):
        deliver(**who, order=sold, delivered_on=today, despite_outstanding=True)
    sign(sold, floor, now)
    assert sheet_of(sold)


@pytest.mark.parametrize("exception", ["", "尾款下周到账"])
def test_r5_5_confirmed_anew_once_money_was_taken_back(
    place, opportunity, vehicle, receipt, floor, who, now, today, exception
):
    order = place(opportunity, vehicle=vehicle, deposit=receipt("9000" if exception else "150000"))
    invoice(**who, order=order, number="0123", invoiced_on=today)
    order.refresh_from_db()
    sign(order, floor, now, exception=exception)
    assert sheet_of(order)
    payment, later = Payment.objects.first(), now + timedelta(hours=1)
    reverse_payment(by=floor.manager, now=later, on=today, payment=payment, reason="入错账")
    assert sheet_of(order) is None
    with pytest.raises(ValidationError, match="confirm"):
        deliver(**who, order=order, delivered_on=today, despite_outstanding=True)
    sign(order, floor, later + timedelta(hours=1))
    deliver(**who, order=order, delivered_on=today, despite_outstanding=True)


def test_r5_5_by_the_page(sold, floor, browse):
    page = reverse("orders:delivery_sheet", args=[sold.pk])
    own, leader = browse(floor.consultant), browse(floor.manager)
    assert own.get(page).context["form"] is None
    assert own.post(page, {}).status_code == 403
    typed = {"token": leader.get(page).context["form"]["token"].value()}
    bad = leader.post(page, typed | {"vin_end": "1", "exception": "x" * 300})
    assert set(bad.context["form"].errors) == {"vin_end", "is_insured", "exception"}
    good = {"vin_end": sold.vehicle.vin[-6:], "is_insured": "on", "exception": "贷款下周到账"}
    assert leader.post(page, typed | good).status_code == 302
    assert "贷款下周到账" in own.get(page).content.decode()
    order = own.get(reverse("orders:order_detail", args=[sold.pk])).content.decode()
    assert page in order
