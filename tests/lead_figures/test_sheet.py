"""The sheet of leads, of the cohort worked out by hand (R13.1, R9.8)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.people.models import Role
from intake.arrivals.models import Lead
from intake.costs.services import set_costs
from leads.events.models import MarketEvent
from orders.orders.models import Order
from reports.exports.models import Export
from reports.sheets.queries.leads import RATES, WAYS
from reports.sheets.queries.percentiles import percentiles
from reports.sheets.queries.sheet import Figure
from rewards.models import Reward
from rewards.services import adopt_reward_policy, approve_reward, propose_rewards
from tests.factories import Floor, UserFactory
from tests.lead_figures.cohort import BY_CHANNEL, NO_COST, SPAN, TOTAL, at

URL = reverse("reports:leads")
SHEET = f"{URL}?{SPAN}"


def plain(value):
    return value.value if isinstance(value, Figure) else value


def lines(answer):
    found = ([plain(value) for value in line] for line in answer.context["lines"])
    return {str(line[0]): line[1:] for line in found}


def test_r13_1_what_became_of_the_leads_of_each_channel(marketing):
    answer = marketing.get(SHEET)
    assert lines(answer) == BY_CHANNEL
    # The show's 3,000, of seven persons, five valid, two that came, one that ordered.
    each = [Decimal(amount) for amount in ("3000", "428.57", "600", "1500", "3000")]
    assert [plain(value) for value in answer.context["total"][1:]] == [*TOTAL, *each]


@pytest.mark.parametrize("way", WAYS)
def test_r13_1_every_figure_leads_to_exactly_its_rows(
    marketing, assert_figures_lead_to_their_rows, way
):
    assert len(assert_figures_lead_to_their_rows(marketing, f"{SHEET}&by={way}")) > 30


def test_r13_1_by_consultant_model_event_and_store(marketing, cohort):
    by = {way: lines(marketing.get(f"{SHEET}&by={way}")) for way in ("person", "model", "store")}
    # 王一 twice, 孙三, 周六; 吴七 and, passed on to her, 李二; the two that nobody has.
    assert {name: line[:2] for name, line in by["person"].items()} == {
        str(cohort.a): [4, 3],
        str(cohort.c): [2, 2],
        "Nobody yet": [2, 2],
    }
    assert {name: line[0] for name, line in by["model"].items()} == {
        "Golf": 3,
        "Polo": 2,
        "No model": 3,
    }
    assert by["store"] == {str(cohort.road.store): TOTAL}


def test_r13_1_cost_of_an_event_for_each_lead_and_order(marketing, cohort, browse):
    url = f"{SHEET}&by=event"
    shown = lines(marketing.get(url))
    assert shown["Autumn show"][-5:] == [Decimal(3000)] * 3 + [None, None]
    assert shown["No event"][-5:] == [None] * 5
    cohort.road.record(now=at(17, 9), received_at=at(17, 9), name="冯九", event=cohort.show)
    assert lines(marketing.get(url))["Autumn show"][-4] == Decimal(1500)
    # A manager sees the team's leads alone, and a later period a part of them.
    assert lines(browse(cohort.road.manager).get(url))["Autumn show"][-5:] == [None] * 5
    later = lines(marketing.get(f"{URL}?start=2026-11-17&end=2026-11-19&by=event"))
    assert later["Autumn show"][-5:] == [None] * 5
    MarketEvent.objects.update(cost=None)
    assert lines(marketing.get(url))["Autumn show"][-5:] == [None] * 5


def test_r13_1_cost_of_a_channel_by_the_days_of_its_months(marketing, cohort, browse):
    """3,000 of November for Autohome: of 4 of 30 days 400; 3 persons, 2 valid, 1 came, 1 ordered."""
    road = cohort.road
    how = {"by": road.marketing, "now": at(19, 10), "store": road.store}
    set_costs(month=date(2026, 11, 1), amounts={"autohome": Decimal(3000)}, **how)
    set_costs(month=date(2026, 10, 1), amounts={"autohome": Decimal(9000)}, **how)
    each = [Decimal(400), Decimal("133.33"), Decimal(200), Decimal(400), Decimal(400)]
    assert lines(marketing.get(SHEET))["Autohome"][-5:] == each
    assert lines(browse(road.manager).get(SHEET))["Autohome"][-5:] == [None] * 5


def test_r13_1_what_was_paid_for_nobody_is_said(marketing, cohort):
    road = cohort.road
    set_costs(
        by=road.marketing,
        now=at(19, 10),
        store=road.store,
        month=date(2026, 11, 1),
        amounts={"partner": Decimal(300)},
    )
    (table,) = [t for t in marketing.get(SHEET).context["tables"] if "nobody came" in str(t.title)]
    assert table.lines[0][1] == Decimal(40)
    total = [plain(v) for v in marketing.get(SHEET).context["total"]]
    assert total[-5] == Decimal(3040)


def test_r13_1_incentive_is_what_was_paid_for_the_orders(marketing, cohort):
    road = cohort.road
    adopt_reward_policy(
        by=road.director,
        now=at(16, 9),
        on=date(2026, 11, 16),
        store=road.store,
        effective_from=date(2026, 11, 16),
        tiers={Decimal(0): Decimal(300)},
    )
    propose_rewards(road.store, on=date(2026, 11, 18), now=at(19, 1))
    (reward,) = Reward.objects.all()
    assert lines(marketing.get(SHEET))["Autohome"][-6] == 0
    approve_reward(reward, by=road.director, now=at(19, 9), on=date(2026, 11, 19))
    assert lines(marketing.get(SHEET))["Autohome"][-6] == Decimal(300)
    behind = marketing.get(f"{URL}rows?{SPAN}&show=incentive&by_channel=autohome")
    assert behind.context["amount"] == Decimal(300)
    # Asked again before the order was there, it is one order all the same.
    first, again = cohort.fresh("王一"), cohort.leads["吴七"]
    Lead.objects.filter(pk=again.pk).update(opportunity=first.opportunity_id)
    assert [plain(v) for v in marketing.get(SHEET).context["total"]][-6] == Decimal(300)
    Order.objects.update(cancelled_on=date(2026, 11, 19))
    assert [plain(v) for v in marketing.get(SHEET).context["total"]][-6] == 0


def test_r1_3_what_each_person_is_paid_is_not_for_marketing_or_managers(marketing, cohort, browse):
    def has(client, query):
        shown = client.get(f"{SHEET}{query}").context["columns"]
        return "incentive" in [column.code for column in shown]

    director, manager = browse(cohort.road.director), browse(cohort.road.manager)
    assert has(director, "&by=person") and has(marketing, "&by=channel")
    assert not has(marketing, "&by=person") and not has(manager, "")
    rows = f"{URL}rows?{SPAN}&show=incentive"
    assert director.get(f"{rows}&by_person={cohort.a.pk}").status_code == 200
    for client in (marketing, manager):
        assert client.get(f"{rows}&by_person={cohort.a.pk}").status_code == 404
    assert manager.get(rows).status_code == 404


def test_r13_1_no_rate_exceeds_100_per_cent(marketing):
    for way in WAYS:
        answer = marketing.get(f"{SHEET}&by={way}")
        codes = [column.code for column in answer.context["columns"]]
        for line in answer.context["lines"]:
            row = dict(zip(codes, map(plain, line), strict=True))
            for part, whole in RATES.items():
                assert row[part] <= row[whole]
            assert row["valid"] + row["invalid"] == row["counted"] <= row["leads"]


def test_r13_1_the_last_source_may_count_instead(marketing, cohort):
    """Of 王一 the second arrival is counted then, and has the same fate."""
    first = cohort.fresh("王一")
    Lead.objects.filter(into=first).update(is_counted=True)
    Lead.objects.filter(pk=first.pk).update(is_counted=False)
    shown = lines(marketing.get(SHEET))
    assert shown["Yiche"] == [
        *(1, 1, 1, 100.0, 0, 0, 1),
        *(1, 10, 10, 1, 1, 100.0, 1, 100.0, 0, 1, 100.0, 1, 1, 100.0, 0),
        *NO_COST,
    ]
    assert shown["Autohome"][1:3] == [2, 1]
    assert [plain(value) for value in marketing.get(SHEET).context["total"][2:5]] == [7, 5, 71.4]


def test_r13_1_an_order_counts_from_its_conversion_until_it_is_cancelled(marketing, cohort):
    order = Order.objects.filter(pk=cohort.order.pk)

    def orders():
        return [lines(marketing.get(SHEET))["Autohome"][place] for place in (-9, -7)]

    order.update(converted_on=date(2026, 11, 20))
    assert orders() == [0, 0]
    order.update(converted_on=date(2026, 11, 18))
    assert orders() == [1, 0]
    order.update(ordered_on=date(2026, 11, 15))
    assert orders() == [0, 0]
    order.update(ordered_on=date(2026, 11, 16), cancelled_on=date(2026, 11, 19))
    assert orders() == [0, 0]


def test_r13_1_days_are_those_of_the_store(marketing, cohort):
    """A minute before midnight in Shanghai is the day before elsewhere."""
    first = cohort.leads["王一"]
    Lead.objects.filter(pk=first.pk).update(received_at=at(15, 23, 59))
    assert [plain(v) for v in marketing.get(SHEET).context["total"]][1] == 7
    Lead.objects.filter(pk=first.pk).update(received_at=at(19, 23, 59))
    assert [plain(v) for v in marketing.get(SHEET).context["total"]][1] == 8


def test_r1_3_no_number_stands_on_the_sheet_or_its_rows(marketing, cohort):
    phones = Lead.objects.exclude(phone="").values_list("phone", flat=True)
    for page in (SHEET, f"{URL}rows?{SPAN}&show=leads", f"{URL}paper?{SPAN}"):
        text = marketing.get(page).content.decode()
        assert not [phone for phone in phones if phone in text]
    rows = marketing.get(f"{URL}rows?{SPAN}&show=leads")
    assert [str(line[0]) for line in rows.context["lines"]] == [
        *("吴七", "周六", "王一", "赵五", "测试", "孙三", "李二", "王一")
    ]
    assert "2026-11-17 10:00" in rows.content.decode()


def test_r1_3_whose_leads_one_sees(browse, cohort):
    elsewhere = Floor()
    strangers = [elsewhere.director, UserFactory(store=elsewhere.store, role="marketing")]
    for person in strangers:
        assert lines(browse(person).get(SHEET)) == {}
    other = UserFactory(store=cohort.road.store, role=Role.MANAGER)
    # Of another team no more than what is nobody's: what joined a colleague's lead is theirs as well.
    assert {name: line[0] for name, line in lines(browse(other).get(SHEET)).items()} == {
        "Autohome": 1,
        "Own website": 1,
    }
    for role in ("consultant", "reception", "finance", "service", "administrator"):
        assert browse(UserFactory(store=cohort.road.store, role=role)).get(SHEET).status_code == 403


@pytest.mark.parametrize(
    "wrong",
    ["show=none", "by_event=x", "by_event=-1", f"by_event={2**63}", "by_model=%00", "by_none=1"]
    + ["by_answer=8", "by_answer=x", "by_effort=5", "by_effort=-1", "by_person=1.5"],
)
def test_nonsense_in_the_address_is_not_found(marketing, wrong):
    assert marketing.get(f"{URL}rows?{SPAN}&{wrong}").status_code == 404


def test_nonsense_in_the_filter_is_said_beside_the_field(marketing):
    answer = marketing.get(f"{SHEET}&by=moon")
    assert answer.context["form"].errors["by"] and lines(answer) == BY_CHANNEL


def test_the_number_of_queries_does_not_grow(marketing, cohort, count_queries):
    for way in WAYS:
        few = count_queries(marketing, f"{SHEET}&by={way}")
        road = cohort.road
        for n, channel in enumerate(("weibo", "peers", "trade")):
            told = {"received_at": at(18, 9), "channel": channel, "model": f"{way} {n}"}
            road.record(now=at(18, 9), **told)
        assert count_queries(marketing, f"{SHEET}&by={way}") == few


def test_the_paper_and_the_spreadsheet_can_be_made(marketing, cohort, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    assert "线索质量与转化统计表" in marketing.get(f"{URL}paper?{SPAN}").content.decode()
    token = marketing.get(URL).context["once"]["token"].value()
    marketing.post(f"{URL}export?{SPAN}&by=event", {"token": token})
    export = Export.objects.get()
    assert (export.state, export.way, export.rows) == ("done", "event", 2)


def test_percentiles_are_the_same_on_both_databases(cohort):
    """R13.1: those of the database are what they are by hand, also between two values and of one."""
    assigned = Lead.objects.exclude(assigned_at=None)
    gaps = [1, 2, 4, 8, 16, 100]
    for lead, gap in zip(assigned.order_by("pk"), gaps, strict=False):
        moment = lead.received_at + timedelta(minutes=gap)
        Lead.objects.filter(pk=lead.pk).update(assigned_at=moment)
    from django.db.models import DurationField, ExpressionWrapper, F

    wait = ExpressionWrapper(F("assigned_at") - F("received_at"), DurationField())
    rows = Lead.objects.annotate(wait=wait)
    spans = sorted(gaps[: assigned.count()])
    assert len(spans) == 5
    # 1 2 4 8 16: 4, and 8 + (16 - 8) × 0.6
    assert percentiles(rows, "wait") == {None: (4, 13)}
    assert percentiles(rows.filter(model="none"), "wait") == {}
    of_each = percentiles(rows, "wait", "channel")
    assert of_each["douyin"] == (16, 16)


def test_r12_4_both_names_count_the_lead_that_came(road, browse, marketing):
    """Invited by the desk, ordered on the floor: its row by either name (R13.1)."""
    from followups.policy_changes.services import adopt_policy
    from intake.distribution.models import BY_HAND
    from intake.distribution.services.assigning import give
    from leads.grading.models import GradingPolicy
    from orders.orders.services.placing import Terms, place_order
    from reception.services.visits import Entry, register_visit
    from tests.factories import ManagerFactory
    from tests.lead_figures.cohort import at

    on, now = date(2026, 11, 18), at(18, 10)
    head = ManagerFactory(store=road.store)
    adopt_policy(
        by=road.director,
        now=now,
        on=on,
        store=road.store,
        team=head,
        policy=GradingPolicy.objects.get(code="S2"),
        effective_from=on,
    )
    caller = UserFactory(store=road.store, manager=head, full_name="Dong Jie")
    lead = road.sort(now=now, name="冯九", channel="website", model="Golf", received_at=now)
    lead = give(lead, caller, BY_HAND, by=None, now=now)
    opportunity = lead.opportunity
    road.contact(
        opportunity,
        now=at(18, 11),
        on=on,
        note="3 约到店",
        expected_on=on + timedelta(days=5),
        result="appointment",
    )
    visit = register_visit(
        by=road.manager,
        now=at(18, 15),
        on=on,
        store=road.store,
        entry=Entry(phone=lead.phone, name="冯九"),
    )
    opportunity.refresh_from_db()
    terms = Terms(model="Golf", colour="白", price=Decimal(1), firm_on=on)
    place_order(by=visit.consultant, now=at(18, 16), on=on, opportunity=opportunity, terms=terms)
    by = {way: lines(marketing.get(f"{SHEET}&by={way}")) for way in ("inviter", "person")}
    columns = [c.code for c in marketing.get(f"{SHEET}&by=inviter").context["columns"]][1:]
    desk = dict(zip(columns, by["inviter"]["Dong Jie"], strict=True))
    assert [desk[name] for name in ("leads", "invited", "came", "ordered")] == [1, 1, 1, 1]
    assert "Dong Jie" not in by["person"]
    floor = dict(zip(columns, by["person"][str(visit.consultant)], strict=True))
    assert floor["invited"] >= 1 and floor["ordered"] >= 1
