"""Complaints: who may receive one, how soon it is answered, who is told, what becomes of it (R9.9, R14.1)."""

from datetime import timedelta
from decimal import Decimal
from threading import Barrier, Thread

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connections
from django.urls import reverse
from django.utils import translation

from accounts.notices.models import Notice
from followups.ownership.services import reassign_many
from followups.worklist.queries import worklist_page
from service.complaints.models import Complaint, ComplaintTerm
from service.complaints.models.cases import entitled
from service.complaints.queries.lists import BOARD_COLUMN, to_work_on
from service.complaints.queries.rights import refusal_of
from service.complaints.services import watching
from service.complaints.services.laying_down import set_complaint_terms
from service.complaints.services.working import (
    assign,
    change,
    close,
    closed,
    confirm,
    note,
    reopen,
)
from service.complaints.tasks import watch_complaints
from tests.factories import Floor, UserFactory


def told(person, kind):
    return Notice.objects.filter(person=person, kind=f"complaint.{kind}")


def reason_of(refused):
    return " ".join(refused.value.messages)


@pytest.fixture
def watch(monkeypatch):
    def watch(at):
        monkeypatch.setattr("service.complaints.tasks.clock", lambda: at)
        watch_complaints()

    return watch


def test_r9_9_each_who_meets_customers_takes_one_in(floor, take):
    for by in (floor.service, floor.consultant, floor.manager, floor.director):
        assert take(by=by).registered_by == by
    assert take(by=floor.reception, customer=None, name="李先生").customer is None
    general = UserFactory(store=floor.store, role="general_manager")
    for by in (floor.finance, floor.marketing, general):
        with pytest.raises(PermissionDenied):
            take(by=by)
    with pytest.raises(PermissionDenied):
        take(by=floor.new_consultant())
    with pytest.raises(PermissionDenied):
        take(by=Floor().consultant)


def test_r14_1_a_known_customer_is_found_by_the_number_of_the_same_store(floor, take):
    phone = floor.customer.phone
    found = take(by=floor.reception, customer=None, name="女士", phone=phone)
    assert (found.customer, found.consultant, found.name) == (
        floor.customer,
        floor.consultant,
        "女士",
    )
    other = Floor()
    assert take(customer=None, name="李", phone=other.new_phone()).customer is None


def test_r14_1_due_by_severity_in_working_hours_as_the_store_lays_down(floor, take, now):
    """09:00 to 18:00; two hours and a half before closing, four hours end the next day at 10:30."""
    late = now.replace(hour=15, minute=30)
    assert take(at=late, severity="critical").due_at == late.replace(hour=10) + timedelta(days=1)
    set_complaint_terms(by=floor.service, now=now, store=floor.store, terms={"critical": (60, 30)})
    mine = take(at=now, severity="critical")
    assert mine.due_at == now + timedelta(hours=1)
    assert mine.director_at == mine.due_at + timedelta(minutes=30)
    with pytest.raises(PermissionDenied):
        set_complaint_terms(by=floor.manager, now=now, store=floor.store, terms={})
    set_complaint_terms(by=floor.director, now=now, store=floor.store, terms={})
    assert not ComplaintTerm.objects.exists()


def test_r14_1_only_who_has_the_right_to_the_customer_receives_it(floor, take, now):
    complaint = take()
    stranger, other_manager = floor.new_consultant(), UserFactory(store=floor.store, role="manager")
    abroad = Floor().consultant
    gone = floor.new_consultant(is_active=False)
    for person, why in (
        (stranger, "no customer of"),
        (other_manager, "team of"),
        (abroad, "another store"),
        (gone, "any more"),
        (floor.reception, "works on none"),
        (UserFactory(store=floor.store, role="general_manager"), "works on none"),
    ):
        with pytest.raises(ValidationError) as refused:
            assign(complaint, by=floor.service, now=now, person=person)
        assert why in reason_of(refused) and "to" in refused.value.message_dict
    for person in (floor.consultant, floor.manager, floor.director, floor.finance):
        assert assign(complaint, by=floor.service, now=now, person=person).assignee == person
        assert told(person, "passed_on")
    unknown = take(customer=None, name="李先生")
    assert assign(unknown, by=floor.service, now=now, person=stranger).assignee == stranger


