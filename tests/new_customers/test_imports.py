"""Importing customers: identity, checks as of the registration, what a second file may change."""

from datetime import date

from django.db import connection
from django.test.utils import CaptureQueriesContext

from followups.deadlines.models import Deadline
from leads.car_models.models import CarModel
from leads.customers.models import Customer
from leads.opportunities.models import Opportunity, OpportunityChange
from tests.importing.conftest import (  # noqa: F401
    ACTIVITY,
    CUSTOMER,
    DONE,
    ahead,
    floor,
    is_consistent,
    load,
    run,
    write,
)


def test_grade_and_date_are_checked_as_of_the_registration_r3_3(floor, load):
    assert load("customers", [CUSTOMER | {"expected_purchase_date": "2026-10-09"}])["rejected"] == 1
    assert load("customers", [CUSTOMER | {"expected_purchase_date": "2026-09-30"}])["rejected"] == 1
    assert load("customers", [CUSTOMER | {"note": "Hello"}])["rejected"] == 1
    assert load("customers", [CUSTOMER | {"expected_purchase_date": "2026-10-08"}])["created"] == 1


def test_another_policy_for_a_row(floor, load):
    row = CUSTOMER | {"note": "3K 想要", "policy_code": "S2"}
    assert load("customers", [row])["created"] == 1
    assert Opportunity.objects.get().grade.policy.code == "S2"


def test_the_card_of_another_consultant_is_not_taken_over(floor, load, write, run):
    floor.new_consultant(username="zhou")
    load("customers", [CUSTOMER])
    result = run("customers", write("c.csv", [CUSTOMER | {"consultant": "zhou"}]))
    assert result.errors[0].startswith("row 2, column consultant: ") and "li.na" in result.errors[0]


def test_a_further_model_and_a_changed_card(floor, load, is_consistent):
    load("customers", [CUSTOMER])
    assert load("customers", [CUSTOMER | {"model": "Polo"}])["created"] == 1
    assert load("customers", [CUSTOMER | {"name": "王大明", "hobbies": "钓鱼"}])["updated"] == 1
    customer = Customer.objects.get()
    assert (customer.name, customer.opportunities.count()) == ("王大明", 2)
    assert [h.name for h in customer.history.all()] == ["王大明", "王小明"]
    assert is_consistent()


def test_a_file_names_the_car_with_or_without_its_brand_r2_2(floor, load):
    named = CUSTOMER | {"model": "大众 Golf"}
    assert load("customers", [named])["created"] == 1
    CarModel.objects.create(store=floor.store, brand="大众", name="Golf")
    assert load("customers", [named])["unchanged"] == 1  # as it came before the list had it
    other = {"phone": "13900008888"}
    assert load("customers", [named | other])["created"] == 1
    assert load("customers", [CUSTOMER | {"model": "ＧＯＬＦ"} | other])["unchanged"] == 1
    assert Opportunity.objects.get(customer__phone="13900008888").car == ("大众", "Golf")
    for model in ("Golf", "大众 golf"):
        counts = load("activities", [ACTIVITY | {"model": model} | other])
        assert not counts["rejected"], model


def test_later_changes_survive_a_second_import_r3_4(floor, load):
    load("customers", [CUSTOMER])
    changed = DONE | {"note": "A 还要考虑", "expected_purchase_date": "2026-10-15"}
    load("activities", [ACTIVITY | changed])
    opportunity = Opportunity.objects.get()
    assert (opportunity.grade.code, opportunity.expected_on) == ("A", date(2026, 10, 15))
    assert load("customers", [CUSTOMER])["unchanged"] == 1
    assert load("customers", [CUSTOMER | {"note": "B"}])["rejected"] == 1
    opportunity.refresh_from_db()
    assert opportunity.grade.code == "A" and OpportunityChange.objects.count() == 2
    assert [h.grade.code for h in opportunity.history.all()] == ["A", "H"]


def test_a_model_comes_back_after_it_was_lost_r2_2(floor, load, is_consistent):
    load("customers", [CUSTOMER])
    load("activities", [ACTIVITY | DONE | {"result": "lost"}])
    again = {"registered_on": "2026-11-01", "expected_purchase_date": "2026-11-05"}
    assert load("customers", [CUSTOMER | again])["created"] == 1
    assert load("customers", [CUSTOMER, CUSTOMER | again])["unchanged"] == 2
    assert is_consistent()


def test_deadlines_come_with_the_customers(floor, load, is_consistent):
    load("customers", [CUSTOMER])
    assert Deadline.objects.filter(kind="missing_next_plan").exists()
    assert is_consistent()


def test_queries_do_not_grow_with_the_rows(floor, write, run):
    def queries(name, numbers):
        rows = [CUSTOMER | {"phone": f"139000{number:05}"} for number in numbers]
        with CaptureQueriesContext(
            connection,
        ) as captured:
            run("customers", write(name, rows))
        return len(captured)

    assert queries("a.csv", range(100, 105)) == queries("b.csv", range(200, 260))
