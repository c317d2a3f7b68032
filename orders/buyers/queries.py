"""The card's back: the buyer's cars, each with its contact plan (R9.2)."""

from django.db.models import Prefetch

from .models import CareItem


def cars_of(customer):
    """The customer's cars, the latest first, each with ``care``: its lines in order of the planned day."""
    lines = CareItem.objects.select_related("activity__consultant").order_by(
        "activity__planned_on", "pk"
    )
    cars = customer.vehicles.select_related("order", "opportunity")
    cars = cars.prefetch_related(Prefetch("care_items", queryset=lines, to_attr="care"))
    return list(cars.order_by("-delivered_on", "-pk"))
