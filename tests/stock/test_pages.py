"""Pages of the stock (R9.7)."""

from datetime import timedelta
from decimal import Decimal

from orders.stock.models import Vehicle
from tests.orders.conftest import at, step


def test_stock_by_model_and_colour_and_one_by_one(
    consultant, order, new_vehicle, who, vehicle, today
):
    new_vehicle(colour="黑", arrived_on=today + timedelta(days=3))
    step(consultant, order, "vehicle", vehicle=vehicle.pk)
    page = consultant.get(at("vehicle_list"))
    black, white = sorted(page.context["summary"], key=lambda row: -row.coming)
    assert (white.free, white.allocated, white.days) == (0, 1, 30)
    assert (black.coming, black.free, black.days) == (1, 0, None)
    assert len(page.context["vehicles"]) == 2
    allocated = consultant.get(at("vehicle_list"), {"state": "allocated"}).context["vehicles"]
    assert [row[0] for row in allocated] == [vehicle]
    detail = consultant.get(at("vehicle_detail", vehicle.pk)).content.decode()
    assert at("order_detail", order.pk) in detail


def test_another_consultants_order_is_no_link(floor, browse, order, consultant, vehicle):
    step(consultant, order, "vehicle", vehicle=vehicle.pk)
    other = browse(floor.new_consultant()).get(at("vehicle_detail", vehicle.pk)).content.decode()
    assert order.number in other and at("order_detail", order.pk) not in other


def test_a_vehicle_is_entered_and_put_right(director, floor, today):
    url = at("vehicle_create")
    form = director.get(url).context["form"]
    values = {bound.html_name: bound.value() or "" for bound in form}
    values |= {"store": floor.store.pk, "vin": "lsv", "model": "Golf", "colour": "白"}
    assert "vin" in director.post(url, values).context["form"].errors
    values["vin"] = "lsvau2a37n2183294"
    vehicle_url = director.post(url, values).url
    vehicle = Vehicle.objects.get()
    assert vehicle_url == at("vehicle_detail", vehicle.pk)
    url = at("vehicle_edit", vehicle.pk)
    form = director.get(url).context["form"]
    values = {bound.html_name: bound.value() or "" for bound in form}
    values |= {"store": floor.store.pk, "list_price": "159800.5"}
    assert director.post(url, values).status_code == 302
    vehicle.refresh_from_db()
    assert vehicle.list_price == Decimal("159800.50")
    assert "159,800.50" in director.get(vehicle_url).content.decode()
