"""The customer list and the cards without an open intent (R1.3, R3.5)."""

import pytest

from leads.customers.services import register_customer
from tests.factories import Floor, UserFactory

ABSURD = ["abc", "0", "-1", "9" * 5000, "\0", "1e3", "好" * 3000, "' OR 1=1 --"]


class TestCustomerList:
    URL = "/customers/"

    @pytest.fixture
    def customers(self, floor, now, today):
        floor.open(now=now, on=today, name="赵一", grade="H", model="Polo", phone="13811110001")
        floor.open(now=now, on=today, name="钱二", grade="A", days=10, phone="13811110002")
        floor.open(now=now, on=today, name="孙三", grade="A", days=9, phone="13911110003")

    @staticmethod
    def shown(answer):
        return [row.customer.name for row in answer.context["page_obj"]]

    def test_chips_count_what_the_list_shows(self, client, customers):
        chips = client.get(self.URL).context["chips"]
        assert chips == [("H", 1), ("A", 2)]
        for code, number in chips:
            answer = client.get(self.URL, {"grade": code})
            assert len(self.shown(answer)) == number
            assert answer.context["chips"] == chips

    @pytest.mark.parametrize(
        "asked, expected",
        [
            ({}, ["赵一", "孙三", "钱二"]),
            ({"grade": "A"}, ["孙三", "钱二"]),
            ({"q": "钱"}, ["钱二"]),
            ({"q": "0003"}, ["孙三"]),
            ({"q": "139 1111-0003"}, ["孙三"]),
            ({"q": "1391111"}, []),
            ({"note": "h 客"}, ["赵一"]),
            ({"model": "Polo"}, ["赵一"]),
            ({"state": "lost"}, []),
            ({"state": "all", "sort": "expected"}, ["赵一", "孙三", "钱二"]),
        ],
    )
    def test_filters_and_orders(self, client, customers, asked, expected):
        assert self.shown(client.get(self.URL, asked)) == expected

    @pytest.mark.parametrize("sort", ["grade", "expected", "contact", "-contact", "note"])
    def test_every_order_works(self, client, customers, sort):
        assert len(self.shown(client.get(self.URL, {"sort": sort}))) == 3

    def test_a_manager_filters_by_consultant(self, browse, floor, customers, now, today):
        other = floor.new_consultant()
        floor.open(now=now, on=today, consultant=other, name="李四")
        manager = browse(floor.manager)
        assert len(self.shown(manager.get(self.URL))) == 4
        assert self.shown(manager.get(self.URL, {"consultant": other.pk})) == ["李四"]

    def test_each_sees_his_own(self, browse, floor, customers):
        assert self.shown(browse(floor.new_consultant()).get(self.URL)) == []
        assert self.shown(browse(Floor().director).get(self.URL)) == []
        region = floor.store.region
        director = UserFactory(role="director", store=None, region=region)
        assert len(self.shown(browse(director).get(self.URL))) == 3

    def test_phones_are_shown_in_full_to_those_who_may_call(self, browse, floor, customers):
        for person in (floor.consultant, floor.manager, floor.director):
            assert "138 1111 0001" in browse(person).get(self.URL).content.decode()

    @pytest.mark.parametrize("name", ["q", "note", "grade", "model", "state", "sort", "page"])
    @pytest.mark.parametrize("value", ABSURD)
    def test_absurd_addresses_are_answered(self, client, customers, name, value):
        assert client.get(self.URL, {name: value}).status_code == 200

    def test_an_absurd_consultant_is_answered(self, browse, floor, customers):
        for value in ABSURD:
            answer = browse(floor.manager).get(self.URL, {"consultant": value})
            assert answer.status_code == 200

    def test_the_number_of_queries_stays(self, browse, floor, now, today, count_queries):
        floor.open(now=now, on=today)
        for person in (floor.consultant, floor.director):
            browser = browse(person)
            few = count_queries(browser, self.URL)
            floor.open(now=now, on=today)
            floor.open(now=now, on=today, consultant=floor.new_consultant())
            assert count_queries(browser, self.URL) == few


class TestWithoutIntent:
    URL = "/customers/without-intent/"

    @pytest.fixture
    def register(self, floor, now, today):
        def register(**fields):
            return register_customer(
                by=floor.consultant,
                now=now,
                on=today,
                store=floor.store,
                consultant=floor.consultant,
                **floor.card(**fields),
            )

        return register

    def test_the_list_counts_and_shows_them(self, client, floor, register, now, today):
        floor.open(now=now, on=today, name="有意向")
        register(name="无意向")
        assert client.get("/customers/").context["without_intent"] == 1
        shown = client.get(self.URL).context["page_obj"]
        assert [customer.name for customer in shown] == ["无意向"]

    def test_the_number_of_queries_stays(self, browse, floor, register, count_queries):
        manager = browse(floor.manager)
        register()
        one = count_queries(manager, self.URL)
        register(), register()
        assert count_queries(manager, self.URL) == one
