"""What managers do themselves (S1), and what is seen of the market and heard of buyers."""

from datetime import timedelta

from accounts.people.models import Role
from followups.activities.models import Activity
from followups.quotas.services import set_quotas
from followups.support.services import answer_support, ask_for_support
from followups.take_overs.services import take_over
from followups.week_targets.models import week_of
from followups.week_targets.services import choose_targets
from foundation.months import month_before
from leads.market_notes.models import MarketNote
from leads.market_notes.services import write_note
from leads.opportunities.models import Opportunity
from orders.business_plans.models import BusinessPlan
from orders.business_plans.services import save_plan

QUOTA = {"calls": 10, "mailings": 2, "leaflets": 5}
TARGETS = 6
REASON = "客户两次投诉交车时间，由经理跟进"


SEEN = [
    ("Golf", "一汽大众速腾", "对面展厅本周优惠一万二，送两次保养"),
    ("Tiguan", "本田 CR-V", "现车充足，订车三天内可提"),
    ("Passat", "", "周边写字楼停车场扫码看车的人多，周末可摆台"),
]
SCORES = (5, 4, 4, 5, 3, 4, 2)


def look_around(people, *, now):
    """What the staff saw of the market, and what buyers answered about their cars."""
    for store in people.stores:
        on = store.business_date(now)
        writers = [*people.of(Role.CONSULTANT, store), *people.of(Role.MANAGER, store)]
        for n, (model, competitor, text) in enumerate(SEEN):
            note = MarketNote(
                store=store,
                on=on - timedelta(days=4 * n),
                model=model,
                competitor=competitor,
                text=text,
            )
            write_note(note, by=writers[n], now=now)
    talks = Activity.objects.executed().filter(purpose="care", is_effective=True)
    for n, key in enumerate(talks.order_by("pk").values_list("pk", flat=True)[::5]):
        Activity.objects.filter(pk=key).update(satisfaction=SCORES[n % len(SCORES)])


# What is wanted on which day, so many days ago, and what was answered.
WANTED = [
    ("试驾车周六要用半天", 1, "周六上午留给你，下午归二组"),
    ("客户要看二手车置换报价，请评估师来店", 0, "评估师下午三点到店"),
    ("Passat 黑色没有展车，客户想看实车", 0, ""),
]


def want_support(people, *, now):
    """What consultants want of their managers, answered but for the last (R9.4)."""
    for store in people.stores:
        for person, (text, ago, answer) in zip(
            people.of(Role.CONSULTANT, store), WANTED, strict=False
        ):
            then = now - timedelta(days=ago)
            on = store.business_date(then)
            wanted = ask_for_support(by=person, now=then, on=on, text=text)
            if answer:
                answer_support(by=person.manager, now=now, wanted=wanted, text=answer)


PLAN = {
    "targets": "订单 30 台，交车 26 台，新增意向 120 组",
    "measures": "每周六周边外展一场；H级客户三天一访；来店全部邀请试驾",
    "people": "外展由市场负责，经理带队；电话跟进由各组每日复盘",
}


def plan_the_month(people, *, now):
    """Each director's plan of this month, and of the last one with what was learned."""
    for store in people.stores:
        (director,) = people.of(Role.DIRECTOR, store)
        month = store.business_date(now).replace(day=1)
        save_plan(BusinessPlan(store=store, month=month, **PLAN), by=director, now=now)
        last = BusinessPlan(store=store, month=month_before(month), **PLAN)
        last.differences = "月初两场外展因雨取消，来客少三成；下月改在商场室内。"
        save_plan(last, by=director, now=now)


def lead(people, *, now):
    """Every manager sets their team's quotas and this week's targets and looks after one customer."""
    for store in people.stores:
        on = store.business_date(now)
        for manager in people.of(Role.MANAGER, store):
            team = [p for p in people.of(Role.CONSULTANT, store) if p.manager_id == manager.pk]
            who = {"by": manager, "now": now, "on": on}
            set_quotas(**who, from_on=on, quotas={person.pk: QUOTA for person in team})
            for person in team:
                _choose(person, week=week_of(on), **who)
            _look_after(team[0], **who)
            plans = Activity.objects.planned().filter(
                consultant__in=team, mode__in=("store_visit", "test_drive"), planned_on__gte=on
            )
            first = list(plans.order_by("planned_on", "pk").values_list("pk", flat=True)[:2])
            Activity.objects.filter(pk__in=first).update(companion=manager)


def _choose(person, *, by, now, on, week):
    hottest = Opportunity.objects.executing().filter(consultant=person)
    keys = list(hottest.order_by("grade__sort_order", "expected_on", "pk").values_list("pk"))
    keys = [key for (key,) in keys[:TARGETS]]
    choose_targets(by=by, now=now, on=on, consultant=person, week=week, shown=keys, chosen=keys)


def _look_after(person, *, by, now, on):
    opportunity = (
        Opportunity.objects.executing().filter(consultant=person).order_by("-expected_on").first()
    )
    if opportunity:
        take_over(
            by=by,
            now=now,
            on=on,
            customer=opportunity.customer,
            until_on=on + timedelta(days=10),
            reason=REASON,
        )
