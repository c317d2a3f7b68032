"""Today's list and the list of all plans (R3.5, R4.4)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.emphasis.models import Emphasis
from crm_site.home.queries import lines_of
from followups.plans.services import Plan, move_activity, plan_activity
from tests.factories import UserFactory

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
        answer = client.get("/")
        (row,) = answer.context["page_obj"]
        said = {row.kind} | {warning.kind for warning in row.warnings}
        assert said == {"overdue_activity", "cadence_breach", "no_effective_contact_30"}

    def test_one_row_a_customer_who_carries_all_that_is_urgent_r10_1(
        self, client, floor, now, today
    ):
        early = today - timedelta(days=6)
        opened = floor.open(now=now, on=early, name="两个计划", plan_in=6, grade="A", days=14)
        plan_activity(
            by=floor.consultant,
            now=now,
            on=early,
            opportunity=opened,
            plan=Plan(today - timedelta(days=1), expected_content="报价"),
        )
        answer = client.get("/")
        assert names(answer) == ["两个计划"]
        (row,) = answer.context["page_obj"]
        assert row.plan.expected_content == "报价"
        assert answer.context["parts"][0]["number"] == 1
        # A list of plans has one row a plan, as the reminders count them.
        assert len(names(client.get("/", {"show": "overdue"}))) == 1

    def test_who_is_at_risk_is_on_the_list_with_the_plan_that_stands(
        self, client, floor, now, today
    ):
        early = today - timedelta(days=27)
        opened = floor.open(now=now, on=early, name="快三十天", grade="C", days=60, plan_in=20)
        plan = opened.activities.get()
        move_activity(
            by=floor.consultant,
            now=now,
            on=early,
            activity=plan,
            to_on=today + timedelta(days=9),
            reason="出差",
        )
        (row,) = client.get("/").context["page_obj"]
        assert (row.activity, row.plan) == (None, plan)

    def test_at_most_four_chips_and_the_chosen_part_among_them(
        self, client, floor, day, now, today
    ):
        for part in ("all", "breaking", "no_plan", "next"):
            chips = client.get("/", {"show": part}).context["parts"]
            assert len(chips) <= 4
            assert [chip["code"] for chip in chips if chip["is_current"]] == [part]

    def test_the_notices_share_a_line_where_there_are_many(self, client, floor, now, today):
        Emphasis.objects.create(
            store=floor.store,
            month=today.replace(day=1),
            text="H 级三天内",
            written_at=now,
            by=floor.director,
        )
        context = client.get("/").context
        assert context["lines"] == ["home/lines/emphases.html"] and not context["more_lines"]
        told = {name: [1] for name in ("reports", "annotations", "support", "taken_over")}
        assert [len(lines) for lines in lines_of(told)] == [2, 2]

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


def test_reception_has_no_lists(browse, receptionist):
    for name in ("leads:customer_list", "followups:plan_list"):
        assert browse(receptionist).get(reverse(name)).status_code == 403
