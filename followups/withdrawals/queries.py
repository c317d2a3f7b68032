"""What was built on an act since, which then stays (R1.4)."""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from foundation.registry import Registry
from leads.customers.models import Customer
from leads.opportunities.models import Opportunity

from ..activities.models import Activity
from ..annotations.models import Annotation
from ..evening.models import Review

# What rooms above know of: ``(opportunity, activities, since)`` gives a sentence, or "" where nothing is.
Built = Callable[[Opportunity, Collection[int], datetime], Any]
built_on: Registry[Built] = Registry()


def get_undoable_for(user, pk):
    """An activity, withdrawn ones included, or 404 where the user may not see it."""
    return get_object_or_404(Activity.everything.visible_to(user), pk=pk)


def built_since(opportunity, activities, at, *, with_card):
    """A sentence that says what was done since the moment ``at``, or "".

    ``with_card``: the act has changed the customer's card as well.
    """
    if Annotation.objects.filter(activity__in=activities, written_at__gt=at).exists():
        return _("A leader has written about it since.")
    if Review.objects.filter(activity__in=activities, at__gt=at).exists():
        return _("A leader has reviewed it since.")
    for check in built_on:
        if sentence := check(opportunity, activities, at):
            return str(sentence)
    later = [
        Activity.history.filter(opportunity=opportunity, history_date__gt=at),
        Opportunity.history.filter(id=opportunity.pk, history_date__gt=at),
    ]
    if with_card:
        later.append(Customer.history.filter(id=opportunity.customer_id, history_date__gt=at))
    if any(rows.exists() for rows in later):
        return _("Something else was done with this customer since.")
    return ""
