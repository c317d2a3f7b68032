"""A team grades by a policy of its own, such as a telephone desk by S2 (R3.2, R12.1)."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from followups.deadlines.services import compare
from followups.policy_changes.queries import effect_of, policy_terms
from followups.policy_changes.services import adopt_policy
from followups.workload.queries import team_week
from intake.distribution.queries import candidates_of, rules_of
from leads.grading.imports import Intents
from leads.grading.models import GradingPolicy, StorePolicy
from leads.grading.queries import (
    IntentReader,
    grade_choices,
    policies_of,
    policy_in_force,
    policy_of,
)
from tests.factories import Floor, ManagerFactory, UserFactory

from .test_pages import adopt, typed

pytestmark = pytest.mark.django_db


@pytest.fixture
def head(floor):
    """The manager of the desk."""
    return ManagerFactory(store=floor.store)


@pytest.fixture
def caller(floor, head):
    """A person of the desk."""
    return UserFactory(store=floor.store, manager=head)


@pytest.fixture
def take_up(floor, now, today):
    """Let the store, or a team, adopt a shipped policy, in so many days."""

    def act(code, *, team=None, days=0):
        return adopt_policy(
            by=floor.director,
            now=now,
            on=today,
            store=floor.store,
            team=team,
            policy=GradingPolicy.objects.get(code=code),
            effective_from=today + timedelta(days=days),
        )

    return act


def test_the_teams_adoption_wins_over_the_stores(floor, head, caller, take_up, today):
    take_up("S1")
    take_up("S2", team=head)
    tomorrow = today + timedelta(days=1)
    take_up("S0", days=1)
    people = [floor.consultant, floor.manager, caller, head, floor.director]
    for on, usual in ((today, "S1"), (tomorrow, "S0")):
        wanted = [usual, usual, "S2", "S2", usual]
        found = [policy_in_force(floor.store, on=on, person=person).code for person in people]
        assert found == wanted
        many = policies_of(people, on=on)
        assert [many[person.pk].code for person in people] == wanted
        imported = Intents()
        assert [imported.of_person(person, on).policy.code for person in people] == wanted
        assert policy_in_force(floor.store, on=on).code == usual
    assert policy_in_force(floor.store, on=today - timedelta(days=1), person=caller).code == "S0"
    codes = dict(grade_choices([floor.store], on=today))
    assert {"H", "3K", "0"} <= codes.keys()


def test_a_team_of_another_store_adopts_nothing_here(take_up):
    with pytest.raises(ValidationError):
        take_up("S2", team=Floor().manager)
    assert not StorePolicy.objects.exists()


def test_one_policy_a_day_for_each_of_store_and_team(head, take_up):
    take_up("S1", days=2)
    take_up("S2", team=head, days=2)
    for team in (None, head):
        with pytest.raises(ValidationError):
            take_up("S0", team=team, days=2)


def test_an_adoption_moves_only_who_follows_it(floor, head, caller, take_up, now, today):
    mine = floor.open(now=now, on=today, grade="H", plan_in=1)
    theirs = floor.open(now=now, on=today, grade="H", plan_in=1, consultant=caller)
    base = policy_in_force(floor.store, on=today)
    other = GradingPolicy.objects.get(code="S1")
    cadences = {grade.code: grade.cadence for grade in other.grades.all()}
    values = (floor.store, base, cadences, policy_terms(other))
    assert effect_of(*values, on=today, team=head.pk).opportunities == 1
    take_up("S1", team=head)
    mine.refresh_from_db(), theirs.refresh_from_db()
    assert (mine.grade.policy.code, theirs.grade.policy.code) == ("S0", "S1")
    effect = effect_of(*values, on=today)
    assert (effect.opportunities, effect.earlier) == (1, 1)
    take_up("S1")
    mine.refresh_from_db()
    assert mine.grade.policy.code == "S1" and theirs.changes.count() == 2
    assert not compare([mine.pk, theirs.pk])


def test_a_team_goes_its_own_way_when_the_store_changes(floor, head, caller, take_up, now, today):
    take_up("S0", team=head)
    theirs = floor.open(now=now, on=today, grade="H", plan_in=1, consultant=caller)
    take_up("S1")
    theirs.refresh_from_db()
    assert theirs.grade.policy.code == "S0"


def test_new_customers_start_in_the_classes_of_their_team(floor, head, caller, take_up, now, today):
    take_up("S2", team=head)
    opened = floor.open(now=now, on=today, grade="3K", consultant=caller)
    assert opened.grade.policy.code == "S2"
    with pytest.raises(ValidationError):
        floor.open(now=now, on=today, grade="3K")
    assert IntentReader.of_person(caller, on=today).unasked.code == "0"


@pytest.fixture
def handed_over(floor, head, caller, take_up, now, today):
    """A customer of the desk who is the floor's now."""
    take_up("S2", team=head)
    opportunity = floor.open(now=now, on=today, grade="3", consultant=caller)
    type(opportunity).objects.filter(pk=opportunity.pk).update(consultant=floor.consultant)
    opportunity.customer.consultant = floor.consultant
    opportunity.customer.save()
    opportunity.refresh_from_db()
    return opportunity


