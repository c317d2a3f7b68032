"""Quotations while the intent is executing: versions, discount, acceptance, end (R9.10, R14.4)."""

import threading
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction

from accounts.notices.models import Notice
from followups.merging.services.merging import merge_cards
from followups.merging.services.undoing import undo_merge
from followups.ownership.services import reassign
from followups.plans.services import lock_opportunity
from followups.retirement.services import approve_request
from leads.change_requests.services import ask_deletion
from leads.opportunities.models import State
from leads.opportunities.services import change_opportunity, loss
from orders.orders.services.placing import Terms
from orders.quotations.models import Quotation
from orders.quotations.services.deciding import (
    accept_quotation,
    approve_discount,
    give_quotation,
    refuse_discount,
)
from orders.quotations.services.ending import (
    expire_quotations,
    warn_of_ends,
    withdraw_quotation,
)
from orders.quotations.services.making import Line, LoanTerms
from tests.factories import Floor, UserFactory

DAY = timedelta(days=1)
TERMS = Terms(model="Golf", colour="白", price=Decimal(150000))
LINES = (
    Line("insurance", "商业险", Decimal("6200.50")),
    Line("accessory", "脚垫", Decimal(0)),
    Line("plate", "", Decimal(500)),
)


def state_of(quotation):
    return Quotation.objects.values_list("state", flat=True).get(pk=quotation.pk)


def test_it_says_all_that_was_offered_and_adds_up(opportunity, quote, today, now):
    found = quote(
        opportunity,
        discount="3000",
        lines=LINES,
        trade_in="60000",
        trade_in_car="捷达 2015",
        loan=LoanTerms(Decimal(30000), 36, Decimal("4.8")),
    )
    found.refresh_from_db()
    assert found.total == Decimal("93700.50")
    assert [(line.kind, line.amount) for line in found.lines.all()] == [
        ("insurance", Decimal("6200.50")),
        ("accessory", Decimal(0)),
        ("plate", Decimal(500)),
    ]
    assert found.loan.principal == Decimal("63700.50")
    assert (found.state, found.version, found.number) == ("open", 1, f"{today:%Y%m%d}-001")
    assert found.consultant == found.made_by == opportunity.consultant
    assert found.history.count() == 1


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"model": " "}, "model"),
        ({"price": "0"}, "price"),
        ({"price": "10000000000"}, "price"),
        ({"discount": "-1"}, "discount"),
        ({"discount": "150000.01", "discount_reason": "x"}, "discount"),
        ({"trade_in": "-1"}, "trade_in"),
        ({"trade_in": "150000"}, "__all__"),
        ({"lines": (Line("wine", "", Decimal(1)),)}, "__all__"),
        ({"lines": (Line("fee", "", Decimal(-1)),)}, "__all__"),
        ({"valid_until": -DAY}, "valid_until"),
        ({"valid_until": 91 * DAY}, "valid_until"),
        ({"loan": LoanTerms(Decimal("149000.01"), 12, Decimal(3))}, "down_payment"),
        ({"loan": LoanTerms(Decimal(-1), 12, Decimal(3))}, "down_payment"),
        ({"loan": LoanTerms(Decimal(0), 0, Decimal(3))}, "months"),
        ({"loan": LoanTerms(Decimal(0), 121, Decimal(3))}, "months"),
        ({"loan": LoanTerms(Decimal(0), 12, Decimal("36.01"))}, "yearly_rate"),
    ],
)
def test_nonsense_is_refused_by_field(opportunity, quote, today, fields, field):
    if "valid_until" in fields:
        fields = fields | {"valid_until": today + fields["valid_until"]}
    with pytest.raises(ValidationError) as refused:
        quote(opportunity, **fields)
    error = refused.value
    assert set(getattr(error, "error_dict", {"__all__": 1})) == {field}
    assert not Quotation.objects.exists()


