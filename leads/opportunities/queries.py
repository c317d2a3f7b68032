"""Opportunities as the user may see them (R1.3), the models they are about, and cards without any."""

from django.shortcuts import get_object_or_404

from foundation.searching import told_apart

from ..customers.models import Customer
from .models import Opportunity


def get_opportunity_for(user, pk):
    """The opportunity with its card, or 404 where the user may not see it."""
    found = Opportunity.objects.visible_to(user).select_related(
        "customer", "store", "consultant", "grade__policy"
    )
    return get_object_or_404(found, pk=pk)


def without_intent(user):
    """The visible cards that never had an opportunity."""
    return Customer.objects.visible_to(user).in_use().filter(opportunities=None)


def models_of(opportunities):
    """The model names in use, for a filter and for completion while typing."""
    names = opportunities.order_by("model").values_list("model", flat=True).distinct()
    return told_apart(names)
