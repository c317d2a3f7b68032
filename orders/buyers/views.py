"""The card's back: cars and contact plan of a buyer (R9.2)."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access.queries import CUSTOMER_ROLES, READING_ROLES
from foundation.once import save_once, sent
from foundation.pages import only_for
from leads.customers.queries import get_customer_for

from .forms import CareForm, CarForm, NewCarForm, OtherCarForm
from .models import OwnedVehicle
from .queries import cars_of
from .services import add_care, add_vehicle, begin_care, update_vehicle


@only_for(*READING_ROLES)
def card_back(request, pk):
    """What the customer drives, and how they are looked after."""
    customer = get_customer_for(request.user, pk)
    context = {
        "customer": customer,
        "cars": cars_of(customer),
        "today": customer.store.business_date(request.now),
    }
    return render(request, "orders/buyers/card_back.html", context)


@only_for(*CUSTOMER_ROLES)
def car_create(request, pk):
    """A car that was bought elsewhere, with a year of care where it is wanted."""
    customer = get_customer_for(request.user, pk)
    form = NewCarForm(sent(request))

    def save():
        who = {"by": request.user, "now": request.now}
        car = add_vehicle(**who, customer=customer, **form.values())
        if form.cleaned_data["cared_for"]:
            on = customer.store.business_date(request.now)
            begin_care(**who, on=on, vehicle=car)
        messages.success(request, _("The car is on the card."))
        return _back(customer)

    return _answer(request, form, save, customer, _("Add a car"))


@only_for(*CUSTOMER_ROLES)
def car_edit(request, pk):
    """Plate, insurance, service."""
    car = _car(request.user, pk)
    kind = CarForm if car.is_own_sale else OtherCarForm
    form = kind(sent(request), instance=car)

    def save():
        update_vehicle(by=request.user, now=request.now, vehicle=car, **form.values())
        messages.success(request, _("Saved."))
        return _back(car.customer)

    return _answer(request, form, save, car.customer, _("Edit the car"))


@only_for(*CUSTOMER_ROLES)
def care_create(request, pk):
    """A further line of the contact plan."""
    car = _car(request.user, pk)
    if car.opportunity is None or not car.opportunity.is_won:
        raise Http404
    on = car.store.business_date(request.now)
    form = CareForm(sent(request))

    def save():
        add_care(
            by=request.user,
            now=request.now,
            on=on,
            vehicle=car,
            **{name: form.cleaned_data[name] for name in ("kind", "planned_on", "mode", "content")},
        )
        messages.success(request, _("It is on the contact plan."))
        return _back(car.customer)

    return _answer(request, form, save, car.customer, _("Add to the contact plan"))


@only_for(*CUSTOMER_ROLES)
@require_POST
def care_begin(request, pk):
    """A year of care for a car that was bought elsewhere."""
    car = _car(request.user, pk)
    on = car.store.business_date(request.now)
    try:
        begin_care(by=request.user, now=request.now, on=on, vehicle=car)
        messages.success(request, _("A year of care is planned."))
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return redirect(_back(car.customer))


def _car(user, pk):
    cars = OwnedVehicle.objects.visible_to(user)
    return get_object_or_404(cars.select_related("customer__store", "store", "opportunity"), pk=pk)


def _back(customer):
    return reverse("buyers:card_back", args=[customer.pk])


def _answer(request, form, save, customer, title):
    if answer := save_once(request, form, save):
        return answer
    context = {
        "form": form,
        "customer": customer,
        "title": title,
        "cancel_url": _back(customer),
    }
    return render(request, "orders/buyers/form.html", context)
