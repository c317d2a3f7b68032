"""What is spent on an intent while it is executing; nothing once it has ended (R14.4)."""

import threading
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.urls import reverse

from followups.contacts.services import Contact, record_contact
from followups.merging.services.merging import merge_cards
from followups.merging.services.undoing import undo_merge
from followups.ownership.services import reassign
from followups.plans.services import Plan, lock_opportunity, plan_activity
from followups.retirement.services import approve_request
from leads.change_requests.services import ask_deletion
from leads.events.models import MarketEvent
from leads.opportunities.models import State
from leads.opportunities.services import change_details, change_opportunity, loss
from orders.expenses.models import Expense
from orders.expenses.queries import sum_of
from orders.expenses.services import add_expense, strike_expense
from orders.orders.services.placing import Terms, place_order
from tests.factories import Floor, UserFactory
from tests.orders.conftest import *  # noqa: F403

DAY = timedelta(days=1)
ENDED = (State.LOST, State.CLOSED)


@pytest.fixture
def spend(now, today):
    """`spend(opportunity, amount="66.60", kind="meal")`: by its consultant, today."""

    def spend(opportunity, *, by=None, **how):
        values = {"kind": "meal", "amount": Decimal("66.60"), "spent_on": today} | how
        values["amount"] = Decimal(values["amount"])
        return add_expense(
            by=by or opportunity.consultant, now=now, on=today, opportunity=opportunity, **values
        )

    return spend


@pytest.fixture
def end(floor, now, today):
    """`end(opportunity, state)`: it ends in that state."""

    def end(opportunity, state):
        values = loss("price", "") if state == State.LOST else {"state": state}
        who = {"by": floor.manager, "now": now, "on": today}
        change_opportunity(opportunity, **who, **values)

    return end


def contact(today):
    return Contact(
        mode="phone",
        result="reached",
        executed_on=today,
        content="报价",
        feedback="再看看",
        next_plan=Plan(today + 2 * DAY, expected_content="回访"),
    )


def test_r14_4_an_executing_intent_takes_orders_plans_contacts_and_expenses(
    floor, opportunity, spend, who, today
):
    """It may have each of them, and be tied to an event."""
    spend(opportunity)
    plan_activity(
        **who, opportunity=opportunity, plan=Plan(today + DAY, expected_content="确认配置")
    )
    record_contact(**who, opportunity=opportunity, contact=contact(today))
    terms = Terms(model="Golf", colour="白", price=Decimal(150000))
    place_order(**who, opportunity=opportunity, terms=terms)
    event = MarketEvent.objects.create(
        store=floor.store, name="Show", starts_on=today, ends_on=today
    )
    opportunity.refresh_from_db()
    change_details(opportunity, by=floor.consultant, now=who["now"], event=event)
    opportunity.refresh_from_db()
    assert opportunity.event == event and list(event.opportunities.all()) == [opportunity]
    assert opportunity.orders.count() == opportunity.expenses.count() == 1
    assert opportunity.activities.planned().exists() and opportunity.last_contact_on == today


@pytest.mark.parametrize("state", ENDED)
def test_r14_4_an_ended_intent_takes_none_of_them(opportunity, spend, end, who, today, state):
    end(opportunity, state)
    before = opportunity.activities.count()
    terms = Terms(model="Golf", colour="白", price=Decimal(150000))
    plan = Plan(today + DAY, expected_content="确认配置")
    for act in (
        lambda: spend(opportunity),
        lambda: plan_activity(**who, opportunity=opportunity, plan=plan),
        lambda: record_contact(**who, opportunity=opportunity, contact=contact(today)),
        lambda: place_order(**who, opportunity=opportunity, terms=terms),
    ):
        with pytest.raises(ValidationError, match=r"ended|closed|lost"):
            act()
    assert not opportunity.orders.exists() and not opportunity.expenses.exists()
    assert opportunity.activities.count() == before


def test_r14_4_nothing_is_spent_on_a_delivered_intent(opportunity, spend, end):
    end(opportunity, State.WON)
    with pytest.raises(ValidationError, match="has ended: nothing is spent on it any more"):
        spend(opportunity)


