"""Which stores grade by which policy on a date (R3.2), for several stores at once."""

from .models import Grade, StorePolicy
from .services.intent import DEFAULT_POLICY


def policies_in_force(stores, *, on):
    """``[(store, code of its policy)]``; S0 where a store adopted none."""
    latest = {}
    rows = StorePolicy.objects.filter(store__in=stores, effective_from__lte=on)
    for adoption in rows.select_related("policy").order_by("effective_from"):
        latest[adoption.store_id] = adoption.policy.code
    return [(store, latest.get(store.pk, DEFAULT_POLICY)) for store in stores]


def grade_choices(stores, *, on):
    """The codes of the grades in use in the stores, as choices of a filter."""
    policies = {code for _, code in policies_in_force(stores, on=on)}
    grades = Grade.objects.filter(policy__code__in=policies).values_list("code", flat=True)
    return [(code, code) for code in dict.fromkeys(grades)]
