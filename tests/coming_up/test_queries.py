"""What comes up for customers without a plan (R10.2)."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from orders.buyers.models import OwnedVehicle
from orders.buyers.services import update_vehicle
from orders.coming_up.queries import coming_up_for
from tests.factories import Floor

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 21, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
TODAY = NOW.date()
WHEN = {"now": NOW, "on": TODAY}


@pytest.fixture
def floor():
    return Floor()


def sold(floor, **card):
    opportunity = floor.open(**WHEN, **card)
    floor.contact(opportunity, **WHEN, next_in=None, outcome="won")
    opportunity.refresh_from_db()
    return OwnedVehicle.objects.create(
        store=floor.store,
        customer=opportunity.customer,
        opportunity=opportunity,
        model="Golf",
        delivered_on=TODAY,
    )


class TestComingUp:
    """R10.2."""

    def kinds(self, floor, on=TODAY):
        return [(o.kind, o.on) for o in coming_up_for(floor.consultant, on=on)]

    def test_known_birthdays_three_days_ahead_r2_1(self, floor):
        floor.open(**WHEN, birthday=date(1988, 11, 24))
        floor.open(**WHEN, birthday=date(1988, 11, 25))
        floor.open(**WHEN, birthday=date(1900, 1, 1))
        assert self.kinds(floor) == [("birthday", date(2026, 11, 24))]
        assert self.kinds(floor, on=date(2026, 12, 31)) == []

    def test_a_birthday_of_the_new_year_is_seen_in_the_old(self, floor):
        floor.open(**WHEN, birthday=date(1988, 1, 2))
        assert self.kinds(floor, on=date(2026, 12, 31)) == [("birthday", date(2027, 1, 2))]

    def test_insurance_and_service(self, floor):
        car = sold(floor)
        dates = {
            "insurance_expires_on": TODAY + timedelta(days=30),
            "service_due_on": TODAY + timedelta(days=15),
        }
        update_vehicle(by=floor.manager, now=NOW, vehicle=car, **dates)
        assert self.kinds(floor) == [("insurance", dates["insurance_expires_on"])]
        assert len(self.kinds(floor, on=TODAY + timedelta(days=1))) == 2

    def test_those_of_others_do_not_appear(self, floor):
        floor.open(**WHEN, birthday=date(1988, 11, 24), consultant=floor.new_consultant())
        assert self.kinds(floor) == []
