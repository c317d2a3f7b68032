"""A buyer's care through the services: planned at once, owed like any plan, logged without a grade (R9.2)."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError

from followups.activities.models import Activity
from followups.deadlines.models import Deadline
from followups.deadlines.services import compare
from orders.buyers.models import OwnedVehicle
from orders.buyers.services import add_care, make_contact_plan, update_vehicle
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


def make(floor, car):
    return make_contact_plan(by=floor.consultant, **WHEN, vehicle=car)


def test_a_delivery_plans_the_year_and_twice_is_once_r9_2(floor):
    car = sold(floor, birthday=date(1988, 3, 9))
    items = make(floor, car)
    assert len(items) == 9
    assert make(floor, car) == []
    plans = Activity.objects.planned().filter(opportunity=car.opportunity)
    assert {plan.purpose for plan in plans} == {"care"}
    owed = Deadline.objects.filter(opportunity=car.opportunity, ended_on=None)
    assert {row.kind for row in owed} == {"overdue_activity"}
    assert owed.count() == 9


def test_the_greeting_is_at_new_year_s_eve(floor):
    car = sold(floor)
    make(floor, car)
    greeting = car.care_items.get(kind="holiday_greeting").activity
    assert greeting.planned_on == date(2027, 2, 5)


def test_care_is_logged_without_a_next_plan_and_clears_the_worklist(floor):
    car = sold(floor)
    make(floor, car)
    call = car.care_items.get(kind="thank_you_call").activity
    later = {"now": NOW + timedelta(days=3), "on": TODAY + timedelta(days=3)}
    done = floor.care(car.opportunity, **later, activity=call)
    assert done.is_effective
    assert not Deadline.objects.filter(activity=call, ended_on=None).exists()
    assert list(compare([car.opportunity_id]).lines()) == []


def test_care_not_given_is_overdue_r6_1(floor):
    car = sold(floor)
    make(floor, car)
    broken = Deadline.objects.broken(on=TODAY + timedelta(days=3))
    assert [row.activity.care_item.kind for row in broken] == ["thank_you_call"]


def test_only_who_has_his_car_gets_a_plan_r2_7(floor):
    opportunity = floor.open(**WHEN)
    car = OwnedVehicle.objects.create(
        store=floor.store,
        customer=opportunity.customer,
        opportunity=opportunity,
        model="Golf",
        delivered_on=TODAY,
    )
    with pytest.raises(ValidationError, match="Only whoever has the car"):
        make(floor, car)


def test_a_further_line_may_be_added_often(floor):
    car = sold(floor)
    for number in (1, 2):
        add_care(
            by=floor.consultant,
            **WHEN,
            vehicle=car,
            planned_on=TODAY + timedelta(days=number),
            mode="phone",
            content=f"贴膜 {number}",
        )
    assert car.care_items.filter(kind="other").count() == 2


def test_a_change_of_the_car_is_kept_r1_4(floor):
    car = sold(floor)
    update_vehicle(by=floor.manager, now=NOW, vehicle=car, plate_number="京A12345")
    update_vehicle(by=floor.manager, now=NOW, vehicle=car, plate_number="京A12345")
    created, changed = car.history.order_by("history_id")
    assert (created.plate_number, changed.plate_number) == ("", "京A12345")
    assert changed.history_user == floor.manager