def test_r14_1_the_right_of_one_and_of_many_are_the_same(floor, take, now):
    people = [
        floor.consultant,
        floor.new_consultant(),
        floor.manager,
        UserFactory(store=floor.store, role="manager"),
        floor.director,
        UserFactory(store=None, region=floor.store.region, role="director"),
        UserFactory(store=floor.store, role="general_manager"),
        floor.finance,
        floor.service,
        floor.reception,
        Floor().consultant,
        Floor().director,
        floor.new_consultant(is_active=False),
    ]
    cases = [take(), take(customer=None, name="李先生")]
    for complaint in cases:
        for person in people:
            Complaint.objects.filter(pk=complaint.pk).update(assignee=person)
            has_it = Complaint.objects.filter(entitled(), pk=complaint.pk).exists()
            assert has_it is (refusal_of(person, complaint) is None), (person.role, complaint)


def test_r14_1_reading_and_working_on_are_two_rights(floor, take, now, browse):
    complaint = take()
    page = reverse("service:complaint", args=[complaint.pk])
    general = UserFactory(store=floor.store, role="general_manager")
    for user, reads, works in (
        (floor.service, True, True),
        (floor.director, True, True),
        (floor.consultant, True, False),
        (floor.manager, True, False),
        (general, True, False),
        (floor.finance, False, False),
        (floor.reception, False, False),
        (floor.new_consultant(), False, False),
        (Floor().director, False, False),
    ):
        shown = browse(user).get(page)
        assert (shown.status_code == 200) is reads, user.role
        assert not reads or shown.context["may_work"] is works, user.role
        assert not reads or bool(shown.context["why_not"]) is not works
        act = browse(user).get(reverse("service:complaint_close", args=[complaint.pk]))
        assert act.status_code == (200 if works else 403 if reads else 404), user.role
        if reads and not works:
            with pytest.raises(ValidationError) as refused:
                close(complaint, by=user, now=now, answer="好")
            assert ("lies with" in reason_of(refused)) or ("works on none" in reason_of(refused))
            assert reason_of(refused) in act.content.decode().replace("&#x27;", "'")
    with pytest.raises(PermissionDenied):
        note(complaint, by=floor.finance, now=now, text="…")


def test_r14_1_who_loses_the_right_loses_the_case(floor, take, now, watch):
    complaint = take(by=floor.reception, customer=None, name="女士", phone=floor.customer.phone)
    assign(complaint, by=floor.service, now=now, person=floor.consultant)
    taker = floor.new_consultant()
    reassign_many(
        by=floor.director,
        now=now,
        on=now.date(),
        store=floor.store,
        takers={floor.customer.pk: taker},
        reason="更换",
    )
    complaint.refresh_from_db()
    assert (complaint.assignee, complaint.department) == (None, "service")
    assert told(floor.consultant, "taken_back") and told(floor.service, "came_back")
    assert told(floor.reception, "came_back")
    last = complaint.steps.last()
    assert last.person == floor.consultant and "no customer of" in str(last.text)
    with pytest.raises(PermissionDenied):
        note(complaint, by=floor.consultant, now=now, text="…")
    # Whoever leaves, or whose team changes, loses it at the next round of the clock.
    assign(complaint, by=floor.service, now=now, person=floor.manager)
    taker.manager = UserFactory(store=floor.store, role="manager")
    taker.save()
    watch(now)
    watch(now)
    complaint.refresh_from_db()
    assert complaint.assignee is None and told(floor.manager, "taken_back").count() == 1
    with pytest.raises(PermissionDenied):
        close(complaint, by=floor.manager, now=now, answer="好")


