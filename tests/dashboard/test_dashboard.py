"""The indicators (R9.8) of the dealership worked out by hand, as of 21 November."""

import re
from html import unescape
from io import BytesIO

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from followups.activities.models import Activity
from followups.plans.services import Plan, cancel_activity
from leads.customers.models import Customer
from leads.opportunities.models import Opportunity
from ledgers.append import append
from orders.orders.models import Order
from reports.dashboard.forms import IndicatorFilter
from reports.dashboard.queries.board import DASHBOARD
from reports.sheets.queries.sheet import Figure, whole
from reports.templatetags.sheets import address_of
from rewards.models import CANCELLED_BECAUSE, Reward, RewardEntry, RewardSum
from tests.factories import DirectorFactory, Floor
from tests.sheets.hand_made import NOV, OCT, at, day

pytestmark = pytest.mark.django_db
URL = reverse("reports:dashboard")


def board_of(client, **query):
    answer = client.get(URL, query | {"whole": "1"})
    assert answer.status_code == 200
    return answer.context["board"]


def tile_values(board):
    """``{measure: ((good, all) now, the span before, a year ago)}`` of the tiles."""
    found = {}
    for tile in board.tiles:
        key = "/".join(figure.show for figure in tile.figures)
        columns = [tile.figures, *(change.figures for change in tile.changes)]
        found[key] = tuple(tuple(figure.value for figure in figures) for figures in columns)
    return found


def lines_of(table):
    """``{first cell: {column: value}}``."""
    codes = [column.code for column in table.columns]
    return {
        line[0]: dict(zip(codes[1:], (getattr(c, "value", c) for c in line[1:]), strict=True))
        for line in table.lines
    }


def figures_in(board):
    found = [figure for tile in board.tiles for figure in tile.figures]
    found += [f for tile in board.tiles for change in tile.changes for f in change.figures]
    lines = [line for table in board.tables for line in table.lines]
    return found + [cell for line in lines for cell in line if isinstance(cell, Figure)]


def check_every_figure(client, **query):
    """Each figure of the page equals the number of rows behind it, and each is a link on the page."""
    answer = client.get(URL, query | {"whole": "1"})
    board, form = answer.context["board"], answer.context["form"]
    addresses = {}
    for figure in figures_in(board):
        addresses[address_of(answer.context["sheet"], form, figure)] = figure.value
    links = re.findall(r'href="([^"]*/rows\?[^"]*)"', answer.content.decode())
    assert {unescape(link) for link in links} == set(addresses)
    asked = {}
    for address, value in addresses.items():
        query = QueryDict(address.partition("?")[2])
        asked[query["show"]] = address, value
        narrowed = {"viewer": form.viewer, "today": form.today, "sheet": DASHBOARD}
        scope = IndicatorFilter(query, **narrowed).scope
        by = {k.removeprefix("by_"): v for k, v in query.items() if k.startswith("by_")}
        assert whole(DASHBOARD.behind(scope, query["show"], by)) == value, address
    for address, value in asked.values():
        behind = client.get(address).context
        counted = behind["amount"]
        if counted is None:
            counted = behind["page_obj"].paginator.count
        assert counted == value, address
    return board


def sell(hand_made, name, consultant, on, number, **fields):
    opportunity = hand_made.customers[name]
    return Order.objects.create(
        store=opportunity.store,
        customer=opportunity.customer,
        opportunity=opportunity,
        consultant=consultant,
        number=number,
        ordered_on=on,
        model="Golf",
        price=100_000,
        **{"converted_on": on} | fields,
    )


@pytest.fixture
def sold(hand_made):
    """Converted: 王一 by 李娜 on 5 November, 吴七 by 王强 on the 21st, 张三 by 陈晨 on 8 October.

    And 褚十一 by 陈晨 on 2 November. Neither the order that was cancelled nor the one without a
    deposit is a conversion.
    """
    sell(hand_made, "王一", hand_made.li, day(NOV, 5), "Z1")
    sell(hand_made, "吴七", hand_made.wang, day(NOV, 21), "Z2")
    sell(hand_made, "张三", hand_made.chen, day(OCT, 8), "Z3")
    sell(hand_made, "李二", hand_made.li, day(NOV, 6), "Z4", cancelled_on=day(NOV, 7))
    sell(hand_made, "冯九", hand_made.li, day(NOV, 6), "Z5", converted_on=None)


