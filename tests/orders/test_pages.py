"""Order pages: the form, the steps in place, the payment plan; queries of all pages of the app."""

from datetime import timedelta

import pytest
from django.urls import reverse

from leads.opportunities.models import State
from orders.orders.models import Order, Payment
from orders.orders.services.payments import record_payment
from tests.delivering import confirm_sheet
from tests.orders.conftest import at, sending, step


@pytest.fixture
def typed(vehicle, today):
    """What is typed into the order form."""
    return {
        "model": "Golf",
        "colour": "白",
        "vehicle": vehicle.pk,
        "price": "150000",
        "deposit": "5000",
        "deposit_way": "mobile",
        "loan": "100000",
        "balance_due_on": (today + timedelta(days=10)).isoformat(),
        "contract_number": "HT-1",
        "contract_signed_on": today.isoformat(),
        "firm_on": "",
        "delivery_expected_on": (today + timedelta(days=12)).isoformat(),
        "note": "送脚垫",
    }


def test_an_order_is_taken_from_the_card(consultant, opportunity, typed, vehicle):
    card = consultant.get(reverse("followups:customer_card", args=[opportunity.customer_id]))
    url = at("order_create", opportunity.pk)
    assert url in card.content.decode()
    values = sending(consultant, url, typed)
    answer = consultant.post(url, values)
    order = Order.objects.get()
    assert answer.url == at("order_detail", order.pk)
    assert (order.vehicle, order.price, order.converted_on) == (vehicle, 150000, order.ordered_on)
    assert [(d.kind, d.amount, d.paid) for d in order.dues.all()] == [
        ("deposit", 5000, 5000),
        ("balance", 45000, 0),
        ("loan", 100000, 0),
    ]
    # A second press has no second effect.
    assert consultant.post(url, values).url == answer.url
    assert Order.objects.count() == Payment.objects.count() == 1
    card = consultant.get(reverse("followups:customer_card", args=[opportunity.customer_id]))
    assert order.number in card.content.decode()


