"""What is put into SQL once for a role asks for everybody of it: of a store, of a region, of all (ADR 63)."""

import pytest

from accounts.access.queries import staff_visible_to
from accounts.access.seers import counted_for, prepared_for
from accounts.people.models import Role, User
from compliance.decisions.queries import count_waiting, waiting_items
from crm_site.menu.queries import COUNTS
from tests.factories import Floor, RegionFactory, StoreFactory, UserFactory


def everybody(role):
    """One of the role in each place that there is."""
    region = RegionFactory()
    here, there = Floor(StoreFactory(region=region)), Floor(StoreFactory(region=region))
    Floor()
    yield UserFactory(role=role, store=here.store)
    yield UserFactory(role=role, store=there.store)
    yield UserFactory(role=role, store=None, region=region)
    yield UserFactory(role=role, store=None, is_superuser=role == Role.ADMINISTRATOR)


@pytest.mark.parametrize("role", list(Role))
def test_each_count_of_the_menu_is_asked_for_everybody(db, now, role):
    for user in everybody(role):
        for count in COUNTS.values():
            assert count(user, now) >= 0
        assert count_waiting(user) == len(waiting_items(user))


def overseen(user):
    """As `staff_visible_to`, compared by keys."""
    return User.objects.filter(pk__in=staff_visible_to(user).values("pk")).order_by("pk")


@pytest.mark.parametrize("role", [Role.CONSULTANT, Role.DIRECTOR, Role.ADMINISTRATOR])
def test_the_rows_are_those_that_they_see(db, role):
    rows, number = prepared_for(overseen), counted_for(overseen)
    for user in everybody(role):
        assert list(rows(user)) == list(overseen(user))
        assert number(user) == overseen(user).count()


def test_whoever_is_compared_as_a_whole_is_refused(db):
    """Not with somebody else's rows."""
    floor = Floor()
    led = prepared_for(lambda user: User.objects.filter(manager=user))
    with pytest.raises(TypeError):
        led(floor.manager)
