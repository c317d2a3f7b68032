"""One search for all that a person may see (R1.3)."""

from decimal import Decimal

import pytest
from django.utils.translation import override

from leads.customers.models import RecentCard
from leads.prospecting.services import register_target
from orders.buyers.services import add_vehicle as add_car
from orders.orders.services.placing import Terms, place_order
from orders.stock.services import add_vehicle
from tests.factories import Floor, UserFactory

VIN = "LSVAU2A37N2183294"


@pytest.fixture
def card(floor, now, today):
    return floor.open(now=now, on=today, name="赵飞军", phone="13812345678").customer


@pytest.mark.parametrize(
    "text",
    [
        "赵飞军",
        "赵",
        "飞军",
        "zhaofeijun",
        "Zhao Fei",
        "zfj",
        "ＺＦＪ",
        "5678",
        "13812345678",
        "+86 138 1234 5678",
    ],
)
def test_a_customer_by_name_sound_and_number(floor, card, find, text):
    assert find(floor.consultant, text)["Customers"] == ["赵飞军"]


@pytest.mark.parametrize(
    "text", ["", "  ", "1381234", "567", "军", "%", "_", "\0", "x" * 3000, "' OR 1=1"]
)
def test_what_does_not_say_whom_finds_nobody(floor, card, find, text):
    assert "Customers" not in find(floor.consultant, text)


def test_only_within_ones_sight(floor, card, find, receptionist):
    colleague = floor.new_consultant()
    for stranger in (colleague, receptionist, Floor().consultant, Floor().director):
        for text in ("zfj", "5678", "13812345678"):
            assert "Customers" not in find(stranger, text)
    for person in (floor.consultant, floor.manager, floor.director):
        assert find(person, "zfj")["Customers"] == ["赵飞军"]


def test_numbers_stay_masked_and_stand_in_no_address(floor, card, browse):
    client = browse(floor.consultant)
    page = client.post("/find/", {"q": "13812345678"})
    assert "138****5678" in page.content.decode()
    assert "13812345678" not in page.content.decode().replace('value="13812345678"', "")
    assert client.get("/find/", {"q": "zfj"}).context["text"] == ""


def test_the_fragment_is_the_same_part(floor, card, browse):
    client = browse(floor.consultant)
    part = client.post("/find/", {"q": "zfj"}, headers={"hx-request": "true"}).content.decode()
    assert (
        "<html" not in part and part.strip() in client.post("/find/", {"q": "zfj"}).content.decode()
    )


def test_opened_lately_comes_first(floor, now, today, browse, find):
    cards = [floor.open(now=now, on=today, name=f"王{n}").customer for n in "一二三"]
    assert find(floor.consultant, "王")["Customers"] == ["王三", "王二", "王一"]
    client = browse(floor.consultant)
    client.get(f"/customers/{cards[0].pk}/")
    assert find(floor.consultant, "王")["Customers"] == ["王一", "王三", "王二"]
    assert [hit.title for hit in client.get("/find/").context["recent"]] == ["王一"]
    assert RecentCard.objects.count() == 1


def test_an_exact_name_comes_before_longer_ones(floor, now, today, find):
    for name in ("王芳", "王芳芳"):
        floor.open(now=now, on=today, name=name)
    assert find(floor.director, "王芳")["Customers"] == ["王芳", "王芳芳"]
    assert find(floor.director, "wangfang")["Customers"] == ["王芳", "王芳芳"]


def test_orders_plates_and_vins(floor, card, find, now, today, receptionist):
    opportunity = card.opportunities.get()
    acting = {"by": floor.consultant, "now": now}
    order = place_order(
        **acting, on=today, opportunity=opportunity, terms=Terms("Golf", "白", Decimal(100))
    )
    add_car(**acting, customer=card, model="Polo", plate_number="苏A12345")
    add_vehicle(
        by=floor.manager,
        now=now,
        store=floor.store,
        vin=VIN,
        model="Golf",
        colour="白",
        arrived_on=today,
    )
    assert find(floor.consultant, order.number)["Orders"] == [order.number]
    assert find(floor.consultant, "a12345")["Customers' cars"] == ["赵飞军"]
    assert find(floor.consultant, "183294")["Stock"] == ["Golf 白"]
    finance = UserFactory(store=floor.store, role="finance")
    assert find(finance, order.number) == {"Orders": [order.number]}
    assert find(finance, "zfj") == {} and find(receptionist, "183294") == {}
    assert find(Floor().director, VIN) == {} and find(Floor().director, order.number) == {}
    assert (
        find(floor.new_consultant(), order.number) == {}
        and find(floor.new_consultant(), "a12345") == {}
    )


@pytest.mark.parametrize("text", ["orders", "ord", "订单", "dingdan", "dd"])
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_pages_by_name_in_both_languages(floor, browse, text, language):
    client = browse(floor.consultant)
    client.cookies["django_language"] = language
    parts = client.post("/find/", {"q": text}).context["parts"]
    with override(language):
        assert any(hit.url == "/orders/" for part in parts for hit in part.hits)


def test_only_the_pages_of_ones_role(floor, find, browse):
    assert "Pages and actions" not in find(floor.consultant, "Targets")
    assert find(floor.manager, "Targets")["Pages and actions"][0] == "Targets"
    for url in (item.url for item in browse(floor.consultant).get("/find/").context["pages"]):
        assert browse(floor.consultant).get(url).status_code == 200, url


def test_so_many_searches_in_a_minute(floor, browse, monkeypatch, now):
    monkeypatch.setattr("crm_site.find.views.A_MINUTE", 2)
    client = browse(floor.consultant)
    codes = [client.post("/find/", {"q": "zfj"}).status_code for _ in range(3)]
    assert codes == [200, 200, 429]
    assert "very many searches" in client.post("/find/", {"q": "zfj"}).content.decode()
    assert browse(floor.manager).post("/find/", {"q": "zfj"}).status_code == 200
    monkeypatch.setattr("foundation.clock.now", lambda: now.replace(minute=(now.minute + 1) % 60))
    assert client.post("/find/", {"q": "zfj"}).status_code == 200


def test_queries_do_not_grow_with_what_is_found(
    floor, browse, now, today, django_assert_max_num_queries
):
    client = browse(floor.manager)
    for n in range(6):
        floor.open(now=now, on=today, name=f"王{n}")
    with django_assert_max_num_queries(26):
        assert client.post("/find/", {"q": "王"}).context["parts"]


def test_r14_2_a_target_customer_by_name_and_number(floor, find, now, today):
    told = {"by": floor.consultant, "now": now, "on": today, "store": floor.store}
    told["consultant"] = floor.consultant
    register_target(**told, name="远航物流有限公司", phone="13812345678")
    for text in ("远航", "物流", "13812345678"):
        assert find(floor.consultant, text)["Target customers"] == ["远航物流有限公司"]
        assert find(floor.manager, text)["Target customers"] == ["远航物流有限公司"]
    for stranger in (floor.new_consultant(), Floor().director):
        assert "Target customers" not in find(stranger, "远航")
    assert "Target customers" not in find(floor.consultant, "％")
