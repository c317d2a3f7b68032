"""The page of payments due (R9.5)."""

from datetime import timedelta

from tests.orders.conftest import at


def test_payments_due_stand_with_the_overdue_first(cashier, place, opportunity, receipt, today):
    before = today - timedelta(days=1)
    place(opportunity, on=before, deposit=receipt("1000", received_on=before))
    page = cashier.get(at("due_list"))
    assert [due.outstanding for due in page.context["page_obj"]] == [4000]
    assert page.context["forecast"].total.outstanding == 4000
    assert len(cashier.get(at("due_list"), {"when": "ever"}).context["page_obj"]) == 2
    assert not cashier.get(at("due_list"), {"when": "overdue"}).context["page_obj"].object_list


def test_money_to_be_given_back_is_shown(cashier, consultant, place, opportunity, receipt):
    order = place(opportunity, deposit=receipt("5000"))
    url = at("order_cancel", order.pk)
    form = consultant.get(url).context["form"]
    values = {bound.html_name: bound.value() or "" for bound in form}
    values |= {"reason": "不买了", "afterwards": "lost", "lost_reason": "price"}
    assert consultant.post(url, values).status_code == 302
    page = cashier.get(at("due_list"))
    assert [row.received for row in page.context["refunds"]] == [5000]
    assert "To be given back" in cashier.get(at("order_detail", order.pk)).content.decode()