def enter(order, amount, on, reverses=None):
    """An entry of the ledger of rewards."""
    common = {"store": order.store, "person": order.consultant, "amount": amount}
    reward = reverses and reverses.reward
    reward = reward or Reward.objects.create(
        order=order, converted_on=order.ordered_on, price=order.price, state="approved", **common
    )
    return append(
        RewardEntry,
        RewardSum,
        reward=reward,
        reverses=reverses,
        reason=CANCELLED_BECAUSE.of(reason="贷款未批") if reverses else "",
        kind="reversal" if reverses else "reward",
        on=on,
        entered_at=at(on),
        entered_by=order.consultant,
        **common,
    )


@pytest.fixture
def paid(sold):
    """李娜 had 800 on 6 November and 300 on the 9th, reversed on the 20th; 王强 1,500 on 30 October.

    And 陈晨 500 on 10 October.
    """
    orders = Order.objects.in_bulk(field_name="id")
    by_number = {order.number: order for order in orders.values()}
    enter(by_number["Z1"], 800, day(NOV, 6))
    mistaken = enter(by_number["Z4"], 300, day(NOV, 9))
    enter(by_number["Z4"], -300, day(NOV, 20), mistaken)
    enter(by_number["Z2"], 1500, day(OCT, 30))
    enter(by_number["Z3"], 500, day(OCT, 10))


def test_incentive_pay_is_what_the_ledger_holds(browse, director, hand_made, paid):
    """R8.9, R9.8: of a span under way as many days of the one before."""
    board = check_every_figure(director)
    assert tile_values(board)["incentive"] == ((800,), (500,), (0,))
    tile = board.tiles[-1]
    assert (tile.changes[0].more, tile.changes[0].is_better) == (300, None)
    team, people = board.people
    found = {name: line["incentive"] for name, line in lines_of(people).items()}
    assert found == {"李娜": 800, "王强": 0, "陈晨": 0}
    # Beside the pay stands for how many conversions it was entered, whenever they were made.
    rewarded = {name: line["rewarded"] for name, line in lines_of(people).items()}
    assert rewarded == {"李娜": 2, "王强": 0, "陈晨": 0}
    manager, other = str(hand_made.floor.manager), str(hand_made.other_manager)
    teams = {name: line["incentive"] for name, line in lines_of(team).items()}
    assert teams == {manager: 800, other: 0}

    def incentive(person, **query):
        return tile_values(check_every_figure(browse(person), **query))["incentive"][0][0]

    october = {"at": "2026-10-31"}
    floor = hand_made.floor
    assert incentive(floor.director, **october) == 2000
    assert incentive(floor.director, span="year") == 2800
    assert incentive(floor.manager, **october) == 1500
    assert incentive(hand_made.chen, **october) == 500
    assert incentive(hand_made.li) == 800
    rows = director.get(f"{URL}rows?show=incentive")
    chinese = director.get(f"{URL}rows?show=incentive", headers={"accept-language": "zh-hans"})
    assert "订单已取消：贷款未批" in chinese.content.decode()
    assert rows.context["amount"] == 800 and rows.context["page_obj"].paginator.count == 3
    answer = director.get(f"{URL}file")
    book = load_workbook(BytesIO(b"".join(answer.streaming_content)))
    lines = list(book["By consultant"].iter_rows(values_only=True))
    assert lines[1][-1] == "Incentive pay"
    assert {line[0]: line[-1] for line in lines[2:]} == {"李娜": 800, "王强": 0, "陈晨": 0}


def test_each_tile_beside_the_same_days_before(director, sold):
    found = tile_values(board_of(director))
    overdue = found.pop("overdue/due")
    assert found == {
        "leads": ((4,), (7,), (0,)),
        "conversions": ((3,), (1,), (0,)),
        # R13.1: of the leads of October 王一, 吴七 and 张三 have become orders, of November's none yet.
        "converted/leads": ((0, 4), (3, 7), (0, 0)),
        # 张三 could not be reached; 赵四 came back.
        "valid/leads": ((4, 4), (6, 7), (0, 0)),
        # November: 赵四, 周六, 冯九, 卫十二 and 蒋十三 were not spoken to; October: 褚十一, 张三 and 赵四 were.
        "followed/under_way": ((6, 11), (3, 8), (0, 0)),
        # 周六 waits; 卫十二 came today and may. Nobody of October was answered within a fortnight.
        "prompt/to_answer": ((2, 3), (0, 7), (0, 0)),
        "kept/call_backs": ((0, 0), (0, 0), (0, 0)),
        "rewarded": ((0,), (0,), (0,)),
        "incentive": ((0,), (0,), (0,)),
    }
    assert overdue[0][1] > 0