def test_r14_1_an_unknown_person_gets_the_card_that_is_made_for_them(floor, take, now, watch):
    complaint = take(customer=None, name="李先生", phone="13911112222")
    stranger = floor.new_consultant()
    assign(complaint, by=floor.service, now=now, person=stranger)
    card = floor.open(now=now, on=now.date(), phone="13911112222").customer
    watch(now)
    complaint.refresh_from_db()
    assert (complaint.customer, complaint.consultant) == (card, floor.consultant)
    assert complaint.assignee is None and complaint.history.count() == 4


def test_r14_1_late_and_escalated_are_told_once_each(floor, take, now, watch):
    complaint = take(severity="critical")
    assign(complaint, by=floor.service, now=now, person=floor.consultant)
    watch(now + timedelta(hours=4))
    assert not Notice.objects.filter(kind="complaint.late").exists()
    for _twice in range(2):
        watch(now + timedelta(hours=4, minutes=1))
    for person in (floor.consultant, floor.manager):
        assert told(person, "late").count() == 1
    assert not told(floor.director, "escalated")
    for _twice in range(2):
        watch(now + timedelta(hours=7))
    assert told(floor.director, "escalated").count() == 1
    assert [step.what for step in complaint.steps.all()][-2:] == ["late", "escalated"]
    close(complaint, by=floor.consultant, now=now + timedelta(hours=8), answer="好")
    assert not told(floor.director, "escalated").unread()
    # Opened again, its stages are told again.
    reopen(complaint, by=floor.service, now=now + timedelta(days=1), reason="没有解决")
    watch(now + timedelta(days=5))
    assert told(floor.manager, "late").count() == 2
    assert told(floor.director, "escalated").count() == 2


def test_r14_1_classed_milder_it_is_told_anew_once_it_is_late_again(floor, take, now, watch):
    complaint = take(severity="critical")
    fields = {"cause": None, "model": "", "vehicle": "", "wanted": "", "about": None}

    def classed(severity, at):
        change(complaint, by=floor.service, now=at, severity=severity, **fields)

    watch(now + timedelta(hours=7))
    assert told(floor.manager, "late").count() == told(floor.director, "escalated").count() == 1
    classed("ordinary", now + timedelta(hours=8))
    assert not told(floor.manager, "late").unread()
    assert not told(floor.director, "escalated").unread()
    watch(now + timedelta(hours=9))
    assert told(floor.manager, "late").count() == 1
    for _twice in range(2):
        watch(now + timedelta(days=20))
    assert told(floor.manager, "late").count() == told(floor.director, "escalated").count() == 2
    # What is late by a harsher class was told by the milder one.
    classed("critical", now + timedelta(days=21))
    watch(now + timedelta(days=22))
    assert told(floor.manager, "late").count() == told(floor.director, "escalated").count() == 2


def test_r14_1_the_clock_takes_as_many_queries_for_thirty_as_for_three(
    floor, take, now, django_assert_max_num_queries
):
    for _each in range(30):
        take(severity="critical")
    with django_assert_max_num_queries(10):
        assert watching.tell_late(now=now + timedelta(days=1)) == 30
    with django_assert_max_num_queries(10):
        assert watching.escalate(now=now + timedelta(days=3)) == 30


def test_r14_1_answered_closed_confirmed_and_opened_again_within_30_days(floor, take, now):
    complaint, heard = take(by=floor.reception, customer=None, name="李先生"), []
    closed.register(lambda row, *, by, now: heard.append((row.pk, by)))
    note(complaint, by=floor.service, now=now, text="已电话致歉")
    close(
        complaint,
        by=floor.service,
        now=now,
        answer="补偿一次保养",
        remedy="免费保养",
        cost=Decimal("680.00"),
    )
    assert heard == [(complaint.pk, floor.service)] and told(floor.reception, "closed")
    with pytest.raises(ValidationError) as refused:
        close(complaint, by=floor.service, now=now, answer="又一次")
    assert "was closed by" in reason_of(refused) and len(heard) == 1
    with pytest.raises(ValidationError):
        note(complaint, by=floor.service, now=now, text="…")
    confirm(complaint, by=floor.service, now=now, confirmation="unsatisfied", text="还是不满")
    with pytest.raises(ValidationError):
        reopen(complaint, by=floor.service, now=now + timedelta(days=31), reason="…")
    with pytest.raises(ValidationError):
        reopen(complaint, by=floor.service, now=now, reason=" ")
    again = reopen(complaint, by=floor.service, now=now + timedelta(days=30), reason="仍漏油")
    assert not again.is_closed and again.opening == 2
    assert again.due_at > now + timedelta(days=30) and again.confirmation == ""
    closed._entries.pop()


