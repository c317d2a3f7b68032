"""The year after a delivery (R9.2), worked out by hand; pure."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from orders.buyers.rules import contact_plan, next_anniversary

days = st.dates(date(2020, 1, 1), date(2039, 12, 31))


def plan_of(*args, **kwargs):
    return {line.kind: line.on for line in contact_plan(*args, **kwargs)}


def test_a_year_of_care_after_a_delivery_r9_2():
    plan = plan_of(
        date(2026, 11, 21),
        birthday=date(1988, 3, 9),
        greeting_days=[date(2026, 2, 16), date(2027, 2, 5), date(2027, 10, 1)],
    )
    assert plan == {
        "thank_you_call": date(2026, 11, 24),
        "thank_you_letter": date(2026, 11, 28),
        "visit": date(2026, 12, 21),
        "holiday_greeting": date(2027, 2, 5),
        "first_service_call": date(2027, 2, 9),
        "birthday_card": date(2027, 3, 8),
        "new_product_mail": date(2027, 5, 20),
        "event_invitation": date(2027, 8, 18),
        "other": date(2027, 10, 22),
    }


def test_no_card_for_an_unknown_birthday_r2_1():
    assert "birthday_card" not in plan_of(date(2026, 11, 21), birthday=None)


def test_who_was_born_on_a_leap_day_is_greeted_every_year():
    assert next_anniversary(date(1992, 2, 29), date(2027, 1, 1)) == date(2027, 2, 28)
    assert next_anniversary(date(1992, 2, 29), date(2028, 1, 1)) == date(2028, 2, 29)


@given(days, days)
def test_an_anniversary_comes_within_a_year(born, on):
    assert on <= next_anniversary(born, on) <= on + timedelta(days=366)


@given(days, days, st.lists(days))
def test_every_line_lies_in_the_year_and_in_order(delivered_on, born, greetings):
    lines = contact_plan(delivered_on, birthday=born, greeting_days=greetings)
    dates = [line.on for line in lines if line.kind != "holiday_greeting"]
    assert dates == sorted(dates)
    assert all(delivered_on < on <= delivered_on + timedelta(days=367) for on in dates)
    assert len({line.kind for line in lines}) == len(lines)
