"""The pages of rewards: lists, decisions, ledger, policy, seen by each role (R8.9, R1.3)."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from compliance.reminders.queries import digests_for, items_of
from rewards.models import CANCELLED_BECAUSE, Reward, RewardEntry, RewardPolicy
from rewards.services import approve_reward
from tests.factories import ManagerFactory, UserFactory

pytestmark = pytest.mark.django_db
LIST, LEDGER = reverse("rewards:reward_list"), reverse("rewards:ledger")
APPROVE, REFUSE = reverse("rewards:reward_approve"), reverse("rewards:reward_refuse")


@pytest.fixture
def director(browse, shop):
    return browse(shop.floor.director)


def said(answer):
    return " ".join(str(message) for message in answer.context["messages"])


def approve(client, rewards):
    chosen = {"reward": [reward.pk for reward in rewards]}
    seen = client.get(APPROVE, chosen).context["seen"]
    return client.post(APPROVE, chosen | {"seen": seen}, follow=True)


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
    rewards = list(Reward.objects.all())
    chosen = {"reward": [reward.pk for reward in rewards]}
    page = director.get(APPROVE, chosen)
    assert page.context["total"] == 2400
    answer = approve(director, rewards)
    assert "3 rewards approved" in said(answer)
    again = director.post(APPROVE, chosen | {"seen": page.context["seen"]}, follow=True)
    assert "already been decided" in said(again)
    assert RewardEntry.objects.count() == 3


def test_another_sum_than_was_shown_is_shown_first(director, shop):
    order = shop.sell()
    shop.night()
    chosen = {"reward": Reward.objects.get().pk}
    seen = director.get(APPROVE, chosen).context["seen"]
    shop.change(order, price=250_000)
    answer = director.post(APPROVE, chosen | {"seen": seen})
    assert answer.context["total"] == 1500 and not RewardEntry.objects.exists()
    director.post(APPROVE, chosen | {"seen": answer.context["seen"]})
    assert RewardEntry.objects.get().amount == 1500
    assert Reward.objects.get().price == 250_000


def test_sums_that_changed_places_are_shown_first(director, shop):
    """The total and the number are what was shown; whose is how much is not."""
    dear, cheap = shop.sell(price=250_000), shop.sell(price=150_000)
    shop.night()
    rewards = {"reward": [reward.pk for reward in Reward.objects.all()]}
    seen = director.get(APPROVE, rewards).context["seen"]
    shop.change(dear, price=150_000)
    shop.change(cheap, price=250_000)
    page = director.post(APPROVE, rewards | {"seen": seen})
    assert page.status_code == 200 and not RewardEntry.objects.exists()
    director.post(APPROVE, rewards | {"seen": page.context["seen"]})
    assert RewardEntry.objects.count() == 2


def test_what_lapsed_meanwhile_is_not_approved(director, shop):
    gone, other = shop.sell(), shop.sell()
    shop.night()
    shop.change(gone, cancelled_on=shop.today)
    page = director.get(APPROVE, {"reward": [r.pk for r in Reward.objects.all()]})
    assert (page.context["lapsed"], page.context["total"]) == (1, 800)
    only = director.get(APPROVE, {"reward": gone.rewards.get().pk}, follow=True)
    assert "Nothing is due" in said(only)
    approve(director, Reward.objects.all())
    assert RewardEntry.objects.get().reward.order == other


@pytest.mark.parametrize("url", [APPROVE, REFUSE])
def test_nothing_chosen(director, shop, url):
    for nonsense in ([], ["x"], ["9" * 40], ["1"]):
        assert "Choose" in said(director.get(url, {"reward": nonsense}, follow=True))


def test_refused_with_a_reason(director, shop):
    for _ in range(2):
        shop.sell()
    shop.night()
    chosen = {"reward": [reward.pk for reward in Reward.objects.all()]}
    assert director.post(REFUSE, chosen | {"reason": ""}).context["form"].errors["reason"]
    answer = director.post(REFUSE, chosen | {"reason": "老板介绍"}, follow=True)
    assert "2 rewards refused" in said(answer) and "老板介绍" in answer.content.decode()
    assert set(Reward.objects.values_list("state", flat=True)) == {"refused"}


def test_a_cancelled_order_is_reversed_in_one_press(director, shop):
    order, stands = shop.sell(), shop.sell()
    shop.night()
    for reward in Reward.objects.all():
        approve_reward(reward, on=shop.today - timedelta(days=9), **shop.by)
    shop.change(order, cancelled_on=shop.today, cancel_reason="loan refused")
    shop.night()
    assert RewardEntry.objects.count() == 2, "nothing reverses by itself"
    page = director.get(LIST)
    [entry] = page.context["to_reverse"]
    assert entry.lapse == CANCELLED_BECAUSE.of(reason="loan refused")
    url = reverse("rewards:entry_reverse", args=[entry.pk])
    assert (
        director.get(url).context["form"]["reason"].value()
        == "The order was cancelled: loan refused"
    )
    answer = director.post(url, {"reason": str(entry.lapse)}, follow=True)
    assert "opposite amount" in said(answer)
    assert "before" in said(director.post(url, {"reason": "again"}, follow=True))
    reversal = RewardEntry.objects.get(kind="reversal")
    assert (reversal.amount, reversal.on, reversal.reason) == (-800, shop.today, entry.lapse)
    assert not director.get(LIST).context["to_reverse"]
    standing = stands.rewards.get().entries.get()
    url = reverse("rewards:entry_reverse", args=[standing.pk])
    assert director.post(url, {"reason": ""}).context["form"].errors["reason"]


def test_all_that_is_to_be_reversed_is_counted(director, shop, monkeypatch):
    monkeypatch.setattr("rewards.views.MOST_TO_REVERSE", 1)
    orders = [shop.sell(), shop.sell()]
    shop.night()
    for reward in Reward.objects.all():
        approve_reward(reward, on=shop.today, **shop.by)
    for order in orders:
        shop.change(order, cancelled_on=shop.today, cancel_reason="loan refused")
    page = director.get(LIST)
    assert len(page.context["to_reverse"]) == 1
    assert 'To reverse <span class="count">2</span>' in page.content.decode()


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


def test_the_director_learns_how_many_wait(director, shop):
    shop.sell()
    shop.sell()
    shop.night()
    assert "2 rewards wait for you" in director.get(reverse("compliance:inbox")).content.decode()


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
    assert len(versions[0].tiers) == 3
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
        waiting = "&".join(f"reward={r.pk}" for r in Reward.objects.pending())
        urls = [LIST, LEDGER, f"{APPROVE}?{waiting}", f"{REFUSE}?{waiting}"]
        found = [count_queries(director, url) for url in urls]
        manager = browse(shop.floor.manager)
        return found + [count_queries(manager, url) for url in urls[:2]]

    fill(1)
    once = queries()
    fill(2)
    assert queries() == once
    assert len(director.get(LIST).context["to_reverse"]) == 3


def test_the_digest_counts_the_rows_of_the_list(director, shop, today):
    shop.sell()
    shop.sell(ago=4)
    shop.night()
    approve(director, Reward.objects.all()[:1])
    (digest,) = digests_for([shop.floor.director], on=today)
    (item,) = [item for item in items_of(digest) if item.code == "rewards"]
    assert (item.label, item.number) == ("Rewards to decide", 1)
    assert director.get(item.url).context["page_obj"].paginator.count == 1
    shop.change(RewardEntry.objects.get().reward.order, cancelled_on=today, cancel_reason="loan")
    (digest,) = digests_for([shop.floor.director], on=today)
    (item,) = [item for item in items_of(digest) if item.code == "reversals"]
    assert (item.label, item.number) == ("Rewards to reverse", 1)
    assert director.get(item.url).context["page_obj"].paginator.count == 1
