"""The pages of rewards: lists, decisions, ledger, policy, seen by each role (R8.9, R1.3)."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from compliance.decisions.queries import count_waiting
from compliance.reminders.queries import digests_for, items_of
from foundation.decisions import APPROVE, REFUSE
from rewards.models import CANCELLED_BECAUSE, Reward, RewardEntry, RewardPolicy
from rewards.services import approve_reward
from tests.factories import ManagerFactory, UserFactory

pytestmark = pytest.mark.django_db
LIST, LEDGER = reverse("rewards:reward_list"), reverse("rewards:ledger")
INBOX, DECIDE = reverse("compliance:inbox"), reverse("compliance:inbox_decide")


@pytest.fixture
def director(browse, shop):
    return browse(shop.floor.director)


def said(answer):
    return " ".join(str(message) for message in answer.context["messages"])


def keys(code, rewards):
    return [f"{code}-{reward.pk}" for reward in rewards]


def look(client, rewards, act=APPROVE, code="reward"):
    """``(page, what it sends)``."""
    chosen = {"act": act, "item": keys(code, rewards)}
    page = client.get(DECIDE, chosen)
    return page, chosen | {"shown": page.context["shown"]}


def approve(client, rewards):
    _page, sent = look(client, rewards)
    return client.post(DECIDE, sent, follow=True)


def total(page):
    return page.context["together"]["total"]


def test_each_sees_his_own_part(browse, shop):
    other = UserFactory(store=shop.store, manager=ManagerFactory(store=shop.store))
    for person in (shop.floor.consultant, shop.floor.new_consultant(), other):
        shop.sell(person=person)
    shop.night()

    def seen(person):
        return browse(person).get(LIST).context["page_obj"].paginator.count

    floor = shop.floor
    people = [floor.consultant, floor.manager, other.manager, floor.director]
    assert [seen(person) for person in people] == [1, 2, 1, 3]


def test_sums_are_those_of_the_rows(director, shop):
    other = shop.floor.new_consultant()
    for person, price in ((other, 150_000), (other, 250_000), (shop.floor.consultant, 50_000)):
        shop.sell(price, person=person)
    shop.sell(ago=40, person=other)
    shop.night()
    approve(director, Reward.objects.filter(price=250_000))

    def sums(**query):
        page = director.get(LIST, query).context
        rows, found = list(page["page_obj"]), page["sums"]
        assert sum(number for *_x, number, _amount in found) == len(rows)
        assert sum(amount for *_x, amount in found) == sum(reward.amount for reward in rows)
        return {state: amount for state, _label, _number, amount in found}

    assert sums() == {"proposed": 2100, "approved": 1500}
    november = {"month": "2026-11-01"}
    assert sums(person=other.pk, **november) == {"proposed": 800, "approved": 1500}
    assert sums(state="proposed", **november) == {"proposed": 1300}
    for nonsense in ("x", "9" * 30, "0"):
        assert director.get(LIST, dict.fromkeys(("state", "person", "month"), nonsense))


def test_many_are_approved_once(director, shop):
    for _ in range(3):
        shop.sell()
    shop.night()
    page, sent = look(director, Reward.objects.all())
    assert total(page) == 2400
    assert "3 decisions taken" in said(director.post(DECIDE, sent, follow=True))
    again = director.post(DECIDE, sent, follow=True)
    assert "already been decided" in said(again)
    assert RewardEntry.objects.count() == 3


def test_another_sum_than_was_shown_is_shown_first(director, shop):
    order, other = shop.sell(), shop.sell()
    shop.night()
    _page, sent = look(director, Reward.objects.all())
    shop.change(order, price=250_000)
    answer = director.post(DECIDE, sent)
    assert total(answer) == 1500 and "has changed" in answer.content.decode()
    assert RewardEntry.objects.get().reward.order == other, "what was shown takes effect"
    director.post(DECIDE, sent | {"shown": answer.context["shown"]})
    assert RewardEntry.objects.get(reward__order=order).amount == 1500
    assert Reward.objects.get(order=order).price == 250_000


def test_sums_that_changed_places_are_shown_first(director, shop):
    """The total and the number are what was shown; whose is how much is not."""
    dear, cheap = shop.sell(price=250_000), shop.sell(price=150_000)
    shop.night()
    _page, sent = look(director, Reward.objects.all())
    shop.change(dear, price=150_000)
    shop.change(cheap, price=250_000)
    page = director.post(DECIDE, sent)
    assert page.status_code == 200 and not RewardEntry.objects.exists()
    director.post(DECIDE, sent | {"shown": page.context["shown"]})
    assert RewardEntry.objects.count() == 2


def test_what_lapsed_meanwhile_is_not_approved(director, shop):
    gone, other = shop.sell(), shop.sell()
    shop.night()
    shop.change(gone, cancelled_on=shop.today)
    page, _sent = look(director, Reward.objects.all())
    assert total(page) == 800 and "Nothing is due" in page.content.decode()
    assert "Nothing is due" in said(approve(director, Reward.objects.all()))
    assert RewardEntry.objects.get().reward.order == other


def test_refused_with_a_reason(director, shop):
    for _ in range(2):
        shop.sell()
    shop.night()
    _page, sent = look(director, Reward.objects.all(), act=REFUSE)
    assert director.post(DECIDE, sent | {"reason": ""}).context["form"].errors["reason"]
    answer = director.post(DECIDE, sent | {"reason": "老板介绍"}, follow=True)
    assert "2 decisions taken" in said(answer)
    assert "老板介绍" in director.get(INBOX, {"show": "decided"}).content.decode()
    assert set(Reward.objects.values_list("state", flat=True)) == {"refused"}


def test_a_cancelled_order_waits_to_be_reversed(director, shop):
    order, stands = shop.sell(), shop.sell()
    shop.night()
    for reward in Reward.objects.all():
        approve_reward(reward, on=shop.today - timedelta(days=9), **shop.by)
    shop.change(order, cancelled_on=shop.today, cancel_reason="loan refused")
    shop.night()
    assert RewardEntry.objects.count() == 2, "nothing reverses by itself"
    [item] = director.get(INBOX).context["items"]
    assert (item.code, item.since) == ("reversal", shop.today)
    assert item.record.lapse == CANCELLED_BECAUSE.of(reason="loan refused")
    proposed = director.get(item.page).context["form"]["reason"].value()
    assert proposed == "The order was cancelled: loan refused"
    _page, refusal = look(director, [order.rewards.get()], code="reversal")
    refused = director.post(DECIDE, refusal | {"act": REFUSE}, follow=True)
    assert "cannot be refused" in said(refused)
    _page, sent = look(director, [order.rewards.get()], code="reversal")
    assert "1 decision taken" in said(director.post(DECIDE, sent, follow=True))
    assert "before" in said(director.post(item.page, {"reason": "again"}, follow=True))
    reversal = RewardEntry.objects.get(kind="reversal")
    assert (reversal.amount, reversal.on) == (-800, shop.today)
    assert str(reversal.reason) == "The order was cancelled: loan refused"
    assert not director.get(INBOX).context["items"]
    standing = stands.rewards.get().entries.get()
    url = reverse("rewards:entry_reverse", args=[standing.pk])
    assert director.post(url, {"reason": ""}).context["form"].errors["reason"]


def test_a_reversal_of_another_reason_than_shown_is_shown_first(director, shop):
    orders = [shop.sell(), shop.sell(price=250_000)]
    shop.night()
    for reward in Reward.objects.all():
        approve_reward(reward, on=shop.today, **shop.by)
    for order, why in zip(orders, ("loan refused", "moved away"), strict=True):
        shop.change(order, cancelled_on=shop.today, cancel_reason=why)
    _page, sent = look(director, Reward.objects.all(), code="reversal")
    for order, why in zip(orders, ("moved away", "loan refused"), strict=True):
        shop.change(order, cancel_reason=why)
    assert director.post(DECIDE, sent).status_code == 200
    assert not RewardEntry.objects.filter(kind="reversal").exists()


def test_the_reason_of_a_reversal_is_read_in_each_language(director, shop):
    order = shop.sell()
    shop.night()
    entry = approve_reward(Reward.objects.get(), on=shop.today, **shop.by)
    shop.change(order, cancelled_on=shop.today, cancel_reason="贷款未批")
    url, chinese = reverse("rewards:entry_reverse", args=[entry.pk]), {"accept-language": "zh-hans"}
    shown = director.get(url, headers=chinese).context["form"]["reason"].value()
    assert shown == "订单已取消：贷款未批"
    director.post(url, {"reason": shown}, headers=chinese)
    assert "The order was cancelled: 贷款未批" in director.get(LEDGER).content.decode()
    assert shown in director.get(LEDGER, headers=chinese).content.decode()


def test_the_ledger_and_finance(browse, shop, director):
    finance = UserFactory(store=shop.store, role="finance")
    for ago in (3, 4):
        shop.sell(ago=ago, person=shop.floor.new_consultant())
    shop.night()
    approve(director, Reward.objects.all())
    for person in (shop.floor.director, shop.floor.manager, finance):
        page = browse(person).get(LEDGER)
        assert (page.context["total"], page.context["entries"]) == (1600, 2)
        assert ("Reverse" in page.content.decode()) == person.is_director
    one = browse(finance).get(LEDGER, {"person": Reward.objects.first().person_id})
    assert one.context["total"] == 800
    assert browse(shop.floor.consultant).get(LEDGER).context["entries"] == 0


def test_the_order_says_what_it_earned(browse, shop):
    order = shop.sell()
    shop.night()
    url = reverse("orders:order_detail", args=[order.pk])
    assert "800.00" in browse(shop.floor.consultant).get(url).content.decode()
    finance = UserFactory(store=shop.store, role="finance")
    assert "800.00" not in browse(finance).get(url).content.decode()


def test_all_that_waits_lies_in_the_directors_inbox(browse, director, shop):
    lapsed = shop.sell()
    shop.night()
    approve(director, Reward.objects.all())
    shop.change(lapsed, cancelled_on=shop.today)
    shop.sell()
    shop.sell()
    shop.night()
    page = director.get(INBOX)
    assert {(code, number) for code, _l, number, _c in page.context["kinds"]} == {
        ("reward", 2),
        ("reversal", 1),
    }
    assert count_waiting(shop.floor.director) == 3
    assert '<span class="nav-badge">3</span>' in page.content.decode()
    assert "nav-badge" not in browse(shop.floor.manager).get(INBOX).content.decode()


def typed(page, **fields):
    form = page.context["form"]
    values = {bound.html_name: bound.value() for bound in form}
    values = {name: "" if value is None else str(value) for name, value in values.items()}
    return values | {name: str(value) for name, value in fields.items()}


def test_a_policy_is_adopted_after_a_look_and_withdrawn(director, shop, today):
    shop.sell()
    url = reverse("rewards:policy", args=[shop.store.pk])
    start = today + timedelta(days=9)
    page = director.get(url)
    assert page.context["before"].amount == 800
    values = typed(page, effective_from=start, reason="dearer", amount_1=900)
    assert director.post(url, values | {"adopt": "1"}).context["after"].amount == 900
    assert RewardPolicy.objects.count() == 1, "what was not shown is not adopted"
    shown = director.post(url, values)
    for _ in range(2):
        director.post(url, values | {"seen": shown.context["seen"], "adopt": "1"})
    coming = RewardPolicy.objects.get(effective_from=start)
    assert coming.amounts()[Decimal(100_000)] == 900
    withdraw = reverse("rewards:policy_withdraw", args=[coming.pk])
    assert director.post(withdraw, {"reason": ""}).context["form"].errors["reason"]
    director.post(withdraw, {"reason": "not now"})
    versions = director.get(url).context["page_obj"].object_list
    assert [version.state for version in versions] == ["withdrawn", "present"]
    assert len(versions[0].terms) == 3
    assert "no rewards" not in director.get(reverse("compliance:policy_list")).content.decode()


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({}, "__all__"),
        ({"price_3": "5"}, "amount_3"),
        ({"amount_3": "5"}, "price_3"),
        ({"price_3": "100000", "amount_3": "5"}, "price_3"),
        ({"amount_0": "0"}, "amount_0"),
        ({"amount_0": "-1"}, "amount_0"),
        ({"price_0": "x"}, "price_0"),
        ({"price_0": "9" * 30}, "price_0"),
        ({"effective_from": "2026-11-20", "amount_0": "7"}, "effective_from"),
    ],
)
def test_what_makes_no_sense_is_refused(director, shop, today, fields, wrong):
    url = reverse("rewards:policy", args=[shop.store.pk])
    values = typed(director.get(url), effective_from=today, reason="x") | fields
    answer = director.post(url, values | {"adopt": "1"})
    assert answer.context["form"].errors[wrong]
    assert RewardPolicy.objects.count() == 1


def test_the_number_of_queries_does_not_grow(browse, director, shop, count_queries):
    def fill(number):
        for _ in range(number):
            who = shop.floor.new_consultant()
            lapsed, _stands, _waits = (shop.sell(person=who) for _ in range(3))
            shop.night()
            for reward in Reward.objects.pending().filter(person=who).order_by("pk")[:2]:
                approve_reward(reward, on=shop.today, **shop.by)
            shop.change(lapsed, cancelled_on=shop.today)

    def queries():
        urls = [LIST, LEDGER, INBOX, f"{INBOX}?show=decided"]
        waiting = {"reward": Reward.objects.pending(), "reversal": Reward.objects.to_reverse()}
        for code, act in (("reward", APPROVE), ("reward", REFUSE), ("reversal", APPROVE)):
            items = "".join(f"&item={key}" for key in keys(code, waiting[code]))
            urls.append(f"{DECIDE}?act={act}{items}")
        found = [count_queries(director, url) for url in urls]
        manager = browse(shop.floor.manager)
        return found + [count_queries(manager, url) for url in urls[:4]]

    fill(1)
    once = queries()
    fill(2)
    assert queries() == once
    assert director.get(LIST, {"state": "to_reverse"}).context["page_obj"].paginator.count == 3


def test_the_digest_counts_the_rows_of_the_list(director, shop, today):
    shop.sell()
    shop.sell(ago=4)
    shop.night()
    approve(director, Reward.objects.all()[:1])
    (digest,) = digests_for([shop.floor.director], on=today)
    (item,) = [item for item in items_of(digest) if item.code == "reward"]
    assert (item.label, item.number) == ("Rewards to decide", 1)
    assert director.get(item.url).context["page_obj"].paginator.count == 1
    shop.change(RewardEntry.objects.get().reward.order, cancelled_on=today, cancel_reason="loan")
    (digest,) = digests_for([shop.floor.director], on=today)
    (item,) = [item for item in items_of(digest) if item.code == "reversal"]
    assert (item.label, item.number) == ("Rewards to reverse", 1)
    assert director.get(item.url).context["page_obj"].paginator.count == 1