def test_shares_and_how_they_moved(director, sold):
    tiles = {t.figures[0].show + str(len(t.figures)): t for t in board_of(director).tiles}
    rate, follow_up = tiles["converted2"], tiles["followed2"]
    assert (rate.value, rate.changes[0].value, rate.changes[0].more) == (0.0, 42.9, -42.9)
    assert not rate.changes[0].is_better and rate.changes[1].more is None
    assert (follow_up.value, follow_up.changes[0].more) == (54.5, 17.0)
    leads = tiles["leads1"]
    assert (leads.changes[0].more, leads.changes[0].is_better) == (-3, False)


def test_without_a_year_before_no_arrow(director, sold):
    """The store's first lead is of this autumn: a year ago there is nothing to be better than."""
    for tile in board_of(director).tiles:
        before, year_ago = tile.changes
        assert before.is_comparable and not year_ago.is_comparable
        assert (year_ago.more, year_ago.is_better) == (None, None)
    page = director.get(URL).content.decode()
    assert page.count("no records yet") == len(board_of(director).tiles)


def test_no_rate_exceeds_the_whole(director, sold):
    """The conversion rate is of the leads of the span, whenever they became an order."""
    for span in ("month", "year"):
        for tile in board_of(director, span=span).tiles:
            if len(tile.figures) == 2:
                part, whole = tile.figures
                assert part.value <= whole.value and (tile.value is None or tile.value <= 100)


def test_overdue_is_what_stood_undone_at_the_close_of_its_day(browse, now, today):
    """Of three plans of the 10th: done on the day, done on the 11th, and still open."""
    floor = Floor()
    opened = [
        floor.open(now=at(day(NOV, 5)), on=day(NOV, 5), plan_in=5, grade="B", days=25)
        for _ in range(3)
    ]
    for opportunity, number in zip(opened, (10, 11), strict=False):
        plan = opportunity.activities.planned().get()
        on = day(NOV, number)
        floor.contact(opportunity, now=at(on), on=on, activity=plan, next_in=14)
    # A contact that nobody planned is no plan that was kept.
    floor.contact(opened[0], now=at(day(NOV, 12)), on=day(NOV, 12), next_in=None)
    found = tile_values(board_of(browse(floor.director)))
    assert found["overdue/due"][0] == (2, 3)
    october = tile_values(board_of(browse(floor.director), at="2026-10-01"))
    assert october["overdue/due"][0] == (0, 0)


def test_any_contact_in_the_24_hours_keeps_a_promised_call_r4_6(browse, today):
    """Called as planned; called otherwise; the plan dropped and nobody called; called too late."""
    floor, came = Floor(), day(NOV, 10)
    opened = [floor.open(now=at(came), on=came, plan_in=1) for _ in range(4)]
    plans = [opportunity.activities.planned().get() for opportunity in opened]
    for plan in plans:
        Activity.objects.filter(pk=plan.pk).update(call_back_by=at(day(NOV, 11)))
    floor.contact(opened[0], now=at(came), on=came, activity=plans[0])
    floor.contact(opened[1], now=at(came), on=came)
    by = {"by": floor.consultant, "now": at(came), "on": came}
    for plan in plans[1:3]:
        later = Plan(day(NOV, 13), expected_content="聊聊配置")
        cancel_activity(**by, activity=plan, reason="customer is away", plan=later)
    late = day(NOV, 12)
    floor.contact(opened[3], now=at(late), on=late, activity=plans[3])
    found = tile_values(board_of(browse(floor.director)))
    assert found["kept/call_backs"][0] == (2, 4)


def test_the_funnel(director, hand_made):
    assert lines_of(board_of(director).funnel.table) == {
        "C → B": _step(1, 0, None, (1, 1), 20.0),
        "B → A": _step(2, 0, None, (2, 2), 38.0),
        "A → H": _step(3, 1, 1.0, (3, 0), None),
        "H → Order": _step(4, 0, None, (1, 0), None),
    }
    # All of October: 王一 came to A on the 30th and to H six days later, 蒋十三 ordered after twelve.
    october = lines_of(board_of(director, at="2026-10-31").funnel.table)["A → H"]
    assert (october["entries"], october["raised"], october["days"]) == (5, 2, 9.0)


def _step(came, raised, days, before, days_before):
    return {
        "entries": came,
        "raised": raised,
        "share": round(100 * raised / came, 1),
        "days": days,
        "share_before": round(100 * before[1] / before[0], 1),
        "days_before": days_before,
    }