@pytest.mark.parametrize(
    "change, field",
    [
        ({"price": ""}, "price"),
        ({"price": "-1"}, "price"),
        ({"loan": "150000"}, "loan"),
        ({"deposit": ""}, "deposit"),
        ({"contract_signed_on": ""}, "contract_signed_on"),
        ({"balance_due_on": "2020-01-01"}, "balance_due_on"),
        ({"delivery_expected_on": "2020-01-01"}, "delivery_expected_on"),
        ({"vehicle": "999999"}, "vehicle"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_kept(
    consultant, opportunity, typed, change, field
):
    answer = consultant.post(at("order_create", opportunity.pk), typed | change)
    assert answer.status_code == 200
    assert field in answer.context["form"].errors
    assert "送脚垫" in answer.content.decode()
    assert not Order.objects.exists()


def test_the_steps_are_done_on_the_page(
    consultant, cashier, order, opportunity, vehicle, today, now
):
    day = today.isoformat()
    step(consultant, order, "contract", number="HT-1", signed_on=day)
    step(consultant, order, "vehicle", vehicle=vehicle.pk)
    step(consultant, order, "expect", delivery_expected_on=day)
    step(cashier, order, "invoice", number="0123", invoiced_on=day)
    step(cashier, order, "payment", amount="150000", way="transfer", received_on=day)
    confirm_sheet(order, now=now)
    step(consultant, order, "deliver", delivered_on=day)
    step(consultant, order, "plate", plate_number="京A12345", plated_on=day)
    order.refresh_from_db()
    opportunity.refresh_from_db()
    assert (order.contract_signed_on, order.invoiced_on, order.delivered_on) == (today,) * 3
    assert (order.plate_number, order.converted_on) == ("京A12345", today)
    assert opportunity.state == State.WON
    page = consultant.get(at("order_detail", order.pk)).content.decode()
    assert "京A12345" in page and "HT-1" in page and "0123" in page


def test_a_refused_step_stands_open_with_what_was_typed(cashier, order, today):
    answer = step(cashier, order, "payment", amount="150000.01", way="cash", received_on=today)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Only ¥150,000.00 is outstanding." in page
    assert 'value="150000.01"' in page and 'id="step-payment"' in page
    assert not Payment.objects.exists()


def test_a_payment_pressed_twice_is_recorded_once(cashier, order, today):
    url = at("step_payment", order.pk)
    values = {"amount": "5000", "way": "cash", "received_on": today.isoformat()}
    values = sending(cashier, url, values)
    for _press in range(2):
        assert cashier.post(url, values).status_code == 302
    assert Payment.objects.count() == 1


def test_money_is_for_finance_and_leaders(consultant, cashier, order, today):
    assert step(consultant, order, "payment", amount="1").status_code == 403
    assert consultant.get(at("plan_edit", order.pk)).status_code == 403
    assert step(cashier, order, "contract", signed_on=today).status_code == 403
    assert cashier.get(at("order_cancel", order.pk)).status_code == 403


def test_finance_sees_no_phone_number(cashier, order):
    """R1.3"""
    page = cashier.get(at("order_detail", order.pk)).content.decode()
    assert order.customer.name in page and order.customer.phone not in page.replace(" ", "")
    assert reverse("followups:customer_card", args=[order.customer_id]) not in page


def test_the_changes_are_told(cashier, order, today, floor, director, browse):
    """R1.4: who, when, before, after."""
    step(cashier, order, "payment", amount="5000", way="cash", received_on=today)
    step(director, order, "contract", number="HT-1", signed_on=today)
    page = director.get(at("order_detail", order.pk))
    told = [tuple(field) for change in page.context["changes"] for field in change.fields]
    assert ("paid", "¥0.00", "¥5,000.00") in told
    assert ("contract number", "", "HT-1") in told
    assert str(floor.director) in page.content.decode()


def test_the_history_of_the_card_tells_of_its_orders(consultant, order):
    """R1.4"""
    url = reverse("followups:customer_history", args=[order.customer_id])
    page = consultant.get(url).content.decode()
    assert order.number in page and "¥145,000.00" in page


def test_the_contact_form_says_that_an_order_stands(consultant, order, opportunity):
    url = reverse("followups:log_contact", args=[opportunity.pk])
    form = consultant.get(url).context["form"]
    values = {bound.html_name: bound.value() or "" for bound in form}
    values |= {"result": "reached", "content": "不买了", "feedback": "太贵"}
    values |= {"outcome": "lost", "lost_reason": "price"}
    answer = consultant.post(url, values)
    assert answer.context["form"].errors["outcome"] == [
        "There is an open order: deliver or cancel it first."
    ]
    assert "不买了" in answer.content.decode()


def test_the_payment_plan_is_edited_as_a_table(cashier, order, today):
    url = at("plan_edit", order.pk)
    form = cashier.get(url).context["form"]
    values = {bound.html_name: bound.value() or "" for bound in form}
    balance = order.dues.last().pk
    values |= {f"amount_{balance}": "100000", "kind_new0": "loan", "amount_new0": "45000"}
    answer = cashier.post(url, values)
    assert answer.context["form"].errors.keys() == {"due_on_new0"}
    values["due_on_new0"] = (today + timedelta(days=30)).isoformat()
    assert cashier.post(url, values | {"price": "149000"}).status_code == 200
    assert cashier.post(url, values).status_code == 302
    assert [due.amount for due in order.dues.all()] == [5000, 100000, 45000]
    # A line whose amount is cleared goes.
    form = cashier.get(url).context["form"]
    values = {bound.html_name: bound.value() or "" for bound in form}
    values |= {f"amount_{order.dues.last().pk}": "", f"amount_{balance}": "145000"}
    assert cashier.post(url, values).status_code == 302
    assert order.dues.count() == 2


def test_a_payment_is_taken_back_with_a_reason(cashier, order, who, receipt):
    (payment,) = record_payment(**who, order=order, receipt=receipt("5000"))
    url = at("payment_reverse", payment.pk)
    assert cashier.post(url, {"reason": ""}).status_code == 200
    assert cashier.post(url, {"reason": "误收"}).status_code == 302
    assert order.dues.first().paid == 0


def test_cancelling_asks_what_becomes_of_the_customer(consultant, order, opportunity, today):
    """R9.6"""
    url = at("order_cancel", order.pk)
    form = consultant.get(url).context["form"]
    values = {bound.html_name: bound.value() or "" for bound in form} | {"reason": "不急"}
    # The grade from before the order is offered; the ordered one is no way out.
    assert values["note"] == "H 客户"
    refused = consultant.post(url, values | {"note": "O 客户"})
    assert "note" in refused.context["form"].errors
    later = (today + timedelta(days=10)).isoformat()
    refused = consultant.post(url, values | {"note": "H 再看", "expected_on": later})
    assert "Make it A" in refused.content.decode()
    assert (
        consultant.post(url, values | {"note": "A 再看", "expected_on": later}).status_code == 302
    )
    opportunity.refresh_from_db()
    assert (opportunity.note, opportunity.ordered_on) == ("A 再看", None)
    assert consultant.get(url).status_code == 302


def test_or_the_sale_is_lost(consultant, order, opportunity):
    url = at("order_cancel", order.pk)
    form = consultant.get(url).context["form"]
    values = {bound.html_name: bound.value() or "" for bound in form}
    values |= {"reason": "买了别的", "afterwards": "lost", "lost_reason": "competitor"}
    refused = consultant.post(url, values)
    assert "competitor" in refused.context["form"].errors
    assert consultant.post(url, values | {"competitor": "Corolla"}).status_code == 302
    opportunity.refresh_from_db()
    assert opportunity.state == State.LOST


def test_a_sale_is_closed_on_the_card(consultant, opportunity, place, vehicle, receipt, today, now):
    order = place(opportunity, vehicle=vehicle, deposit=receipt("150000"))
    confirm_sheet(order, now=now)
    step(consultant, order, "deliver", delivered_on=today.isoformat())
    opportunity.activities.planned().delete()
    url = at("opportunity_close", opportunity.pk)
    card = consultant.get(reverse("followups:customer_card", args=[opportunity.customer_id]))
    assert url in card.content.decode()
    assert consultant.post(url).status_code == 302
    opportunity.refresh_from_db()
    assert opportunity.state == State.CLOSED


def test_the_list_filters(consultant, director, floor, order, place, now, today):
    other = place(floor.open(now=now, on=today, consultant=floor.new_consultant()))
    url = at("order_list")
    assert list(consultant.get(url).context["page_obj"]) == [order]
    assert len(director.get(url).context["page_obj"]) == 2

    def shown(**query):
        return list(director.get(url, query).context["page_obj"])

    assert shown(consultant=other.consultant_id) == [other]
    assert shown(q=order.number) == [order]
    assert shown(state="delivered") == []
    assert len(shown(month=f"{today:%Y-%m}", model="Golf")) == 2
    assert shown(month="2026-01") == []
    assert director.get(url, {"month": "x", "state": "?", "page": "x"}).status_code == 200


def test_no_page_asks_more_with_more_rows(
    count_queries, consultant, cashier, director, floor, place, receipt, new_vehicle, now, today
):
    def more():
        opportunity = floor.open(now=now, on=today)
        return place(opportunity, deposit=receipt("100"), vehicle=new_vehicle())

    def counts():
        return {
            name: count_queries(client, at(name))
            for name, client in (
                ("order_list", consultant),
                ("order_list", director),
                ("due_list", cashier),
                ("vehicle_list", director),
                ("target_grid", director),
            )
        }

    more()
    one = counts()
    more(), more()
    assert counts() == one


def test_an_order_asks_no_more_with_more_payments(count_queries, cashier, order, who, receipt):
    record_payment(**who, order=order, receipt=receipt("100"))
    one = count_queries(cashier, at("order_detail", order.pk))
    for _n in range(3):
        record_payment(**who, order=order, receipt=receipt("100"))
    assert count_queries(cashier, at("order_detail", order.pk)) == one