def test_who_was_handed_to_the_floor_is_graded_again(handed_over, floor, browse, now, today):
    """R12.1: a talk asks for a grade of the floor's; the one chosen replaces the old letter."""
    assert policy_of(handed_over, on=today).code == "S0"
    client = browse(floor.consultant)
    address = reverse("followups:log_contact", args=[handed_over.pk])
    form = client.get(address).context["form"]
    assert form.asks_grade and "H、A、B、C、O" in str(form["note"].help_text).replace(", ", "、")
    with pytest.raises(ValidationError):
        floor.contact(handed_over, now=now, on=today)
    values = typed(client.get(address))
    values |= {
        "result": "reached",
        "content": "谈了",
        "feedback": "好",
        "letter": "H",
        "planned_on": str(today + timedelta(days=1)),
        "expected_content": "再谈",
    }
    assert client.post(address, values).status_code == 302
    handed_over.refresh_from_db()
    assert (handed_over.grade.code, handed_over.grade.policy.code) == ("H", "S0")
    assert handed_over.note.startswith("H ") and "3" not in handed_over.note


def test_whom_nobody_reached_keeps_the_grade_until_a_talk(handed_over, floor, browse, now, today):
    address = reverse("followups:log_contact", args=[handed_over.pk])
    client = browse(floor.consultant)
    values = typed(client.get(address))
    values |= {
        "result": "no_answer",
        "planned_on": str(today + timedelta(days=1)),
        "expected_content": "再打",
    }
    assert client.post(address, values).status_code == 302
    handed_over.refresh_from_db()
    assert (handed_over.grade.code, handed_over.last_contact_on) == ("3", today)


def test_the_director_lets_one_team_adopt_a_policy(floor, head, browse, today):
    director = browse(floor.director)
    url = f"/policies/{floor.store.pk}/grading/?start=S2&team={head.pk}"
    adopt(director, url, typed(director.get(url), effective_from=today))
    adoption = StorePolicy.objects.get()
    assert (adoption.team, adoption.policy.code) == (head, "S2")
    page = director.get("/policies/")
    [row] = page.context["page_obj"]
    assert (row.team, row.state) == (head, "present")
    assert page.context["grading"].code == "S0"
    own = {manager.pk: policy and policy.code for manager, policy in page.context["teams"]}
    assert own == {head.pk: "S2", floor.manager.pk: None}
    assert str(head) in page.content.decode()
    read = browse(floor.consultant).get("/policy/")
    assert [entry["policy"].code for entry in read.context["policies"]] == ["S0", "S2"]


def test_a_stranger_heads_no_team_of_the_store(floor, browse):
    director = browse(floor.director)
    for key in (Floor().manager.pk, floor.consultant.pk, "x", "9" * 30, ""):
        assert director.get(f"/policies/{floor.store.pk}/grading/?team={key}").status_code == 404


def test_each_holds_as_many_new_ones_as_their_own_policy_says(floor, head, caller, take_up, today):
    take_up("S2", team=head)
    found = candidates_of(floor.store, on=today, rules=rules_of(floor.store))
    assert {each.person: each.capacity for each in found} == {
        caller.pk: 100,
        floor.consultant.pk: None,
    }


def test_the_desk_rests_on_days_off_and_the_floor_does_not(floor, head, caller, take_up, today):
    """R4.11: a desk counts working days; both are read in one go."""
    take_up("S2", team=head)
    week = team_week([floor.consultant, caller], on=today)
    assert not any(day.is_off for day in week[floor.consultant.pk])
    assert any(day.is_off for day in week[caller.pk])