def test_an_order_is_the_last_step(browse):
    floor = Floor()
    first, second = (
        floor.open(now=at(day(NOV, 2)), on=day(NOV, 2), grade="H", days=5) for _ in range(2)
    )
    on = day(NOV, 4)
    won = {"outcome": "won", "result": "ordered", "next_in": None}
    floor.contact(first, now=at(on), on=on, note="H 付款提车", expected_on=on, **won)
    Opportunity.objects.filter(pk=second.pk).update(ordered_on=on)
    floor.contact(second, now=at(on), on=on, note="O 已订", expected_on=on, result="ordered")
    step = lines_of(board_of(browse(floor.director)).funnel.table)["H → Order"]
    assert (step["entries"], step["raised"], step["days"]) == (2, 2, 2.0)


def test_grades_at_entry_and_now(director, hand_made):
    board = board_of(director)
    found = lines_of(board.mix.table)
    assert {code: line["entry"] for code, line in found.items() if line["entry"]} == {
        "H": 1,
        "A": 1,
        "B": 1,
        "C": 1,
    }
    assert {code: line["now"] for code, line in found.items() if line["now"]} == {
        "H": 1,
        "B": 2,
        "C": 1,
    }
    ends = lines_of(board_of(director, at="2026-10-01").mix.table)
    assert (ends["Lost"]["now"], ends["Lost"]["now_share"]) == (3, 37.5)


def test_waits_for_the_first_contact(director, hand_made):
    board = board_of(director)
    found = {label: line["leads"] for label, line in lines_of(board.waits.table).items()}
    assert {label: n for label, n in found.items() if n} == {"Same day": 2, "None yet": 2}
    assert board.waits.charts == [0]
    # 14, 15, 20, 14, 47 and 29 days; 冯九 and 蒋十三 were never spoken to.
    assert board_of(director, at="2026-10-01").waits.charts == [17.5]


def test_channels(director, hand_made, sold):
    Customer.objects.filter(name__in=["孙五", "王一", "张三"]).update(channel="douyin")
    found = lines_of(board_of(director).channels.table)
    shown = ("leads", "valid", "converted", "rate", "before", "year_ago")
    assert {way: tuple(line[name] for name in shown) for way, line in found.items()} == {
        "Walk-in or call-in": (3, 3, 0, 0.0, 0.0, None),
        "Douyin": (1, 1, 0, 0.0, 100.0, None),
        "Own prospecting": (0, 0, 0, None, 100.0, None),
        "VIP purchase or introduction": (0, 0, 0, None, 0.0, None),
        "Existing customer base": (0, 0, 0, None, 0.0, None),
        "Exhibition": (0, 0, 0, None, 0.0, None),
    }
    only = tile_values(board_of(director, channel="douyin"))
    assert only["leads"] == ((1,), (2,), (0,)) and only["conversions"] == ((1,), (1,), (0,))


def test_teams_and_consultants(director, hand_made, sold):
    team, people = board_of(director).people
    manager, other = str(hand_made.floor.manager), str(hand_made.other_manager)
    assert {name: line["leads"] for name, line in lines_of(team).items()} == {manager: 3, other: 1}
    shown = ("leads", "converted", "rate", "before", "conversions", "under_way", "followed")
    found = lines_of(people)
    assert {name: tuple(line[code] for code in shown) for name, line in found.items()} == {
        "李娜": (2, 0, 0.0, 40.0, 1, 6, 3),
        "王强": (1, 0, 0.0, 100.0, 1, 2, 2),
        "陈晨": (1, 0, 0.0, 0.0, 1, 3, 1),
    }


def test_the_trend_reaches_back_two_years(director, hand_made, sold):
    lines = lines_of(board_of(director).trend.table)
    assert list(lines)[0] == "December 2025" and len(lines) == 12
    assert (lines["November 2026"]["leads"], lines["October 2026"]["leads"]) == (4, 8)
    assert lines["October 2026"]["rate"] == 37.5


def test_the_spreadsheet_has_the_same_numbers_and_no_customer(director, hand_made, sold):
    answer = director.get(f"{URL}file", {"channel": "", "at": "2026-11-01"})
    book = load_workbook(BytesIO(b"".join(answer.streaming_content)))
    cells = [cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row]
    by_person = {row[0]: row[1:4] for row in book["By consultant"].iter_rows(values_only=True)}
    assert by_person["李娜"] == (2, 0, 0)
    assert not {"孙五", "王一"} & set(cells)
    assert not [cell for cell in cells if str(cell).startswith("138")]


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ({}, "November 2026"),
        ({"span": "month", "at": "2026-10-20"}, "October 2026"),
        ({"span": "quarter", "at": "2026-10-20"}, "1 Oct 2026 – 31 Dec 2026"),
        ({"span": "year", "at": "2026-02-01"}, "1 Jan 2026 – 31 Dec 2026"),
        ({"span": "own", "start": "2026-10-05", "end": "2026-11-04"}, "5 Oct 2026 – 4 Nov 2026"),
        ({"span": "own", "start": "2027-01-01", "end": "2027-01-04"}, "1 Jan 2027 – 4 Jan 2027"),
    ],
)
def test_every_figure_equals_the_rows_behind_it(director, sold, query, title):
    check_every_figure(director, **query)
    assert title in director.get(URL, query).content.decode()


