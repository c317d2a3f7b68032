"""The pages of quotations: form, calculator, the customer's paper, the order (R9.10, R14.4)."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from orders.orders.models import Order
from orders.quotations.models import Quotation
from orders.quotations.services.making import Line, LoanTerms
from tests.orders.conftest import at, sending


@pytest.fixture
def card(opportunity):
    return reverse("followups:customer_card", args=[opportunity.customer_id])


@pytest.fixture
def typed(today):
    return {
        "model": "Golf",
        "car_version": "1.4T 舒适版",
        "colour": "白",
        "price": "150000",
        "discount": "3000",
        "months": "36",
        "down_payment": "53700.50",
        "yearly_rate": "4.8",
        "valid_until": str(today + timedelta(days=7)),
        "count": "3",
        "kind_0": "insurance",
        "label_0": "商业险",
        "amount_0": "6200.50",
        "kind_1": "plate",
        "amount_1": "500",
        "kind_2": "accessory",
    }


@pytest.fixture
def page(opportunity):
    return at("quotation_create", opportunity.pk)


def test_two_taps_from_the_card_and_once(consultant, opportunity, page, typed, card, today):
    assert f'href="{page}"' in consultant.get(card).content.decode()
    form = consultant.get(page).context["form"]
    assert form["model"].value() == "Golf"
    assert form["valid_until"].value() == today + timedelta(days=7)
    sent = sending(consultant, page, typed)
    for _time in range(2):
        answer = consultant.post(page, sent, follow=True)
        assert answer.redirect_chain
    (made,) = Quotation.objects.all()
    assert (made.total, made.loan.principal) == (Decimal("153700.50"), Decimal("100000.00"))
    text = answer.content.decode()
    assert "¥153,700.50" in text and "¥2,988.12" in text and "¥2,988.06" in text
    assert f'href="{at("quotation", made.pk)}"' in consultant.get(card).content.decode()
    history = reverse("followups:customer_history", args=[opportunity.customer_id])
    assert made.number in consultant.get(history).content.decode()


def test_the_list_price_of_the_first_free_car_is_proposed(consultant, new_vehicle, page):
    new_vehicle(list_price=Decimal(166800))
    assert consultant.get(page).context["form"]["price"].value() == Decimal(166800)


def test_the_calculator_answers_with_and_without_scripts(consultant, page, typed):
    for extra in ({"HTTP_HX_REQUEST": "true"}, {}):
        answer = consultant.post(page, typed | {"calculate": "1"}, **extra)
        text = answer.content.decode()
        assert "¥2,988.12" in text and "¥153,700.50" in text
        assert ("<html" in text) is not bool(extra)
    assert answer.context["form"]["amount_0"].value() == "6200.50"
    assert not Quotation.objects.exists()
    text = consultant.post(page, {"calculate": "1", "price": "x" * 40, "months": "-3"})
    assert text.status_code == 200 and text.context["sums"] is None


def test_more_rows_without_scripts_keep_what_was_typed(consultant, page, typed):
    answer = consultant.post(page, typed | {"more": "1"})
    form = answer.context["form"]
    assert form.count == 6 and form["label_0"].value() == "商业险" and not form.errors
    typed |= {"count": "6", "kind_5": "fee", "label_5": "服务费", "amount_5": "0"}
    typed |= {"kind_3": "fee", "kind_4": "fee"}
    consultant.post(page, sending(consultant, page, typed))
    assert Quotation.objects.get().lines.count() == 3
    answer = consultant.post(page, {"more": "1", "count": "999"})
    assert answer.context["form"].count <= 33


def test_wrong_input_is_said_beside_its_field(consultant, page, typed):
    wrong = typed | {
        "price": "-1",
        "discount": "x",
        "months": "",
        "kind_0": "wine",
        "amount_1": "9" * 30,
        "label_2": "脚垫",
        "valid_until": "2026-13-01",
        "model": "",
    }
    form = consultant.post(page, sending(consultant, page, wrong)).context["form"]
    assert set(form.errors) == {
        "price",
        "discount",
        "months",
        "kind_0",
        "amount_1",
        "amount_2",
        "valid_until",
        "model",
    }
    over = typed | {"discount": "4500"}
    form = consultant.post(page, sending(consultant, page, over)).context["form"]
    assert set(form.errors) == {"discount_reason"}
    late = typed | {"valid_until": "2099-01-01", "down_payment": "153000"}
    form = consultant.post(page, sending(consultant, page, late)).context["form"]
    assert set(form.errors) == {"valid_until"}
    assert not Quotation.objects.exists()


def test_a_further_version_begins_with_the_last(consultant, opportunity, quote):
    made = quote(
        opportunity,
        discount="1000",
        lines=(Line("accessory", "脚垫", Decimal(0)),) * 4,
        loan=LoanTerms(Decimal(50000), 24, Decimal("3.5")),
    )
    page = at("quotation_next", made.pk)
    form = consultant.get(page).context["form"]
    begun = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    assert (begun["months"], begun["discount"], begun["label_3"]) == (24, Decimal(1000), "脚垫")
    consultant.post(page, sending(consultant, page, begun | {"discount": "2000"}))
    second = Quotation.objects.get(version=2)
    assert second.number == made.number and second.total == made.total - 1000
    assert second.lines.count() == 4 and second.months == 24
    text = consultant.get(at("quotation", second.pk)).content.decode()
    assert f'href="{at("quotation", made.pk)}"' in text


def test_the_paper_says_nothing_of_what_is_said_within_the_store(
    consultant, opportunity, quote, over
):
    fine = quote(opportunity, discount="2000", discount_reason="怕他去别家", note="含首保")
    text = consultant.get(at("quotation_paper", fine.pk)).content.decode()
    assert "报价单" in text and "含首保" in text and "¥148,000.00" in text
    assert "怕他去别家" not in text
    assert consultant.get(at("quotation_paper", over.pk)).status_code == 302


def test_accepted_it_is_an_order_without_typing_anything_twice(
    consultant, opportunity, quote, vehicle
):
    made = quote(
        opportunity,
        vehicle=vehicle,
        lines=(Line("insurance", "商业险", Decimal("6200.50")),),
        loan=LoanTerms(Decimal("56200.50"), 36, Decimal("4.8")),
    )
    page = at("quotation_order", made.pk)
    form = consultant.get(page).context["form"]
    begun = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    sent = sending(consultant, page, begun)
    for _time in range(2):
        assert consultant.post(page, sent, follow=True).redirect_chain
    order = Order.objects.get()
    assert (order.price, order.vehicle, order.colour) == (Decimal("156200.50"), vehicle, "白")
    assert {due.kind: due.amount for due in order.dues.all()} == {
        "balance": Decimal("56200.50"),
        "loan": Decimal("100000.00"),
    }
    assert "商业险 6,200.50" in order.note and str(made) in order.note
    made.refresh_from_db()
    assert made.order == order
    assert consultant.get(page).status_code == 302
    text = consultant.get(at("quotation", made.pk)).content.decode()
    assert f'href="{at("order_detail", order.pk)}"' in text


def test_given_and_withdrawn_on_its_page(consultant, opportunity, quote):
    made = quote(opportunity)
    consultant.post(at("quotation_give", made.pk))
    assert Quotation.objects.get().given_at
    page = at("quotation_withdraw", made.pk)
    consultant.post(page, sending(consultant, page, {"reason": "写错了"}))
    text = consultant.post(at("quotation_give", made.pk), follow=True).content.decode()
    assert "no longer stands" in text and "写错了" in text
    assert at("quotation_order", made.pk) not in text


def test_an_ended_intent_offers_none(consultant, opportunity, page, card, floor, now, today):
    from leads.opportunities.services import change_opportunity, loss

    change_opportunity(opportunity, by=floor.manager, now=now, on=today, **loss("price", ""))
    assert f'href="{page}"' not in consultant.get(card).content.decode()
    assert consultant.get(page).status_code == 302


def test_the_manager_decides_in_the_inbox(browse, floor, over, consultant):
    manager = browse(floor.manager)
    inbox = reverse("compliance:inbox")
    text = manager.get(inbox).content.decode()
    assert "竞品便宜" in text and "3.00 %" in text
    key = f"discount-{over.pk}"
    evidence = manager.get(reverse("compliance:inbox_evidence", args=[key]))
    assert "¥145,500.00" in evidence.content.decode()
    assert key not in consultant.get(at("quotation", over.pk)).content.decode()


def test_the_queries_of_card_and_pages_stay(consultant, opportunity, quote, card, count_queries):
    made = quote(opportunity, lines=(Line("fee", "", Decimal(1)),))
    pages = (card, at("quotation", made.pk), at("quotation_paper", made.pk))
    few = [count_queries(consultant, page) for page in pages]
    for _n in range(3):
        quote(opportunity, model="Polo", lines=(Line("fee", "", Decimal(1)),) * 3)
    assert [count_queries(consultant, page) for page in pages] == few


def test_the_list_is_filtered_and_its_queries_stay(
    browse, floor, opportunity, quote, over, count_queries
):
    manager = browse(floor.manager)
    page = at("quotation_list")
    made = quote(opportunity, lines=(Line("fee", "", Decimal(1)),))
    few = count_queries(manager, page)

    def found(query):
        return list(manager.get(f"{page}?{query}").context["page_obj"])

    assert found("") == [made, over]
    assert found("state=waiting") == [over] and found("state=expired") == []
    assert found(f"q={made.number[-3:]}") == [made]
    assert found(f"consultant={floor.consultant.pk}&month={made.made_on:%Y-%m}") == [made, over]
    for _n in range(3):
        quote(opportunity, model="Polo")
    assert count_queries(manager, page) == few
