"""The stock: what stands there, what comes, what an order has (R9.7)."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access.queries import LEADING_ROLES, ORDER_ROLES, stores_of, today_for
from foundation.history import latest_first, recorded_changes
from foundation.once import save_once, sent
from foundation.pages import only_for, page_of
from leads.opportunities.queries import models_of

from .forms import VehicleEntryForm, VehicleFilter
from .models import Vehicle
from .queries import by_state, shown_on_page, state_of, with_order
from .services import add_vehicle, change_vehicle

PER_PAGE = 50
SHOWN = ("vin", "model", "colour", "arrived_on", "left_on", "list_price", "engine_number", "note")


@only_for(*ORDER_ROLES)
def vehicle_list(request):
    """By model and colour, and one by one, the longest in stock first."""
    rows = with_order(Vehicle.objects.visible_to(request.user))
    filters = VehicleFilter(request.GET, rows, user=request.user)
    on = today_for(request.user, request.now)
    page = page_of(request, shown_on_page(filters.qs), PER_PAGE)
    context = {
        "page_obj": page,
        "vehicles": [_row(car, on) for car in page],
        "summary": by_state(rows.filter(left_on=None), on=on),
        "filter": filters,
        "today": on,
        "may_enter": request.user.role in LEADING_ROLES,
    }
    return render(request, "orders/stock/list.html", context)


def _row(vehicle, on):
    """``(vehicle, order, state, days in stock)``; no days where it is still to come."""
    order = next((order for order in vehicle.orders.all() if order.cancelled_on is None), None)
    days = ((vehicle.left_on or on) - vehicle.arrived_on).days
    return vehicle, order, state_of(vehicle, order), days if days >= 0 else None


def _vehicle(request, pk):
    vehicles = Vehicle.objects.visible_to(request.user).select_related("store")
    return get_object_or_404(vehicles, pk=pk)


@only_for(*ORDER_ROLES)
def vehicle_detail(request, pk):
    """One vehicle, the order that has it, and what was changed."""
    vehicle = _vehicle(request, pk)
    order = vehicle.orders.standing().select_related("consultant").first()
    may_open = order and vehicle.orders.standing().visible_to(request.user).exists()
    context = {
        "vehicle": vehicle,
        "order": order,
        "may_open": may_open,
        "state": state_of(vehicle, order),
        "changes": latest_first(recorded_changes(Vehicle, Vehicle.history.filter(id=pk), SHOWN)),
        "today": vehicle.store.business_date(request.now),
        "may_enter": request.user.role in LEADING_ROLES,
    }
    return render(request, "orders/stock/detail.html", context)


@only_for(*LEADING_ROLES)
def vehicle_create(request):
    """A vehicle by hand; stock lists come by the import."""
    on = today_for(request.user, request.now)
    form = VehicleEntryForm(
        sent(request), stores=stores_of(request.user), initial={"arrived_on": on}
    )

    def save():
        vehicle = add_vehicle(
            by=request.user, now=request.now, store=form.cleaned_data["store"], **form.values()
        )
        messages.success(request, _("The vehicle is in stock."))
        return reverse("orders:vehicle_detail", args=[vehicle.pk])

    return _form(request, form, save, reverse("orders:vehicle_list"))


@only_for(*LEADING_ROLES)
def vehicle_edit(request, pk):
    """Put right what was entered."""
    vehicle = _vehicle(request, pk)
    initial = {name: getattr(vehicle, name) for name in SHOWN if name != "left_on"}
    stores = stores_of(request.user).filter(pk=vehicle.store_id)
    form = VehicleEntryForm(sent(request), stores=stores, initial=initial, of=[vehicle])
    back = reverse("orders:vehicle_detail", args=[pk])

    def save():
        change_vehicle(by=request.user, now=request.now, vehicle=vehicle, **form.values())
        messages.success(request, _("The vehicle is saved."))
        return back

    return _form(request, form, save, back, vehicle)


def _form(request, form, save, back, vehicle=None):
    if answer := save_once(request, form, save):
        return answer
    models = models_of(Vehicle.objects.visible_to(request.user).filter(left_on=None))
    context = {"form": form, "vehicle": vehicle, "models": models, "cancel_url": back}
    return render(request, "orders/stock/form.html", context)
