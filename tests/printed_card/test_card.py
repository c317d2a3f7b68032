"""The customer card on paper, front and back (R9.2)."""

import re
from datetime import date

import pytest
from django.urls import reverse

from followups.activities.models import Activity
from followups.evening.models import Review
from leads.customers.services import update_card
from orders.buyers.models import CareItem, CareKind, OwnedVehicle
from reports.printed_card.queries import LEAST_LINES
from tests.sheets.hand_made import NOV, at, day


def card_of(client, customer):
    return client.get(reverse("reports:customer_card", args=[customer.pk]))


def test_the_visit_record_of_the_front(browse, hand_made):
    customer = hand_made.customers["王一"].customer
    first = Activity.objects.executed().filter(opportunity__customer=customer).first()
    Review.objects.create(activity=first, by=hand_made.floor.manager, at=at(day(NOV, 20)))
    visits = card_of(browse(hand_made.li), customer).context["visits"]
    # A on 30 October; H on the 5th, 8th and 20th, when they were lost: nothing was planned any more.
    assert [(visit.on, visit.grade) for visit in visits] == [
        (date(2026, 10, 30), "A"),
        (day(NOV, 5), "H"),
        (day(NOV, 8), "H"),
        (day(NOV, 20), "H"),
    ]
    assert visits[-1].next_on is None
    assert visits[0].next_on is not None
    assert visits[1].planned_on == visits[0].next_on
    assert f"{hand_made.floor.manager} 20 Nov 2026" in {visit.checked_by for visit in visits}


def test_lines_for_the_pen_are_left(browse, hand_made):
    answer = card_of(browse(hand_made.li), hand_made.customers["周六"].customer)
    (planned,) = answer.context["visits"]
    assert (planned.planned_on, planned.on) == (day(NOV, 18), None)
    blank = LEAST_LINES - 1
    assert answer.content.decode().count('<tr class="blank-line">') == blank


def test_the_front_has_all_that_the_form_asks(browse, hand_made, now):
    """R2.3, R9.2: number, circumstances, photo, models looked at, sale, changes."""
    intent = hand_made.customers["蒋十三"]
    type(intent).objects.filter(pk=intent.pk).update(models_looked_at="Polo, Golf")
    update_card(
        by=hand_made.chen,
        now=now,
        customer=intent.customer,
        circumstances="周末才有空",
        photo="x.jpg",
    )
    page = card_of(browse(hand_made.chen), intent.customer).content.decode()
    number = intent.orders.get().number
    for text in (f"-{intent.customer_id:06d}", "周末才有空", "Polo, Golf", number, "/photo"):
        assert text in page, text
    assert "Record of changes" in page and str(hand_made.chen) in page


def test_an_unknown_birthday_is_left_open(browse, hand_made):
    """R2.1."""
    answer = card_of(browse(hand_made.li), hand_made.customers["周六"].customer)
    assert not re.search(r"\b1900\b", answer.content.decode())


@pytest.fixture
def car(hand_made):
    opportunity = hand_made.customers["褚十一"]
    car = OwnedVehicle.objects.create(
        store=hand_made.floor.store,
        customer=opportunity.customer,
        model="Golf",
        vin="LFV00000000000001",
        delivered_on=day(NOV, 3),
    )
    person = {"consultant": hand_made.chen, "planned_for": hand_made.chen}
    call = Activity.objects.create(
        opportunity=opportunity, recorded_on=day(NOV, 3), planned_on=day(NOV, 6), **person
    )
    CareItem.objects.create(vehicle=car, kind=CareKind.THANK_YOU_CALL, activity=call)
    return car


def test_the_back_shows_the_car_and_all_kinds_of_care(browse, hand_made, car):
    answer = card_of(browse(hand_made.chen), car.customer)
    (back,) = answer.context["cars"]
    planned = {str(label): planned for label, planned, _done in back.rows}
    assert len(planned) == len(CareKind)
    assert back.months[0] == day(NOV, 1) and len(back.months) == 13
    assert planned["Thank-you call"][0] == [day(NOV, 6)]
    assert car.vin in answer.content.decode()


def test_the_grid_holds_several_dates_of_a_kind_planned_and_done(browse, hand_made, car):
    """R9.2."""
    for number, planned_on in enumerate((day(NOV, 20), day(12, 1), date(2028, 1, 1))):
        activity = Activity.objects.create(
            opportunity=hand_made.customers["褚十一"],
            consultant=hand_made.chen,
            planned_for=hand_made.chen,
            recorded_on=day(NOV, 3),
            planned_on=planned_on,
            **(
                {}
                if number
                else {
                    "state": "executed",
                    "executed_on": day(NOV, 21),
                    "ended_on": day(NOV, 21),
                    "result": "reached",
                    "content": "问候",
                }
            ),
        )
        CareItem.objects.create(vehicle=car, kind=CareKind.THANK_YOU_CALL, activity=activity)
    (back,) = card_of(browse(hand_made.chen), car.customer).context["cars"]
    _label, planned, done = back.rows[0]
    assert planned[:2] == [[day(NOV, 6), day(NOV, 20)], [day(12, 1)]]
    assert planned[-1] == [date(2028, 1, 1)] and back.has_other_days
    assert done[0] == [day(NOV, 21)]


def test_the_back_names_the_car_in_full(browse, hand_made, car):
    """R9.2."""
    known = {"model_code": "GF26", "accessories": "脚垫", "insurer": "平安", "loan_months": 36}
    money = {"price": 150000, "loan_amount": 90000, "sum_insured": 140000}
    days = {"made_in": date(2026, 9, 1), "licensed_on": day(NOV, 5)}
    type(car).objects.filter(pk=car.pk).update(**known, **money, **days)
    page = card_of(browse(hand_made.chen), car.customer).content.decode()
    for text in (
        "GF26",
        "脚垫",
        "平安",
        "36",
        "¥90,000.00",
        "¥140,000.00",
        "2026-09",
        "2026-11-05",
    ):
        assert text in page, text
    assert "another dealer" in page


def test_it_takes_as_many_queries_for_much_as_for_little(hand_made, browse, count_queries):
    client = browse(hand_made.floor.director)
    urls = [
        reverse("reports:customer_card", args=[hand_made.customers[name].customer_id])
        for name in ("陈十", "王一")
    ]
    few, many = (count_queries(client, url) for url in urls)
    assert many == few
