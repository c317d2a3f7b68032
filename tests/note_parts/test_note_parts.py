"""A note by its standard, and who decides (R12.5, R12.6)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from followups.cards.queries import load_card
from followups.cards.rules import Advice
from followups.note_parts.models import NotePart
from followups.note_parts.queries import completeness_of, found_parts, last_parts
from followups.note_parts.rules import ANSWERED, SAID, completeness, filled, told
from followups.ownership.services import reassign
from followups.withdrawals.services import undo
from leads.grading.models import GradingPolicy
from leads.opportunities.models import Opportunity

pytestmark = pytest.mark.django_db
PARTS = {
    "interests": "价格；置换",
    "objections": "家人没说服",
    "introduced": "金融方案",
    "next": "发报价单",
    "remarks": "爽快",
}


@pytest.fixture
def open_one(floor, caller, now, today):
    def act(code="3", consultant=None, **card):
        return floor.open(
            now=now,
            on=today,
            grade=code,
            days=5,
            plan_in=0,
            consultant=consultant or caller,
            **card,
        )

    return act


@pytest.fixture
def talk(floor, now, today):
    def act(opportunity, parts=PARTS, **fields):
        values = {"note": opportunity.note, "parts": parts, "next_in": 1} | fields
        return floor.contact(opportunity, now=now, on=today, **values)

    return act


def test_r12_5_what_a_note_says_as_a_whole():
    assert told(PARTS, SAID) == "价格；置换；金融方案"
    assert told(PARTS, ANSWERED) == "家人没说服；爽快"
    assert filled({"interests": "  价格 \n 低 ", "remarks": " "}) == {"interests": "价格 低"}
    assert (completeness(3, 1), completeness(0, 0), completeness(5, 1)) == (60, None, 100)


def test_r12_5_s2_takes_notes_by_their_parts_and_the_floor_does_not(
    open_one, browse, floor, caller
):
    by_standard = dict(GradingPolicy.objects.values_list("code", "notes_by_standard"))
    assert by_standard["S2"] and not by_standard["S0"]
    plan = open_one().activities.planned().get()
    form = browse(caller).get(f"/plans/{plan.pk}/log/").context["form"]
    assert form.asks_parts and len(form.part_fields) == 4
    plan = open_one("H", consultant=floor.consultant).activities.planned().get()
    page = browse(floor.consultant).get(f"/plans/{plan.pk}/log/")
    assert not page.context["form"].asks_parts
    assert "part_interests" not in page.content.decode()


def sent(form, **changed):
    values = {bound.html_name: bound.value() for bound in form}
    values = {name: "" if v is None else v for name, v in values.items() if v is not False}
    return values | changed


def test_r12_5_what_they_are_interested_in_is_an_answer_too(open_one, browse, caller, today):
    """R4.3: without a word against it nothing else is asked for, and nothing in a folded field."""
    opportunity = open_one()
    address = f"/plans/{opportunity.activities.planned().get().pk}/log/"
    client = browse(caller)
    data = sent(
        client.get(address).context["form"],
        result="reached",
        part_interests="车型配置",
        part_introduced="介绍车型",
        planned_on=str(today + timedelta(days=2)),
        expected_content="到店看车",
    )
    assert client.post(address, data).status_code == 302
    done = opportunity.activities.executed().get()
    assert (done.content, done.feedback) == ("车型配置；介绍车型", "车型配置")


def test_r12_5_a_note_is_logged_by_chips_alone(open_one, browse, caller, today):
    """Content and feedback are made of the parts; the next step is that of the plan."""
    opportunity = open_one()
    address = f"/plans/{opportunity.activities.planned().get().pk}/log/"
    client = browse(caller)
    data = sent(
        client.get(address).context["form"],
        result="reached",
        part_interests="价格",
        part_objections="家人没说服",
        part_introduced="金融方案",
        planned_on=str(today + timedelta(days=2)),
        expected_content="发报价单",
    )
    assert client.post(address, data).status_code == 302
    done = opportunity.activities.executed().get()
    assert (done.content, done.feedback) == ("价格；金融方案", "家人没说服")
    assert done.is_effective
    assert dict(done.note_parts.values_list("part", "text")) == {
        "interests": "价格",
        "objections": "家人没说服",
        "introduced": "金融方案",
        "next": "发报价单",
    }


def test_r12_5_a_talk_without_any_part_is_asked_what_was_said(open_one, browse, caller, today):
    address = f"/plans/{open_one().activities.planned().get().pk}/log/"
    client = browse(caller)
    form = client.get(address).context["form"]
    answer = client.post(address, sent(form, result="reached"))
    assert answer.context["form"].errors["content"] and not NotePart.objects.exists()


def test_r12_5_the_card_shows_the_last_note_before_a_call(open_one, talk, browse, caller, today):
    opportunity = open_one()
    talk(opportunity, {"interests": "旧的"})
    talk(opportunity)
    assert {p.part for p in last_parts([opportunity.pk])[opportunity.pk]} == set(PARTS)
    for address in (
        f"/customers/{opportunity.customer_id}/",
        "/telephone-desk/call/?part=class-3",
    ):
        page = browse(caller).get(address).content.decode()
        assert "家人没说服" in page and "爽快" in page


def test_r12_5_completeness_of_a_person(open_one, talk, browse, head, caller, today):
    one, two = open_one(), open_one(model="Polo")
    talk(one)
    talk(two, {"interests": "价格"})
    talk(two, {}, result="no_answer", content="", feedback="")
    span = {"since": today, "until": today}
    assert completeness_of([caller], **span) == {caller.pk: 60}
    [(person, _stock, noted, *_totals)] = browse(head).get("/telephone-desk/").context["page_obj"]
    assert (person, noted) == (caller, 60)
    page = browse(caller).get("/telephone-desk/list/", {"part": "day"})
    assert sorted(row.parts for row in page.context["page_obj"]) == [1, 5]


def test_r12_5_notes_are_found_by_their_words(
    open_one, talk, browse, floor, head, caller, now, today
):
    opportunity = open_one(name="欧阳修")
    talk(opportunity)
    assert found_parts(caller, "报价单").get().part == "next"
    assert not found_parts(caller, "报价单", part="remarks").exists()
    client = browse(head)
    assert "欧阳修" in client.get("/contacts/notes/", {"q": "金融"}).content.decode()
    assert client.get("/contacts/notes/", {"q": "没有", "part": "x"}).status_code == 200
    assert not found_parts(floor.manager, "金融").exists()
    customer = opportunity.customer
    reassign(
        by=floor.director, now=now, on=today, customer=customer, to=floor.consultant, reason="换"
    )
    assert not found_parts(caller, "金融").exists(), "R1.3"


def test_r12_5_what_was_undone_is_not_found(open_one, floor, caller, now, today):
    opportunity, minute = open_one(), timedelta(minutes=1)
    done = floor.contact(
        opportunity, now=now + minute, on=today, note="3 谈了", parts=PARTS, next_in=1
    )
    assert found_parts(caller, "").exists()
    undo(by=caller, now=now + 2 * minute, activity=done)
    assert not found_parts(caller, "").exists()
    assert completeness_of([caller], since=today, until=today) == {}


def test_r12_5_phrases_of_the_parts_are_the_store_s_to_edit(browse, head, caller, floor):
    lists = [
        field
        for field, _label, _offered in browse(head)
        .get(reverse("followups:phrase_list"))
        .context["lists"]
    ]
    assert "interests" in lists
    floor_lists = browse(floor.manager).get(reverse("followups:phrase_list")).context["lists"]
    assert "interests" not in [field for field, _label, _offered in floor_lists]


def test_r12_5_the_number_of_queries_stays(open_one, talk, browse, head, caller, count_queries):
    talk(open_one())
    pages = [(head, "/contacts/notes/"), (caller, "/telephone-desk/list/?part=day")]
    before = [count_queries(browse(person), url) for person, url in pages]
    for model in ("Polo", "Passat"):
        talk(open_one(model=model))
    assert [count_queries(browse(person), url) for person, url in pages] == before


def test_r12_6_who_decides_stands_on_the_card_with_its_history(open_one, talk, browse, caller):
    opportunity = open_one("5")
    page = browse(caller).get("/telephone-desk/list/", {"part": "class-5"})
    assert "decision maker unknown" in page.content.decode()
    details = {"decision_maker": "王总", "decision_maker_role": "老板"}
    talk(opportunity, details=details)
    opportunity.refresh_from_db()
    assert (opportunity.decision_maker, opportunity.talks_to_decision_maker) == ("王总", None)
    for address in (
        f"/customers/{opportunity.customer_id}/",
        "/telephone-desk/list/?part=class-5",
    ):
        assert "王总" in browse(caller).get(address).content.decode()
    assert Opportunity.history.filter(id=opportunity.pk, decision_maker="王总").exists()


def test_r12_6_a_talk_says_whether_it_is_who_decides(open_one, talk):
    opportunity = open_one()
    first = talk(opportunity, with_decision_maker=False)
    opportunity.refresh_from_db()
    assert first.with_decision_maker is False is opportunity.talks_to_decision_maker
    second = talk(opportunity)
    assert second.with_decision_maker is False, "as the intent says, until a talk says otherwise"
    third = talk(opportunity, with_decision_maker=True)
    opportunity.refresh_from_db()
    assert third.with_decision_maker is True is opportunity.talks_to_decision_maker
    missed = talk(
        opportunity, {}, result="no_answer", content="", feedback="", with_decision_maker=False
    )
    opportunity.refresh_from_db()
    assert missed.with_decision_maker is None and opportunity.talks_to_decision_maker is True


def advice(opportunity, today):
    card = load_card(opportunity.customer, viewer=opportunity.consultant, on=today)
    return card.opportunities[0].advice


def test_r12_6_two_talks_with_who_does_not_decide_are_enough(open_one, talk, today):
    opportunity = open_one()
    opportunity.talks_to_decision_maker = False
    opportunity.save()
    talk(opportunity)
    assert advice(opportunity, today) is None
    talk(opportunity)
    assert advice(opportunity, today) == Advice.NOT_DECIDING


def test_r12_6_three_talks_without_progress_three_calls_unanswered(open_one, talk, today):
    one, two = open_one(), open_one(model="Polo")
    for _n in range(3):
        assert advice(one, today) is None
        talk(one)
        talk(two, {}, result="no_answer", content="", feedback="")
    assert advice(one, today) == Advice.NO_PROGRESS
    assert advice(two, today) == Advice.UNREACHABLE
    one.refresh_from_db()
    assert one.grade.code == "3", "advice, never by itself"