def test_r14_1_classed_anew_its_term_counts_from_when_it_was_opened(floor, take, now):
    complaint = take()
    fields = {"cause": None, "model": "Golf", "vehicle": "京A12345", "wanted": "退款"}
    later = now + timedelta(hours=2)
    again = change(
        complaint,
        by=floor.service,
        now=later,
        severity="critical",
        about=floor.opportunity,
        **fields,
    )
    assert again.due_at == now + timedelta(hours=4) and again.opportunity == floor.opportunity
    elsewhere = floor.open(now=now, on=now.date())
    with pytest.raises(PermissionDenied):
        change(
            complaint, by=floor.service, now=later, severity="critical", about=elsewhere, **fields
        )


def test_r14_1_it_stands_on_the_card_beside_each_plan_and_on_the_board(floor, take, now, browse):
    client = browse(floor.consultant)
    card = reverse("followups:customer_card", args=[floor.customer.pk])
    plans = reverse("followups:plan_list")
    assert "Open complaint" not in client.get(card).content.decode()
    complaint = take()
    assert "Open complaint" in client.get(card).content.decode()
    assert "Complains" in client.get(plans).content.decode()
    rows = worklist_page(floor.consultant, now=now, part="all", page=None)["page_obj"]
    assert all(row.beside for row in rows)
    assert not list(to_work_on(floor.consultant)) and list(to_work_on(floor.service))
    assign(complaint, by=floor.service, now=now, person=floor.consultant)
    assert list(to_work_on(floor.consultant)) == [complaint]
    home = client.get(reverse("home")).content.decode()
    assert reverse("service:complaint", args=[complaint.pk]) in home
    people = [floor.consultant.pk]
    assert dict(BOARD_COLUMN.count(floor.manager, people, now.date())) == {people[0]: 1}
    listed = browse(floor.manager).get(BOARD_COLUMN.address(people[0], now.date()))
    assert list(listed.context["page_obj"]) == [complaint]
    take(customer=None, name="李先生")
    of_all = browse(floor.manager).get(BOARD_COLUMN.address(None, now.date()))
    assert list(of_all.context["page_obj"]) == [complaint]
    close(complaint, by=floor.consultant, now=now, answer="好")
    assert "Complains" not in client.get(plans).content.decode()
    assert "交车晚了两周" in client.get(card).content.decode()


def test_r14_1_a_refusal_speaks_the_language_of_whoever_reads_it(floor, take, now):
    complaint = take()
    stranger = floor.new_consultant(full_name="王五")
    with translation.override("zh-hans"), pytest.raises(ValidationError) as refused:
        assign(complaint, by=floor.service, now=now, person=stranger)
    assert "王五" in reason_of(refused) and "customer" not in reason_of(refused)


@pytest.mark.django_db(transaction=True)
def test_r14_1_two_close_it_at_once_and_it_is_closed_once(floor, take, now):
    complaint, barrier, done = take(), Barrier(2), []

    def press(by):
        barrier.wait()
        try:
            close(complaint, by=by, now=now, answer=f"{by.pk}")
            done.append(by)
        except ValidationError:
            pass
        finally:
            connections.close_all()

    presses = [Thread(target=press, args=[by]) for by in (floor.service, floor.director)]
    for each in presses:
        each.start()
    for each in presses:
        each.join()
    complaint.refresh_from_db()
    assert done == [complaint.closed_by]
    assert complaint.steps.filter(what="closed").count() == 1