@pytest.mark.parametrize(
    "values",
    [
        {"discount": Decimal(-1)},
        {"discount": Decimal(150001)},
        {"total": Decimal(0)},
        {"down_payment": Decimal(150001), "months": 12, "yearly_rate": Decimal(3)},
        {"down_payment": Decimal(1), "months": 121, "yearly_rate": Decimal(3)},
        {"down_payment": Decimal(1), "months": 12},
        {"state": "accepted"},
        {"decided_by": None, "decided_at": "2026-11-30T00:00Z"},
    ],
)
def test_the_database_refuses_what_makes_no_sense(opportunity, quote, values):
    found = quote(opportunity)
    with pytest.raises(IntegrityError), transaction.atomic():
        Quotation.objects.filter(pk=found.pk).update(**values)


def test_a_number_and_version_is_there_once(opportunity, quote):
    first, second = quote(opportunity), quote(opportunity)
    assert second.number.endswith("-002")
    with pytest.raises(IntegrityError), transaction.atomic():
        Quotation.objects.filter(pk=second.pk).update(number=first.number)


def test_a_further_version_leaves_the_earlier_as_it_was(opportunity, quote):
    first = quote(opportunity, lines=LINES)
    other = quote(opportunity, model="Polo")
    second = quote(opportunity, discount="2000", after=first)
    assert (second.number, second.version) == (first.number, 2)
    kept = Quotation.objects.get(pk=first.pk)
    assert (kept.state, kept.total, kept.lines.count()) == ("replaced", first.total, 3)
    assert state_of(other) == "open"
    third = quote(opportunity, after=first)
    assert third.version == 3 and state_of(second) == "replaced"


def test_r14_4_an_ended_intent_takes_none(floor, opportunity, quote, now, today):
    made = quote(opportunity)
    who = {"by": floor.manager, "now": now, "on": today}
    change_opportunity(opportunity, **who, **loss("price", ""))
    for act in (
        lambda: quote(opportunity),
        lambda: quote(opportunity, after=made),
        lambda: give_quotation(by=floor.consultant, now=now, on=today, quotation=made),
        lambda: accept_quotation(
            by=floor.consultant, now=now, on=today, quotation=made, terms=TERMS
        ),
    ):
        with pytest.raises(ValidationError, match="has ended"):
            act()
    assert Quotation.objects.count() == 1
    assert expire_quotations(store=floor.store, on=today, now=now) == 1
    assert state_of(made) == "withdrawn"
    assert str(made.history.latest().history_change_reason) == "The opportunity has ended."


@pytest.mark.parametrize("state", [State.WON, State.CLOSED])
def test_r14_4_nor_one_that_is_won_or_closed(floor, opportunity, quote, now, today, state):
    change_opportunity(opportunity, by=floor.manager, now=now, on=today, state=state)
    with pytest.raises(ValidationError, match="has ended"):
        quote(opportunity)


def test_r14_4_nor_a_card_out_of_use(floor, opportunity, quote, now, today):
    asked = ask_deletion(
        by=floor.consultant, now=now, customer=opportunity.customer, reason="twice"
    )
    approve_request(asked, by=floor.manager, now=now, on=today)
    with pytest.raises(ValidationError):
        quote(opportunity)


def test_two_percent_is_given_alone_more_waits_and_says_why(floor, opportunity, quote):
    assert quote(opportunity, discount="3000").state == "open"
    with pytest.raises(ValidationError, match="approved first: say why"):
        quote(opportunity, discount="3000.01")
    waiting = quote(opportunity, discount="3000.01", discount_reason="老客户")
    assert waiting.state == "waiting" and waiting.limit == 2
    assert quote(opportunity, by=floor.manager, discount="9000").state == "open"


def test_what_waits_is_neither_given_nor_accepted(floor, over, who):
    for act in (
        lambda: give_quotation(**who, quotation=over),
        lambda: accept_quotation(**who, quotation=over, terms=TERMS),
    ):
        with pytest.raises(ValidationError, match="approved first"):
            act()


