"""The director changes grades and penalties from a date on, after a look at what that does (R3.2, R8.5)."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from compliance.penalties.models import PenaltyPolicy
from compliance.policies.services import adopt_penalty_policy
from leads.grading.models import GradingPolicy, StorePolicy
from tests.factories import Floor, StoreFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def director(browse, floor):
    return browse(floor.director)


@pytest.fixture
def address(floor):
    return lambda what: f"/policies/{floor.store.pk}/{what}/"


def typed(answer, **fields):
    form = answer.context["form"]
    values = {bound.html_name: bound.value() for bound in form}
    values = {n: "" if v is None else v for n, v in values.items() if v is not False}
    values["reason"] = "new season"
    return {n: str(v) for n, v in values.items()} | {n: str(v) for n, v in fields.items()}


def adopt(client, url, values):
    """Preview, then adopt what was shown."""
    answer = client.post(url, values)
    assert answer.status_code == 200 and not answer.context["form"].errors
    return client.post(url, values | {"seen": answer.context["seen"], "adopt": "1"})


def test_grades_are_changed_from_a_date_on(director, address, floor, now, today):
    floor.open(now=now, on=today, grade="H", plan_in=1)
    url, start = address("grading"), today + timedelta(days=9)
    values = typed(director.get(url), effective_from=start, H_cadence=2, H_criteria="已看车")
    answer = director.post(url, values)
    assert answer.context["effect"].earlier == 1 and not StorePolicy.objects.exists()
    done = adopt(director, url, values)
    assert done["Location"] == f"/policies/?store={floor.store.pk}"
    adoption = StorePolicy.objects.get()
    assert (adoption.effective_from, adoption.by, adoption.adopted_at) == (
        start,
        floor.director,
        now,
    )
    hot = adoption.policy.grades.get(code="H")
    assert (hot.cadence, hot.criteria, hot.window_to) == (2, "已看车", 7)
    assert GradingPolicy.objects.get(code="S0").grades.get(code="H").cadence == 3
    adopt(director, url, values)
    assert StorePolicy.objects.count() == 1, "the same form again"
    page = director.get("/policies/")
    [row] = page.context["page_obj"]
    assert (row.state, row.by) == ("coming", floor.director)


def test_what_was_typed_after_the_preview_is_shown_first(director, address, today):
    url = address("grading")
    values = typed(director.get(url), effective_from=today, H_cadence=2)
    seen = director.post(url, values).context["seen"]
    answer = director.post(url, values | {"H_cadence": "1", "seen": seen, "adopt": "1"})
    assert answer.status_code == 200 and answer.context["effect"]
    assert not StorePolicy.objects.exists()


@pytest.mark.parametrize(
    "field, value",
    [
        ("effective_from", "2026-11-20"),
        ("effective_from", ""),
        ("H_cadence", "0"),
        ("H_cadence", "-3"),
        ("H_window_to", "x"),
        ("H_name", ""),
        ("stretch_factor", "0"),
    ],
)
def test_what_makes_no_sense_is_refused(director, address, today, field, value):
    url = address("grading")
    values = typed(
        director.get(url), **({"effective_from": today, "A_cadence": 5} | {field: value})
    )
    answer = director.post(url, values | {"adopt": "1"})
    assert answer.context["form"].errors[field]
    assert not StorePolicy.objects.exists()


def test_windows_may_leave_out_no_date(director, address, today):
    url = address("grading")
    page = director.get(url)
    for fields in ({"B_window_to": 20}, {"C_window_to": 90}, {"H_window_from": 9}):
        answer = director.post(url, typed(page, effective_from=today, **fields))
        assert answer.context["form"].errors and "effect" not in answer.context


def test_nothing_changed_is_nothing_to_adopt(director, address, today):
    url = address("grading")
    answer = director.post(url, typed(director.get(url), effective_from=today))
    assert answer.context["form"].non_field_errors()


def test_a_shipped_policy_is_chosen_and_stays_one_row(director, address, today):
    url = f"{address('grading')}?start=S1"
    number = GradingPolicy.objects.count()
    adopt(director, url, typed(director.get(url), effective_from=today))
    assert StorePolicy.objects.get().policy.code == "S1"
    assert GradingPolicy.objects.count() == number


def test_penalties_are_changed_with_a_worked_example(director, address, floor, now, today):
    url, start = address("penalty"), today + timedelta(days=1)
    page = director.get(url)
    assert [price.amount for price in page.context["before"]] == [50, 100, 200, 400]
    values = typed(
        page, effective_from=start, base="80", factor="1.5", manager_percent="12.5", cap=150
    )
    answer = director.post(url, values)
    amounts = [price.amount for price in answer.context["example"]]
    assert amounts == [Decimal(80), Decimal(120), Decimal(150), Decimal(150)]
    assert [price.share for price in answer.context["example"]][1] == Decimal(15)
    adopt(director, url, values)
    adopt(director, url, values)
    policy = PenaltyPolicy.objects.get()
    assert (policy.base, policy.manager_share) == (Decimal(80), Decimal("0.125"))
    assert PenaltyPolicy.objects.in_force(floor.store, on=today).base == 50
    page = director.get("/policies/")
    [row] = page.context["page_obj"]
    assert (row.state, row.by, row.at) == ("coming", floor.director, now)
    assert "12.5 %" in page.content.decode()


@pytest.mark.parametrize(
    "field, value",
    [
        ("effective_from", "2026-11-20"),
        ("base", "-1"),
        ("base", "1e400"),
        ("factor", "0.5"),
        ("manager_percent", "101"),
        ("restart", "daily"),
        ("cap", "0"),
    ],
)
def test_penalties_that_make_no_sense_are_refused(director, address, today, field, value):
    url = address("penalty")
    values = typed(director.get(url), **({"effective_from": today} | {field: value}))
    assert director.post(url, values).context["form"].errors[field]


def test_one_policy_a_date_and_none_in_the_past(floor, now, today):
    terms = {"by": floor.director, "now": now, "on": today, "store": floor.store, "base": 1}
    adopt_penalty_policy(effective_from=today, **terms)
    for start in (today, today - timedelta(days=1)):
        with pytest.raises(ValidationError):
            adopt_penalty_policy(effective_from=start, **terms)


def test_the_history_says_what_is_in_force(director, floor, now, today):
    codes = [("S1", -30), ("S0", -10), ("S2", 5)]
    for code, days in codes:
        StorePolicy.objects.create(
            store=floor.store,
            policy=GradingPolicy.objects.get(code=code),
            effective_from=today + timedelta(days=days),
        )
    rows = director.get("/policies/").context["page_obj"]
    assert [row.state for row in rows] == ["coming", "present", "past"]
    assert director.get("/policies/").context["grading"].code == "S0"


def test_a_region_director_chooses_the_store(browse, floor, today):
    other = StoreFactory(region=floor.store.region)
    client = browse(UserFactory(role="director", store=None, region=floor.store.region))
    assert client.get("/policies/", {"store": other.pk}).context["store"] == other
    for value in ("x", "0", "9" * 50):
        assert client.get("/policies/", {"store": value}).context["store"] == floor.store
    assert client.get(f"/policies/{other.pk}/grading/").status_code == 200


def test_other_stores_and_other_roles_are_refused(browse, floor, address):
    for what in ("grading", "penalty"):
        assert browse(Floor().director).get(address(what)).status_code == 404
        for person in (floor.consultant, floor.manager):
            assert browse(person).get(address(what)).status_code == 403
    assert browse(floor.manager).get("/policies/").status_code == 403


def test_the_number_of_queries_stays(director, address, floor, now, today, count_queries):
    def numbers():
        return [count_queries(director, url) for url in ("/policies/", address("grading"))]

    def adopt_penalty(days):
        adopt_penalty_policy(
            by=floor.director,
            now=now,
            on=today,
            store=floor.store,
            effective_from=today + timedelta(days=days),
        )

    adopt_penalty(0)
    few = numbers()
    adopt_penalty(1), adopt_penalty(2)
    assert numbers() == few


def test_the_grades_to_read_lead_to_the_change_of_them(director, browse, floor):
    assert "/policies/" in director.get("/policy/").content.decode()
    assert "/policies/" not in browse(floor.manager).get("/policy/").content.decode()
