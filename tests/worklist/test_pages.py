"""Today's list, the customer list, the plans and the phone lookup (R1.3, R3.5, R4.4)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from leads.customers.services import register_customer
from tests.factories import Floor, UserFactory

ABSURD = ["abc", "0", "-1", "9" * 5000, "\0", "1e3", "好" * 3000, "' OR 1=1 --"]


def names(answer):
    return [row.opportunity.customer.name for row in answer.context["page_obj"]]


class TestToday:
    @pytest.fixture
    def day(self, floor, now, today):
        """Three plans: one overdue, one due today, one in two days."""
        early = today - timedelta(days=4)
        for name, plan_in in (("后天", 6), ("今天", 4), ("过期", 1)):
            floor.open(now=now, on=early, name=name, plan_in=plan_in, grade="A", days=14)

    def test_overdue_comes_first(self, client, day):
        answer = client.get("/")
        assert names(answer) == ["过期", "今天", "后天"]
        assert [section["label"] for section in answer.context["sections"]] == [
            "Overdue",
            "Due today",
            "Next days",
        ]

    def test_each_count_equals_the_list_behind_it(self, client, day):
        for part in client.get("/").context["parts"]:
            answer = client.get("/", {"show": part["code"]})
            assert answer.context["page_obj"].paginator.count == part["number"], part
            assert len(names(answer)) == part["number"]

    def test_the_day_adds_up(self, client, floor, day, now, today):
        opportunity = floor.consultant.opportunities.get(customer__name="今天")
        plan = opportunity.activities.get()
        floor.contact(opportunity, now=now, on=today, activity=plan, expected_on=today)
        progress = client.get("/").context["progress"]
        assert (progress.done, progress.left, progress.planned) == (1, 1, 2)

    def test_a_broken_rule_is_announced_three_days_before(self, client, floor, now, today):
        start = today - timedelta(days=28)
        floor.open(now=now, on=start, name="快三十天", grade="C", days=60, plan_in=29)
        warnings = client.get("/").context["warnings"]
        assert {row.kind for row in warnings} == {"cadence_breach", "no_effective_contact_30"}

    def test_others_customers_are_not_on_it(self, browse, floor, day):
        assert names(browse(floor.new_consultant()).get("/")) == []

    def test_the_number_of_queries_stays(self, client, floor, now, today, count_queries):
        floor.open(now=now, on=today)
        one = count_queries(client, "/")
        for _n in range(2):
            floor.contact(floor.open(now=now, on=today), now=now, on=today)
        assert count_queries(client, "/") == one

    @pytest.mark.parametrize("value", ABSURD)
    def test_absurd_addresses_are_answered(self, client, day, value):
        assert client.get("/", {"show": value, "page": value}).status_code == 200

    def test_every_role_has_a_first_page(self, browse, floor, receptionist):
        for person in (floor.manager, floor.director, receptionist):
            answer = browse(person).get("/", follow=True)
            assert answer.status_code == 200
        stranger = UserFactory(role="administrator", store=None)
        assert browse(stranger).get("/", follow=True).status_code == 200


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


class TestPlans:
    URL = "/plans/"

    def test_the_number_of_queries_stays(self, browse, floor, now, today, count_queries):
        floor.open(now=now, on=today)
        manager = browse(floor.manager)
        one = count_queries(manager, self.URL)
        for _n in range(2):
            floor.open(now=now, on=today, consultant=floor.new_consultant())
        assert count_queries(manager, self.URL) == one
        assert len(names(manager.get(self.URL))) == 3

    @pytest.mark.parametrize("value", ABSURD)
    def test_absurd_pages_are_answered(self, client, value):
        assert client.get(self.URL, {"page": value}).status_code == 200


class TestPhoneLookup:
    URL = "/phone/"

    def test_everyone_of_the_store_learns_the_owner_only(
        self, browse, floor, receptionist, now, today
    ):
        floor.open(now=now, on=today, name="韩梅梅", phone="13812345678")
        page = browse(receptionist).get(self.URL, {"phone": "+86 138 1234 5678"}).content.decode()
        assert floor.consultant.full_name in page and "cannot be claimed" in page
        assert "韩梅梅" not in page and "/customers/" not in page

    def test_another_store_learns_nothing(self, browse, floor, now, today):
        floor.open(now=now, on=today, phone="13812345678")
        page = browse(Floor().consultant).get(self.URL, {"phone": "13812345678"}).content.decode()
        assert "No card has this number." in page
        assert floor.consultant.full_name not in page

    @pytest.mark.parametrize("value", [*ABSURD, "1381234"])
    def test_what_is_no_whole_number_is_refused(self, client, value):
        answer = client.get(self.URL, {"phone": value})
        assert answer.status_code == 200
        assert not answer.context["found"]

    def test_the_fragment_is_the_same_part(self, client):
        asked = {"phone": "13812345678"}
        part = client.get(self.URL, asked, headers={"hx-request": "true"}).content.decode()
        assert part.lstrip().startswith('<div id="lookup-result"')
        assert part.strip() in client.get(self.URL, asked).content.decode()


def test_reception_has_no_lists(browse, receptionist):
    for name in ("leads:customer_list", "followups:plan_list"):
        assert browse(receptionist).get(reverse(name)).status_code == 403
