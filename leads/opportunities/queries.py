"""Opportunities as the user may see them (R1.3), the models they are about, and cards without any."""

from collections import defaultdict

from django.db import connection
from django.db.models import Q
from django.shortcuts import get_object_or_404

from accounts.access.queries import stores_of
from foundation.searching import told_apart
from foundation.words import folded

from ..car_models.models import CarModel
from ..customers.models import Customer
from ..grading.models import Grade
from ..grading.queries import day_count
from ..grading.rules import window_on
from .models import Opportunity, State


def get_opportunity_for(user, pk):
    """The opportunity with its card, or 404 where the user may not see it."""
    found = Opportunity.objects.visible_to(user).select_related(
        "customer", "store", "consultant", "grade__policy"
    )
    return get_object_or_404(found, pk=pk)


class Windows:
    """The expected dates that each grade's window holds on a day: which opportunities are out of step.

    Time moves on: an open opportunity's date may come to lie outside its grade's window (R3.3). It is
    said and asked about; no finding and no penalty follow. Two queries, however many opportunities.
    """

    def __init__(self, *, on):
        counts = {}
        self._held = {}
        for grade in Grade.objects.filter(is_ordered=False).select_related("policy"):
            policy = grade.policy
            if policy.counts_working_days not in counts:
                counts[policy.counts_working_days] = day_count(policy, on=on)
            self._held[grade.pk] = window_on(grade, on, counts[policy.counts_working_days])

    def is_out_of_step(self, opportunity):
        """Whether its date lies outside; one that has ended or is ordered has no window."""
        held = self._held.get(opportunity.grade_id)
        if held is None or not opportunity.is_executing:
            return False
        first, last = held
        return opportunity.expected_on < first or (
            last is not None and opportunity.expected_on > last
        )

    def outside(self):
        """A ``Q`` over opportunities: whether they are out of step."""
        grades = defaultdict(list)
        for pk, held in self._held.items():
            grades[held].append(pk)
        outside = Q(pk__in=[])
        for (first, last), keys in grades.items():
            beyond = Q(expected_on__lt=first)
            if last is not None:
                beyond |= Q(expected_on__gt=last)
            outside |= Q(grade__in=keys) & beyond
        return Q(state=State.EXECUTING) & outside

    def out_of_step(self, opportunities):
        """Those of the rows that are out of step."""
        return opportunities.filter(self.outside())


def without_intent(user):
    """The visible cards that never had an opportunity."""
    return Customer.objects.visible_to(user).in_use().filter(opportunities=None)


def models_of(opportunities):
    """The model names in use, for a filter and for completion while typing."""
    names = opportunities.order_by("model").values_list("model", flat=True).distinct()
    return told_apart(names)


# Each step looks up the next car of a store in the index: as many as there are cars, however many intents.
CARS_OF_STORES = """
    WITH RECURSIVE found (store_id, id) AS (
        SELECT s.id, (SELECT o.id FROM leads_opportunity o WHERE o.store_id = s.id
                       ORDER BY o.brand, o.model LIMIT 1)
          FROM accounts_store s WHERE s.id IN ({stores})
         UNION ALL
        SELECT f.store_id, (SELECT o.id FROM leads_opportunity o
                             WHERE o.store_id = f.store_id AND (o.brand, o.model) > (c.brand, c.model)
                             ORDER BY o.brand, o.model LIMIT 1)
          FROM found f JOIN leads_opportunity c ON c.id = f.id
    )
    SELECT DISTINCT c.brand, c.model FROM found f JOIN leads_opportunity c ON c.id = f.id
     ORDER BY c.brand, c.model
"""


def cars_of_stores(stores):
    """``[(brand, model)]`` of all intents of these stores (their keys)."""
    if not stores:
        return []
    with connection.cursor() as cursor:
        marks = ", ".join(["%s"] * len(stores))
        cursor.execute(CARS_OF_STORES.format(stores=marks), stores)
        return cursor.fetchall()


def cars_for(user):
    """The brands and the models in use among what they see, for a filter."""
    if user.heads:
        cars = cars_of_stores(list(stores_of(user).values_list("pk", flat=True)))
    else:
        rows = Opportunity.objects.visible_to(user).in_use().order_by("brand", "model")
        cars = rows.values_list("brand", "model").distinct()
    brands, models = zip(*cars, strict=True) if cars else ((), ())
    return told_apart(filter(None, brands)), told_apart(sorted(models))


def models_to_offer(store):
    """What the store sells, then the other names in use; what it no longer sells is not proposed (R2.2)."""
    listed = CarModel.objects.filter(store=store)
    known = {folded(car.name) for car in listed}
    in_use = models_of(Opportunity.objects.filter(store=store))
    offered = [str(car) for car in listed if car.retired_on is None]
    return [*offered, *(name for name in in_use if folded(name) not in known)]
