"""The daily quotas of S1 with counters from what was logged (R4.11)."""

from datetime import timedelta
from unittest import mock

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from followups.quotas.models import DayQuota
from followups.quotas.queries import day_counts
from followups.quotas.services import set_quotas
from tests.factories import Floor

pytestmark = pytest.mark.django_db
WANTED = {"calls": 5, "mailings": 2, "leaflets": 0}


@pytest.fixture
def floor(db):
    return Floor()


@pytest.fixture
def on(now):
    return now.date()


def give(floor, now, on, **changes):
    who = {"by": floor.manager, "now": now, "on": on, "from_on": on}
    return set_quotas(
        **who | changes.pop("who", {}), quotas={floor.consultant.pk: WANTED | changes}
    )


def counts(person, on):
    return [(str(c.label), c.done, c.wanted) for c in day_counts([person.pk], on=on)[person.pk]]


def test_what_was_logged_is_counted_by_its_mode(floor, now, on):
    give(floor, now, on)
    opportunity = floor.open(now=now, on=on)
    for mode in ("phone", "phone", "mailing", "leaflet", "wechat"):
        floor.contact(opportunity, now=now, on=on, mode=mode)
    assert counts(floor.consultant, on) == [("Calls", 2, 5), ("Mailings", 1, 2)]
    assert counts(floor.consultant, on + timedelta(days=1)) == [("Calls", 0, 5), ("Mailings", 0, 2)]
    assert day_counts([floor.consultant.pk], on=on - timedelta(days=1)) == {}


def test_another_one_holds_from_its_date_on(floor, now, on):
    give(floor, now, on)
    give(floor, now, on, who={"from_on": on + timedelta(days=3)}, calls=9)
    give(floor, now, on, who={"from_on": on + timedelta(days=3)}, calls=9)
    assert DayQuota.objects.count() == 2
    assert counts(floor.consultant, on)[0][2] == 5
    assert counts(floor.consultant, on + timedelta(days=3))[0][2] == 9


def test_who_may_set_them_and_for_which_day(floor, now, on):
    with pytest.raises(PermissionDenied):
        give(floor, now, on, who={"by": Floor().manager})
    with pytest.raises(PermissionDenied):
        give(floor, now, on, who={"by": floor.consultant})
    with pytest.raises(ValidationError):
        give(floor, now, on, who={"from_on": on - timedelta(days=1)})
    give(floor, now, on, who={"by": floor.director})


def test_the_consultant_sees_them_on_the_worklist_and_the_manager_in_the_evening(
    client, floor, now, on
):
    with mock.patch("foundation.clock.now", return_value=now):
        client.force_login(floor.manager)
        data = {"from_on": on, f"calls_{floor.consultant.pk}": "7"}
        assert client.post(reverse("followups:quotas"), data).status_code == 302
        assert "Calls 0/7" in client.get(reverse("followups:board")).content.decode()
        client.force_login(floor.consultant)
        assert "Calls 0/7" in client.get(reverse("home")).content.decode()


def test_the_number_of_queries_does_not_depend_on_the_people(
    floor, now, on, django_assert_num_queries
):
    people = [floor.consultant, floor.new_consultant(), floor.new_consultant()]
    for number in (1, 3):
        keys = [person.pk for person in people[:number]]
        set_quotas(
            by=floor.manager, now=now, on=on, from_on=on, quotas={key: WANTED for key in keys}
        )
        with django_assert_num_queries(2):
            assert len(day_counts(keys, on=on)) == number