def test_a_long_span_asks_for_its_figures_itself(director, sold):
    for query, comes_at_once in (("", True), ("?span=quarter", True), ("?span=year", False)):
        assert ("board" in director.get(f"/indicators/{query}").context) is comes_at_once
    page = director.get("/indicators/?span=year").content.decode()
    (address,) = set(re.findall(r'"(\?[^"]*whole=1)"', page))
    assert director.get(f"/indicators/{unescape(address)}").context["board"].tiles[0].value > 0


def test_what_makes_no_sense_is_left_out(director, hand_made):
    for absurd in ("", "x", "0000-01-01", "9" * 50, "1900-01-01", "2099-12-31", "好", "\x00"):
        query = dict.fromkeys(("span", "at", "channel", "team", "consultant"), absurd)
        assert director.get(URL, query | {"whole": "1"}).status_code == 200
        own = {"span": "own", "start": absurd, "end": absurd}
        assert director.get(URL, own | {"whole": "1"}).status_code == 200


@pytest.mark.parametrize(
    "query",
    [
        "show=none",
        "show=leads&by_none=1",
        "show=leads&by_person=x",
        "show=leads&by_person=" + "9" * 30,
        "show=leads&by_origin=x",
        "show=leads&by_way=x",
        "show=waits&by_wait=5",
        "show=mix&by_now=%00",
    ],
)
def test_rows_of_nothing_are_not_found(director, hand_made, query):
    assert director.get(f"{URL}rows?{query}").status_code == 404


def test_each_sees_his_own_part(browse, hand_made, sold):
    floor = hand_made.floor
    region_director = DirectorFactory(store=None, region=floor.store.region)
    elsewhere = Floor()
    elsewhere.open(now=at(day(NOV, 20)), on=day(NOV, 20))

    def leads_and_sales(person, **query):
        board = check_every_figure(browse(person), **query)
        found = tile_values(board)
        return found["leads"][0][0], found["conversions"][0][0], len(board.people)

    assert leads_and_sales(hand_made.li) == (2, 1, 0)
    assert leads_and_sales(hand_made.wang) == (1, 1, 0)
    assert leads_and_sales(floor.manager) == (3, 2, 1)
    assert leads_and_sales(floor.manager, consultant=hand_made.wang.pk) == (1, 1, 0)
    assert leads_and_sales(hand_made.other_manager) == (1, 1, 1)
    assert leads_and_sales(floor.director) == (4, 3, 2)
    assert leads_and_sales(floor.director, team=hand_made.other_manager.pk) == (1, 1, 1)
    assert leads_and_sales(region_director) == (4, 3, 2)
    assert leads_and_sales(elsewhere.director) == (1, 0, 2)


def test_the_number_of_queries_does_not_grow(browse, count_queries):
    floor = Floor()

    def fill(number):
        for _ in range(number):
            who = floor.new_consultant()
            opened = floor.open(now=at(day(NOV, 20)), on=day(NOV, 20), consultant=who)
            floor.contact(opened, now=at(day(NOV, 21)), on=day(NOV, 21))

    client = browse(floor.director)
    fill(1)
    once = count_queries(client, URL)
    fill(2)
    assert count_queries(client, URL) == once
    # The same for the lists behind the figures.
    for show in ("leads", "followed", "entries", "due", "incentive"):
        with CaptureQueriesContext(connection) as queries:
            client.get(f"{URL}rows?show={show}")
        assert len(queries) < 15


BIG = "9" * 30


@pytest.mark.parametrize(
    "address",
    [
        "/indicators/rows?show=leads&by_entry=H",
        "/indicators/rows?show=conversions&by_grade=H",
        "/sheets/daily/rows?show=contacts&by_grade=H",
        "/sheets/progression/rows?show=all&by_on=2026-01-01",
        f"/sheets/lost/rows?by_person={BIG}",
        f"/sheets/lost/rows?by_person=-{BIG}",
        f"/sheets/events/rows?by_event={BIG}",
        f"/sheets/sales/rows?by_store={BIG}",
    ],
)
def test_a_part_that_there_is_not_is_not_found(director, address):
    assert director.get(address).status_code == 404
