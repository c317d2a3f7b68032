"""Setting the targets of a month (R9.7)."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from orders.targets.models import Target
from orders.targets.services import Goal, set_targets

MONTH = date(2026, 11, 1)


def test_targets_are_set_and_their_changes_kept(floor, now):
    def goals(orders):
        return [
            Goal(orders, 8),
            Goal(3, 2, consultant=floor.consultant.pk),
            Goal(5, 4, model="Golf"),
            Goal(0, 0, model="Polo"),
        ]

    for orders in (10, 10, 12):
        set_targets(by=floor.director, now=now, store=floor.store, month=MONTH, goals=goals(orders))
    assert Target.objects.count() == 3
    whole = Target.objects.get(consultant=None, model="")
    assert (whole.orders, whole.deliveries) == (12, 8)
    assert [row.orders for row in whole.history.all()] == [12, 10]


def test_a_manager_sets_those_of_his_team_only(floor, now):
    who = {"by": floor.manager, "now": now, "store": floor.store, "month": MONTH}
    set_targets(**who, goals=[Goal(3, 2, consultant=floor.consultant.pk)])
    assert Target.objects.get().consultant == floor.consultant
    for goal in (Goal(1, 1), Goal(1, 1, model="Golf"), Goal(1, 1, consultant=floor.director.pk)):
        with pytest.raises(PermissionDenied):
            set_targets(**who, goals=[goal])
    with pytest.raises(PermissionDenied):
        set_targets(**who | {"by": floor.consultant}, goals=[])


def test_a_month_begins_on_the_first(floor, now):
    with pytest.raises(ValidationError):
        set_targets(
            by=floor.director,
            now=now,
            store=floor.store,
            month=MONTH + timedelta(days=1),
            goals=[Goal(1, 1)],
        )
