"""Target customers and tasks go along when somebody leaves (R4.8, R14.2, R14.3)."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from accounts.notices.models import Notice
from accounts.staff.services import save_staff
from compliance.hand_over.models import HandOver
from compliance.hand_over.services.departures import deactivate
from compliance.hand_over.services.giving import plan_hand_over, undo_hand_over
from followups.errands.models import Errand
from followups.errands.services import give_errand
from foundation.decisions import DecisionError
from leads.customers.models import Customer
from leads.prospecting.models import TargetCustomer
from leads.prospecting.services import put_on_card, register_target, set_aside
from tests.factories import StoreFactory, UserFactory


@pytest.fixture
def target(floor):
    def make(name, person=None):
        person = person or floor.consultant
        told = {"store": floor.store, "consultant": person, "name": name}
        return register_target(by=person, **floor.at(), **told)

    return make


@pytest.fixture
def task(floor):
    def make(text, person=None, by=None, **about):
        person = person or floor.consultant
        told = {"kind": "call", "text": text, "person": person, **about}
        due_at = floor.now + timedelta(hours=2)
        return give_errand(by=by or person, now=floor.now, due_at=due_at, **told)

    return make


@pytest.fixture
def leave(floor):
    """Everything of the consultant, shared among these."""

    def hand_all(*to):
        customers = Customer.objects.filter(consultant=floor.consultant)
        plan = plan_hand_over(customers, to=to, on=floor.today, leaver=floor.consultant)
        return floor.give(customers, plan=plan, leaver=floor.consultant)

    return hand_all


def of(person):
    targets = TargetCustomer.objects.filter(consultant=person).order_by("name")
    errands = Errand.objects.filter(person=person).order_by("text")
    return list(targets.values_list("name", flat=True)), list(
        errands.values_list("text", flat=True)
    )


def told(person, kind):
    return list(Notice.objects.filter(person=person, kind=kind).values_list("values", flat=True))


def test_r4_8_r14_3_targets_and_tasks_go_along_and_whoever_gets_them_is_told(
    floor, target, task, leave
):
    customer = floor.fill("H").get()
    first, second, gone = target("甲"), target("乙"), target("丙")
    set_aside(by=floor.consultant, **floor.at(), target=gone, reason="搬走")
    task("a target", target=first)
    task("a customer", customer=customer)
    task("alone", by=floor.manager)
    leave(floor.ann)
    assert of(floor.consultant) == ([], [])
    assert sorted(of(floor.ann)[0]) == sorted(["甲", "乙", "丙"])
    assert of(floor.ann)[1] == ["a customer", "a target", "alone"]
    (values,) = told(floor.ann, "hand_over.rest_given")
    assert (values["targets"], values["tasks"]) == (3, 2)
    # What goes with a customer is told by itself, and kept in the history.
    assert len(told(floor.ann, "errand.given")) == 1
    (lost,) = told(floor.consultant, "errand.given_away")
    assert lost["name"] == str(floor.ann)
    assert second.history.count() == 2
    assert second.history.first().consultant == floor.ann
    assert deactivate(floor.consultant, by=floor.director, now=floor.now).is_active is False


def test_r4_8_shared_in_equal_parts_and_a_task_stays_with_its_target(floor, target, task, leave):
    floor.fill("H", "A")
    made = [target(name) for name in "甲乙丙丁"]
    for each in made:
        task(each.name, target=each)
    task("alone")
    leave(floor.ann, floor.bob)
    (ann, ann_tasks), (bob, bob_tasks) = of(floor.ann), of(floor.bob)
    assert len(ann) == len(bob) == 2
    assert set(ann) <= set(ann_tasks) and set(bob) <= set(bob_tasks)


def test_r4_8_without_any_customer(floor, target, task, leave):
    target("甲")
    task("alone")
    transfer = leave(floor.ann)
    assert of(floor.ann) == (["甲"], ["alone"])
    assert not transfer.items.exists()


def test_r4_8_what_became_a_customer_is_the_customers(floor, target, task, leave):
    customer = floor.fill("H").get()
    known = target("甲")
    put_on_card(by=floor.consultant, **floor.at(), target=known, customer=customer)
    open_task = task("a customer", target=known)
    leave(floor.ann)
    open_task.refresh_from_db()
    assert open_task.person == floor.ann


def test_r4_8_undone_it_all_goes_back(floor, target, task, leave):
    floor.fill("H")
    target("甲")
    moved = target("乙")
    task("alone")
    transfer = leave(floor.ann)
    TargetCustomer.objects.filter(pk=moved.pk).update(consultant=floor.bob)
    undo_hand_over(transfer, by=floor.director, **floor.at())
    assert of(floor.consultant) == (["甲"], ["alone"])
    assert of(floor.ann) == ([], [])
    (values,) = told(floor.ann, "hand_over.rest_taken")
    assert (values["targets"], values["tasks"]) == (1, 1)
    with pytest.raises(DecisionError):
        leave()


def test_r4_8_what_was_shown_is_what_moves(floor, target):
    floor.fill("H")
    target("甲")
    customers = Customer.objects.filter(consultant=floor.consultant)
    plan = plan_hand_over(customers, to=[floor.ann], on=floor.today, leaver=floor.consultant)
    target("乙")
    with pytest.raises(DecisionError, match="changed meanwhile"):
        floor.give(customers, plan=plan, leaver=floor.consultant)
    assert not HandOver.objects.exists()


def test_r4_8_nobody_leaves_with_targets_or_tasks(floor, target, task):
    target("甲")
    task("alone")
    with pytest.raises(DecisionError, match="still has 2"):
        deactivate(floor.consultant, by=floor.director, now=floor.now)
    floor.consultant.is_active = False
    with pytest.raises(ValidationError):
        save_staff(floor.consultant, by=floor.director, now=floor.now)


def test_r4_8_who_heads_the_store_is_held_by_no_task(floor, task):
    """Nobody there could give it to another: the account must close all the same."""
    task("alone", person=floor.director)
    task("the manager's", person=floor.manager)
    floor.manager.team.update(manager=None)
    who = {"by": UserFactory(role="administrator"), "now": floor.now}
    floor.manager.is_active = floor.director.is_active = False
    with pytest.raises(ValidationError, match="still has 1"):
        save_staff(floor.manager, **who)
    save_staff(floor.director, **who)
    floor.director.refresh_from_db()
    assert not floor.director.is_active


def test_r4_8_nobody_takes_them_to_another_store_with_another_role(floor, target):
    target("甲")
    floor.consultant.role, floor.consultant.manager = "manager", None
    floor.consultant.store = StoreFactory()
    with pytest.raises(ValidationError, match="still has 1"):
        save_staff(floor.consultant, by=UserFactory(role="administrator"), now=floor.now)


def test_r4_8_nothing_goes_back_to_who_works_elsewhere_by_now(floor, target, leave):
    target("甲")
    transfer = leave(floor.ann)
    type(floor.consultant).objects.filter(pk=floor.consultant.pk).update(store=StoreFactory())
    with pytest.raises(DecisionError, match="no longer here"):
        undo_hand_over(transfer, by=floor.director, **floor.at())
    assert of(floor.ann)[0] == ["甲"]


def test_r4_8_another_hand_over_takes_the_tasks_of_its_customers_alone(floor, target, task):
    customers = floor.fill("H")
    target("甲")
    task("a customer", customer=customers.get())
    task("the manager's", person=floor.manager, customer=customers.get())
    task("alone")
    floor.give(customers, floor.ann)
    assert of(floor.ann) == ([], ["a customer"])
    assert of(floor.consultant) == (["甲"], ["alone"])
    assert of(floor.manager)[1] == ["the manager's"]


def test_r4_8_on_the_pages_of_a_departure(floor, target, task):
    target("甲")
    task("alone")
    client = Client()
    client.force_login(floor.director)
    page = client.get(reverse("compliance:departure", args=[floor.consultant.pk]))
    text = page.content.decode()
    assert "go along" in text and "Close the account" not in text
    url = f"{page.context['all_url']}&taker={floor.ann.pk}"
    page = client.get(url)
    assert "Hand over target customers and tasks" in page.content.decode()
    form = page.context["form"]
    sent = {"token": form["token"].value(), "seen": page.context["seen"], "reason": "走"}
    answer = client.post(url, sent, follow=True)
    assert "tasks: 1" in answer.content.decode()
    assert "Close the account" in answer.content.decode()
    assert of(floor.ann) == (["甲"], ["alone"])


def test_r4_8_its_queries_do_not_grow(floor, target, task, leave, django_assert_max_num_queries):
    floor.fill("H")
    for number in range(6):
        task(f"{number}", target=target(f"{number}"))
    with django_assert_max_num_queries(75):
        leave(floor.ann, floor.bob)