def test_r14_4_nothing_is_spent_on_a_card_out_of_use(floor, opportunity, spend, now, today):
    asked = ask_deletion(
        by=floor.consultant, now=now, customer=opportunity.customer, reason="twice"
    )
    approve_request(asked, by=floor.manager, now=now, on=today)
    with pytest.raises(ValidationError):
        spend(opportunity)


@pytest.mark.parametrize(
    ("how", "field"),
    [
        ({"amount": "0"}, "amount"),
        ({"amount": "-5"}, "amount"),
        ({"amount": "10000000000"}, "amount"),
        ({"kind": "wine"}, "kind"),
        ({"spent_on": DAY}, "spent_on"),
        ({"spent_on": -3 * DAY}, "spent_on"),
    ],
)
def test_r14_4_kind_amount_and_day_are_sensible(opportunity, spend, today, how, field):
    if "spent_on" in how:
        how = {"spent_on": today + how["spent_on"]}
    with pytest.raises(ValidationError) as refused:
        spend(opportunity, **how)
    assert set(refused.value.message_dict) == {field}
    spend(opportunity, spent_on=opportunity.registered_on)


def test_r14_4_struck_out_by_who_entered_it_or_a_leader_never_deleted(
    floor, opportunity, spend, now
):
    expense = spend(opportunity)
    kept = spend(opportunity, amount="100")
    for other in (floor.new_consultant(), Floor().manager, UserFactory(store=floor.store)):
        with pytest.raises(PermissionDenied):
            strike_expense(by=other, now=now, expense=expense, reason="twice")
    with pytest.raises(ValidationError, match="Say why"):
        strike_expense(by=floor.consultant, now=now, expense=expense, reason=" ")
    strike_expense(by=floor.consultant, now=now, expense=expense, reason="twice")
    with pytest.raises(ValidationError, match="already"):
        strike_expense(by=floor.manager, now=now, expense=expense, reason="again")
    expense.refresh_from_db()
    assert (expense.struck_by, expense.strike_reason) == (floor.consultant, "twice")
    assert sum_of(opportunity) == 100
    strike_expense(by=floor.manager, now=now, expense=kept, reason="not ours")
    assert sum_of(opportunity) == 0 and Expense.objects.count() == 2
    assert expense.history.count() == 2


def test_r14_4_a_mistake_is_mended_also_when_the_intent_has_ended(
    floor, opportunity, spend, end, now
):
    expense = spend(opportunity)
    end(opportunity, State.LOST)
    strike_expense(by=floor.manager, now=now, expense=expense, reason="twice")
    assert sum_of(opportunity) == 0


def test_r14_4_visible_as_the_intent_is_and_its_store_to_finance(
    floor, finance, opportunity, spend, now, today
):
    """R1.3: and with the customer it goes to who has them then; the figure stays whose it was."""
    expense = spend(opportunity)
    taker, stranger = floor.new_consultant(), Floor()

    def seen_by(person):
        return list(Expense.objects.visible_to(person)) == [expense]

    assert all(map(seen_by, (floor.consultant, floor.manager, floor.director, finance)))
    assert not any(map(seen_by, (taker, stranger.manager, stranger.director)))
    reassign(
        by=floor.manager,
        now=now,
        on=today,
        customer=opportunity.customer,
        to=taker,
        reason="hand-over",
    )
    expense.refresh_from_db()
    assert seen_by(taker) and not seen_by(floor.consultant)
    assert expense.consultant == floor.consultant
    with pytest.raises(PermissionDenied):
        strike_expense(by=taker, now=now, expense=expense, reason="not mine")


def test_r14_4_follows_the_intent_that_goes_on_when_cards_are_merged(floor, spend, now, today):
    kept = floor.open(now=now, on=today, plan_in=3, grade="A", days=9)
    merged = floor.open(now=now, on=today, plan_in=4, grade="B", days=20, model="golf")
    spend(kept, amount="10"), spend(merged, amount="5")
    done = merge_cards(
        by=floor.manager,
        now=now,
        kept=kept.customer,
        merged=merged.customer,
        owner=floor.consultant,
        reason="同一个微信",
    )
    assert (sum_of(kept), sum_of(merged)) == (15, 0)
    undo_merge(done, by=floor.manager, now=now, reason="是父子两人")
    assert (sum_of(kept), sum_of(merged)) == (10, 5)


