"""The desk of a person: stock, lists that fill by themselves, counters, call mode (R12)."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from accounts.people.models import Role
from followups.ownership.services import reassign, reopen_opportunity
from followups.regrading.services import regrade
from intake.desk.queries import desk_of
from intake.distribution.queries import candidates_of, rules_of
from intake.distribution.rules import Hindrance
from leads.grading.models import Grade
from leads.grading.queries import Intent
from leads.opportunities.models import Opportunity
from tests.factories import Floor, UserFactory, plan_on

pytestmark = pytest.mark.django_db


def listed(page, part, **query):
    answer = page("list/", part=part, **query)
    assert answer.context["page_obj"].paginator.count == len(answer.context["page_obj"])
    return [row.pk for row in answer.context["page_obj"]]


def test_r12_2_the_lists_fill_and_empty_by_themselves(ring, page, floor, now, today):
    """R12.2: today is a Saturday, in working days the last one is Friday."""
    hot, key, plain = ring("2", ago=2), ring("3K", ago=5), ring("3", ago=2)
    slow, month, fresh = ring("4", ago=9), ring("7", ago=9), ring("0")
    assert listed(page, "small") == [hot.pk, key.pk]
    assert listed(page, "large") == [slow.pk]
    assert listed(page, "new") == [fresh.pk]
    assert month.pk not in listed(page, "large") and plain.pk not in listed(page, "small")
    floor.contact(key, now=now, on=today, note="3K 有进展", expected_on=today, next_in=2)
    assert listed(page, "small") == [hot.pk]
    assert listed(page, "key") == [key.pk], "R12.7: a second contact on the same day"
    floor.contact(key, now=now, on=today, note="3K 有进展", expected_on=today, next_in=2)
    assert listed(page, "key") == []


def test_a_plan_of_today_is_to_be_called_whatever_the_cycle(ring, page):
    planned = ring("7", ago=1, plan_in=0)
    assert listed(page, "large") == [planned.pk]


def test_every_count_is_its_list(ring, page, floor, now, today):
    for code, ago in [("1", 1), ("2", 3), ("3K", 4), ("3", 9), ("4K", 9), ("5", 60), ("0", None)]:
        ring(code, ago)
    talked = ring("3K", ago=3)
    floor.contact(talked, now=now, on=today, note="3K 谈了", expected_on=today, next_in=2)
    answer = page()
    shown = {part: number for part, _label, number in answer.context["lists"]}
    shown |= {f"class-{row.grade.code}": row.number for row in answer.context["stock"]}
    for hour in answer.context["hours"]:
        shown[f"hour-{hour['block'].key}"] = hour["left"]
        shown[f"done-{hour['block'].key}"] = hour["done"]
    shown |= {part: number for part, _label, number, _target in answer.context["counters"]}
    assert shown["day"] == shown["morning"] == shown["done-1000"] == 1 and shown["afternoon"] == 0
    assert shown["threes"] == 3, "who came into class 3 today"
    for part, number in shown.items():
        assert len(listed(page, part)) == number, part


def test_a_class_says_where_it_stands(ring, page):
    for _n in range(4):
        ring("1")
    rows = {row.grade.code: row for row in page().context["stock"]}
    assert (rows["1"].number, rows["1"].fill, rows["O"].fill) == (4, "under", "fitting")
    ring("1")
    assert {row.grade.code: row for row in page().context["stock"]}["1"].is_full


def test_r12_8_a_full_class_takes_no_more_without_a_downgrade(
    ring, page, browse, caller, now, today
):
    """R12.8: refused beside the note, until one of it has been moved down."""
    held = [ring("1") for _n in range(5)]
    sixth = ring("2")

    def put(opportunity, code):
        regrade(
            by=caller,
            now=now,
            on=today,
            opportunity=opportunity,
            note=f"{code} 客户",
            expected_on=today,
        )

    with pytest.raises(ValidationError) as refused:
        put(sixth, "1")
    assert refused.value.message_dict.keys() == {"note"}
    client, address = browse(caller), f"/opportunities/{sixth.pk}/grade/?to=1"
    form = client.get(address).context["form"]
    values = {bound.html_name: bound.value() or "" for bound in form}
    answer = client.post(address, values | {"expected_on": str(today)})
    assert answer.context["form"].errors["note"]
    put(held[0], "1"), put(held[0], "2"), put(sixth, "1")
    sixth.refresh_from_db()
    assert sixth.grade.code == "1"


def test_in_practice_is_the_limit_where_it_is_given(ring, caller, now, today):
    Grade.objects.filter(code="6").update(capacity=0, capacity_in_practice=1)
    first, second = ring("4"), ring("4")

    def put(opportunity):
        values = {"note": "6 失约", "expected_on": today}
        regrade(by=caller, now=now, on=today, opportunity=opportunity, **values)

    put(first)
    with pytest.raises(ValidationError):
        put(second)


def test_r12_3_call_mode_goes_from_one_to_the_next(ring, page, browse, caller, today):
    """One key after the other: whoever was called leaves the list, the next takes their place."""
    hot, key = ring("2", ago=3), ring("3K", ago=5)
    answer = page("call/", part="small")
    assert (answer.context["opportunity"], answer.context["total"]) == (hot, 2)
    assert answer.context["preparation"] and 'data-key="n"' in answer.content.decode()
    assert page("call/", part="small", n=1).context["opportunity"] == key
    over = page("call/", part="small", n=2)
    assert "opportunity" not in over.context and "?part=small" in over.content.decode()
    client = browse(caller)
    address = f"/plans/{hot.activities.get().pk}/log/"
    query = {"back": answer.context["here"]}
    form = client.get(address, query).context["form"]
    values = {bound.html_name: bound.value() for bound in form}
    values = {name: "" if v is None else v for name, v in values.items() if v is not False}
    values |= {
        "result": "no_answer",
        "planned_on": str(today + timedelta(days=1)),
        "expected_content": "再打",
    }
    saved = client.post(address, values, query_params=query)
    assert saved["Location"] == answer.context["here"]
    assert client.get(saved["Location"]).context["opportunity"] == key


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "javascript:x", "x"])
def test_an_address_elsewhere_leads_nowhere(ring, browse, caller, today, back):
    hot = ring("2", ago=3)
    client, address = browse(caller), f"/plans/{hot.activities.get().pk}/log/"
    form = client.get(address).context["form"]
    values = {bound.html_name: bound.value() for bound in form}
    values = {name: "" if v is None else v for name, v in values.items() if v is not False}
    values |= {"try_again": str(today + timedelta(days=1))}
    saved = client.post(address, values, query_params={"back": back})
    assert saved.status_code == 302 and saved["Location"].startswith("/")
    assert "evil" not in saved["Location"]


def test_r12_6_advice_offers_one_class_down(ring, page, floor, now, today):
    """R12.6: three calls unanswered; nothing happens by itself."""
    opportunity = ring("3", ago=9)
    for _n in range(3):
        floor.contact(
            opportunity, now=now, on=today, result="no_answer", content="", feedback="", next_in=0
        )
    answer = page("call/", part="small")
    assert answer.context["opportunity"] == opportunity and answer.context["down"] == "5"
    assert f"/opportunities/{opportunity.pk}/grade/?to=5" in answer.content.decode()
    opportunity.refresh_from_db()
    assert opportunity.grade.code == "3"


def test_the_manager_sees_the_teams_stock_and_each_desk(ring, browse, floor, head, caller):
    ring("3K")
    client = browse(head)
    answer = client.get("/telephone-desk/")
    [(person, stock, *_more)] = answer.context["page_obj"]
    assert person == caller and {row.grade.code: row.number for row in stock}["3K"] == 1
    own = client.get("/telephone-desk/", {"person": caller.pk})
    assert own.context["person"] == caller
    rows = client.get("/telephone-desk/list/", {"person": caller.pk, "part": "class-3K"})
    assert rows.context["page_obj"].paginator.count == 1
    assert client.get("/telephone-desk/", {"person": floor.consultant.pk}).status_code == 404
    assert not list(browse(floor.manager).get("/telephone-desk/").context["page_obj"])


def test_who_works_by_other_grades_is_told_so(browse, floor, caller):
    client = browse(floor.consultant)
    for what in ("", "list/", "call/"):
        answer = client.get(f"/telephone-desk/{what}")
        assert answer.status_code == 200 and "person" in answer.context
    other = Floor().consultant
    assert client.get("/telephone-desk/list/", {"person": caller.pk}).context["person"] != caller
    assert browse(floor.director).get(f"/telephone-desk/?person={other.pk}").status_code == 404
    assert (
        browse(UserFactory(role=Role.RECEPTION, store=floor.store))
        .get("/telephone-desk/")
        .status_code
        == 403
    )


@pytest.mark.parametrize("query", [{"part": "x"}, {"part": "class-99"}, {"part": "hour-"}])
def test_an_unknown_list_is_not_found(page, query):
    assert page("list/", **query).status_code == page("call/", **query).status_code == 404


@pytest.mark.parametrize("n", ["x", "-1", "9" * 30, ""])
def test_a_place_that_makes_no_sense_is_the_first(ring, page, n):
    hot = ring("2", ago=3)
    assert page("call/", part="small", n=n).context["opportunity"] == hot


def test_the_number_of_queries_stays(ring, caller, browse, head, floor, count_queries):
    def count():
        own = "/telephone-desk/"
        pages = [(head, own), (caller, own), (caller, f"{own}list/?part=small")]
        return [count_queries(browse(person), url) for person, url in pages]

    ring("2", ago=3)
    before = count()
    UserFactory(store=floor.store, manager=head)
    for code in ("2", "3K", "3", "4K"):
        ring(code, ago=9)
    assert count() == before


def test_a_customer_of_other_grades_is_to_be_classed(ring, page, floor, caller, today):
    moved = ring("2")
    grade = Grade.objects.get(policy__code="S0", code="B")
    Opportunity.objects.filter(pk=moved.pk).update(grade=grade)
    assert listed(page, "foreign") == [moved.pk]
    assert desk_of(caller, on=today).counts()["foreign"] == 1


def test_r12_8_a_full_class_takes_no_new_customer(ring, floor, caller, browse, now, today):
    """Said beside the note where somebody enters one; who was reached is not turned away."""
    for _n in range(5):
        ring("1")
    with pytest.raises(ValidationError) as refused:
        ring("1")
    assert refused.value.message_dict.keys() == {"note"}
    assert ring("2")


def test_r12_8_a_full_class_takes_nobody_back(ring, floor, head, caller, now, today):
    """A lost one comes back into another class, or once one of the class has been moved down."""
    lost = ring("1")
    floor.contact(
        lost,
        now=now,
        on=today,
        note="1 没了",
        outcome="lost",
        lost_reason="price",
        next_in=None,
    )
    for _n in range(5):
        ring("1")

    def reopen(code):
        grade = Grade.objects.get(policy__code="S2", code=code)
        return reopen_opportunity(
            by=head,
            now=now,
            on=today,
            opportunity=lost,
            intent=Intent(grade, f"{code} 又来了", today),
            plan=plan_on(today),
            reason="又想买",
        )

    with pytest.raises(ValidationError) as refused:
        reopen("1")
    assert refused.value.message_dict.keys() == {"note"}
    assert reopen("2").is_executing


def test_r12_8_who_is_full_of_new_ones_gets_no_lead(floor, head, caller, ring, today):
    Grade.objects.filter(policy__code="S2", code="0").update(capacity=1)
    second = UserFactory(store=floor.store, manager=head)
    ring("0")
    rules = rules_of(floor.store)
    found = {c.person: c for c in candidates_of(floor.store, on=today, rules=rules)}
    assert found[caller.pk].hindrance == Hindrance.FULL
    assert not found[second.pk].hindrance and found[second.pk].capacity == 1


def test_r1_3_whom_somebody_else_has_now_is_not_named(
    ring, page, floor, browse, head, caller, now, today
):
    """The count stays the list; the name does not stay with who called."""
    talked = ring("3K", ago=3, name="欧阳修")
    floor.contact(talked, now=now, on=today, note="3K 谈了", expected_on=today, next_in=2)
    assert "欧阳修" in page("list/", part="day").content.decode()
    reassign(
        by=floor.director,
        now=now,
        on=today,
        customer=talked.customer,
        to=floor.consultant,
        reason="换人",
    )
    for client in (browse(caller), browse(head)):
        answer = client.get("/telephone-desk/list/", {"part": "day", "person": caller.pk})
        assert answer.context["page_obj"].paginator.count == 1
        assert "欧阳修" not in answer.content.decode()
        assert "谈了价格" not in answer.content.decode()
    seen = browse(floor.director).get("/telephone-desk/list/", {"part": "day", "person": caller.pk})
    assert "欧阳修" in seen.content.decode()