def test_its_leader_approves_or_refuses_once_and_its_consultant_is_told(
    floor, over, opportunity, quote, now, today
):
    how = {"now": now, "on": today, "quotation": over}
    for other in (floor.consultant, Floor().manager, Floor().director, UserFactory()):
        with pytest.raises(PermissionDenied):
            approve_discount(by=other, **how)
    approve_discount(by=floor.manager, **how)
    assert state_of(over) == "open"
    for again in (
        lambda: approve_discount(by=floor.director, **how),
        lambda: refuse_discount(by=floor.manager, now=now, quotation=over, reason="x"),
    ):
        with pytest.raises(ValidationError, match="already been decided"):
            again()
    second = quote(opportunity, discount="9000", discount_reason="更多", after=over)
    assert state_of(over) == "open"
    with pytest.raises(ValidationError, match="Say why"):
        refuse_discount(by=floor.manager, now=now, quotation=second, reason=" ")
    refuse_discount(by=floor.director, now=now, quotation=second, reason="太多")
    assert (state_of(second), state_of(over)) == ("refused", "open")
    told = Notice.objects.filter(person=floor.consultant).order_by("pk")
    assert [row.kind for row in told] == ["quotation.approved", "quotation.refused"]


def test_an_approved_version_takes_the_place_of_the_one_that_was_given(
    floor, opportunity, quote, now, today
):
    first = quote(opportunity)
    second = quote(opportunity, discount="4500", discount_reason="x", after=first)
    assert state_of(first) == "open"
    approve_discount(by=floor.manager, now=now, on=today, quotation=second)
    assert (state_of(first), state_of(second)) == ("replaced", "open")


def test_nobody_decides_on_what_they_made(floor, opportunity, quote, now, today):
    found = quote(opportunity, by=floor.manager, discount="9000")
    Quotation.objects.filter(pk=found.pk).update(state="waiting")
    with pytest.raises(PermissionDenied):
        approve_discount(by=floor.manager, now=now, on=today, quotation=found)
    approve_discount(by=floor.director, now=now, on=today, quotation=found)


def test_given_is_kept_once(opportunity, quote, who, now):
    found = quote(opportunity)
    give_quotation(**who, quotation=found)
    give_quotation(**who | {"now": now + DAY}, quotation=found)
    found.refresh_from_db()
    assert found.given_at == now and found.history.count() == 2


def test_accepted_it_is_an_order_and_all_others_end(opportunity, quote, who):
    first, other = quote(opportunity), quote(opportunity, model="Polo")
    second = quote(opportunity, after=first)
    order = accept_quotation(**who, quotation=second, terms=TERMS)
    second.refresh_from_db()
    assert second.order == order and order.opportunity == opportunity
    assert [state_of(each) for each in (first, second, other)] == [
        "replaced",
        "accepted",
        "replaced",
    ]
    with pytest.raises(ValidationError, match="no longer stands"):
        accept_quotation(**who, quotation=other, terms=TERMS)


def test_one_is_accepted_until_its_order_is_cancelled(opportunity, quote, who):
    first = quote(opportunity)
    order = accept_quotation(**who, quotation=first, terms=TERMS)
    second = quote(opportunity)
    with pytest.raises(ValidationError, match="accepted already"):
        accept_quotation(**who, quotation=second, terms=TERMS)
    with pytest.raises(IntegrityError), transaction.atomic():
        Quotation.objects.filter(pk=second.pk).update(state="accepted", order=order)
    order.cancelled_on = who["on"]
    order.save(update_fields=["cancelled_on"])
    again = accept_quotation(**who, quotation=second, terms=TERMS)
    assert again != order
    assert (state_of(first), state_of(second)) == ("withdrawn", "accepted")


def test_withdrawn_with_a_reason_by_who_sees_it(floor, opportunity, quote, now):
    found = quote(opportunity)
    for other in (floor.new_consultant(), Floor().director):
        with pytest.raises(PermissionDenied):
            withdraw_quotation(by=other, now=now, quotation=found, reason="x")
    with pytest.raises(ValidationError, match="Say why"):
        withdraw_quotation(by=floor.consultant, now=now, quotation=found, reason=" ")
    withdraw_quotation(by=floor.consultant, now=now, quotation=found, reason="写错了")
    assert state_of(found) == "withdrawn"
    assert found.history.latest().history_change_reason == "写错了"
    with pytest.raises(ValidationError, match="no longer stands"):
        withdraw_quotation(by=floor.consultant, now=now, quotation=found, reason="x")