def test_r14_4_two_taps_from_the_card(consultant, opportunity, today):
    card = reverse("followups:customer_card", args=[opportunity.customer_id])
    page = at("expense_list", opportunity.pk)  # noqa: F405
    assert f'href="{page}"' in consultant.get(card).content.decode()
    typed = {"kind": "fuel", "amount": "88.50", "spent_on": str(today), "remark": "试驾加油"}
    sent = sending(consultant, page, typed)  # noqa: F405
    assert consultant.post(page, sent, follow=True).redirect_chain
    assert consultant.post(page, sent, follow=True).redirect_chain
    assert [each.amount for each in Expense.objects.all()] == [Decimal("88.50")]
    assert "¥88.50" in consultant.get(card).content.decode()
    wrong = typed | {"amount": "9" * 30, "spent_on": "2099-01-01x", "remark": "x" * 201}
    form = consultant.post(page, sending(consultant, page, wrong)).context["form"]  # noqa: F405
    assert {"amount", "spent_on", "remark"} == set(form.errors)


def test_r14_4_an_ended_intent_says_so_and_keeps_what_was_typed(
    consultant, opportunity, spend, end, today
):
    spend(opportunity)
    page = at("expense_list", opportunity.pk)  # noqa: F405
    typed = {"kind": "gift", "amount": "20", "spent_on": str(today), "remark": "伞"}
    sent = sending(consultant, page, typed)  # noqa: F405
    end(opportunity, State.LOST)
    text = consultant.post(page, sent).content.decode()
    assert "has ended: nothing is spent" in text and "伞" in text
    text = consultant.get(page).content.decode()
    assert "has ended: nothing is spent" in text and "¥66.60" in text and "<select" not in text
    assert Expense.objects.count() == 1


def test_r14_4_striking_on_the_page_and_the_history_of_the_card(
    consultant, opportunity, spend, floor
):
    expense = spend(opportunity, remark="火锅")
    page = at("expense_strike", expense.pk)  # noqa: F405
    assert consultant.post(page, sending(consultant, page, {"reason": ""})).status_code == 200  # noqa: F405
    sent = sending(consultant, page, {"reason": "记重了"})  # noqa: F405
    assert consultant.post(page, sent, follow=True).redirect_chain
    assert "记重了" in consultant.get(at("expense_list", opportunity.pk)).content.decode()  # noqa: F405
    assert consultant.get(page).status_code == 302
    history = reverse("followups:customer_history", args=[opportunity.customer_id])
    told = consultant.get(history).content.decode()
    assert "火锅" in told and "记重了" in told


def test_r14_4_the_queries_of_card_and_list_stay(
    consultant,
    opportunity,
    spend,
    floor,
    now,
    today,
    count_queries,  # noqa: F811
):
    spend(opportunity)
    card = reverse("followups:customer_card", args=[opportunity.customer_id])
    pages = (card, at("expense_list", opportunity.pk))  # noqa: F405
    few = [count_queries(consultant, page) for page in pages]
    for _n in range(3):
        spend(opportunity)
    assert [count_queries(consultant, page) for page in pages] == few


@pytest.mark.django_db(transaction=True)
def test_r14_4_a_close_at_the_same_moment_does_not_slip_between(
    transactional_db, floor, opportunity, spend, now, today
):
    """The intent is locked: what is noted is noted before it ends, or refused."""
    from django.db import transaction

    started, refused = threading.Event(), []

    def note():
        started.wait(10)
        try:
            spend(opportunity)
        except ValidationError as error:
            refused.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=note)
    thread.start()
    with transaction.atomic():
        locked = lock_opportunity(opportunity.pk)
        if connection.vendor == "postgresql":
            started.set()
            thread.join(0.5)
            assert thread.is_alive()
        change_opportunity(locked, by=floor.manager, now=now, on=today, **loss("price", ""))
    started.set()
    thread.join(20)
    assert refused and not Expense.objects.exists()