def test_told_the_day_before_and_ended_after_its_last_day(
    floor, opportunity, quote, who, now, today
):
    found = quote(opportunity)
    last = found.valid_until

    def pass_to(day):
        then = now + (day - today)
        warn_of_ends(store=floor.store, on=day, now=then)
        ended = expire_quotations(store=floor.store, on=day, now=then)
        told = Notice.objects.filter(person=floor.consultant).order_by("pk")
        return ended, [(notice.kind, notice.read_at is None) for notice in told]

    assert pass_to(last - 2 * DAY) == (0, [])
    assert pass_to(last - DAY) == (0, [("quotation.ends", True)])
    assert pass_to(last) == (0, [("quotation.ends", True)])
    with pytest.raises(ValidationError, match="has expired"):
        accept_quotation(**who | {"on": last + DAY}, quotation=found, terms=TERMS)
    told = [("quotation.ends", False), ("quotation.has_expired", True)]
    assert pass_to(last + DAY) == (1, told)
    assert pass_to(last + DAY) == (0, told)
    assert state_of(found) == "expired"
    assert str(found.history.latest().history_change_reason) == "The quotation has expired."


def test_an_expired_discount_is_not_approved(floor, over, now, today):
    later = over.valid_until + DAY
    with pytest.raises(ValidationError, match="has expired"):
        approve_discount(by=floor.manager, now=now, on=later, quotation=over)
    expire_quotations(store=floor.store, on=later, now=now)
    assert not Quotation.objects.waiting().exists() and state_of(over) == "expired"


def test_many_expire_in_as_many_queries_as_one(
    floor, quote, now, today, django_assert_max_num_queries
):
    for number in range(4):
        mine = floor.open(now=now, on=today, plan_in=3, model=f"Golf {number}")
        quote(mine, valid_until=today)
    with django_assert_max_num_queries(24):
        assert expire_quotations(store=floor.store, on=today + DAY, now=now) == 4


def test_r1_3_seen_as_its_intent_is(floor, opportunity, quote, now, today):
    found = quote(opportunity)
    taker, stranger = floor.new_consultant(), Floor()

    def seen_by(person):
        return list(Quotation.objects.visible_to(person)) == [found]

    assert all(map(seen_by, (floor.consultant, floor.manager, floor.director)))
    assert not any(map(seen_by, (taker, stranger.manager, stranger.director)))
    reassign(
        by=floor.manager,
        now=now,
        on=today,
        customer=opportunity.customer,
        to=taker,
        reason="hand-over",
    )
    assert seen_by(taker) and not seen_by(floor.consultant)


def test_it_follows_the_intent_that_goes_on_when_cards_are_merged(floor, quote, now, today):
    kept = floor.open(now=now, on=today, plan_in=3, grade="A", days=9)
    merged = floor.open(now=now, on=today, plan_in=4, grade="B", days=20, model="golf")
    found = quote(merged)
    done = merge_cards(
        by=floor.manager,
        now=now,
        kept=kept.customer,
        merged=merged.customer,
        owner=floor.consultant,
        reason="同一个微信",
    )
    assert list(kept.quotations.all()) == [found]
    undo_merge(done, by=floor.manager, now=now, reason="是父子两人")
    assert list(merged.quotations.all()) == [found]


@pytest.mark.django_db(transaction=True)
def test_r14_4_a_close_at_the_same_moment_does_not_slip_between(
    transactional_db, floor, opportunity, quote, now, today
):
    started, refused = threading.Event(), []

    def make():
        started.wait(10)
        try:
            quote(opportunity)
        except ValidationError as error:
            refused.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=make)
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
    assert refused and not Quotation.objects.exists()
