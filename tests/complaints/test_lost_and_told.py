"""Whoever is told of a complaint may open it; who loses it is led on; the public sends little (R14.1)."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.urls import reverse

from accounts.notices.models import Notice
from accounts.people.models import User
from followups.ownership.services import reassign
from service.complaints.forms.files import LARGEST_OF_PUBLIC, EvidenceField
from service.complaints.forms.public import ComplainForm
from service.complaints.models import Complaint
from service.complaints.services import registering, watching
from service.complaints.services.laying_down import page_of_store
from service.complaints.services.registering import Told, take_from_page
from service.complaints.services.working import assign, close, reopen
from tests.complaints.test_pages import picture
from tests.factories import UserFactory


def told(kind):
    rows = Notice.objects.filter(kind=f"complaint.{kind}")
    return set(rows.values_list("person", flat=True))


def test_r14_1_who_is_told_of_a_late_one_may_open_it(floor, take, now, browse):
    other = UserFactory(store=floor.store, role="manager")
    unknown = take(customer=None, name="李先生", phone="13911112222")
    watching.tell_late(now=now + timedelta(days=9))
    assert {floor.manager.pk, other.pk, floor.service.pk} == told("late")
    for person in (floor.manager, other):
        page = browse(person).get(reverse("service:complaint", args=[unknown.pk]))
        assert page.status_code == 200 and "13911112222" not in page.content.decode()


def test_r14_1_a_late_one_of_a_team_without_manager_is_the_directors(floor, take, now):
    UserFactory(store=floor.store, role="manager")
    User.objects.filter(pk=floor.consultant.pk).update(manager=None)
    take()
    watching.tell_late(now=now + timedelta(days=9))
    assert told("late") == {floor.service.pk, floor.director.pk}


def test_r14_1_where_nobody_works_in_the_department_the_director_is_told(floor, take):
    User.objects.filter(pk__in=[floor.service.pk, floor.finance.pk]).update(is_active=False)
    take(by=floor.reception, customer=None, name="李", department="finance")
    assert told("new") == {floor.director.pk}


def test_r14_1_opened_again_it_lies_with_nobody_who_lost_the_right(floor, take, now):
    complaint = take()
    assign(complaint, by=floor.service, now=now, person=floor.consultant)
    close(complaint, by=floor.consultant, now=now, answer="好")
    reassign(
        by=floor.director,
        now=now,
        on=now.date(),
        customer=floor.customer,
        to=floor.new_consultant(),
        reason="更换",
    )
    again = reopen(complaint, by=floor.director, now=now, reason="没有解决")
    assert (again.assignee, again.department) == (None, "service")
    assert floor.service.pk in told("reopened")


def test_r14_1_who_passes_it_on_and_may_not_read_it_any_more_is_led_on(floor, take, browse):
    complaint, desk = take(department="finance"), browse(floor.finance)
    url = reverse("service:complaint_assign", args=[complaint.pk])
    token = desk.get(url).context["form"]["token"].value()
    sent = {"token": token, "to": "to-service", "text": "请处理"}
    for _twice in range(2):
        answer = desk.post(url, sent)
        assert (answer.status_code, answer["Location"]) == (302, reverse("service:complaint_list"))
    assert complaint.steps.filter(what="assigned").count() == 1
    assert desk.post(url, sent | {"token": ""}).status_code == 404


def test_r14_1_without_a_log_in_files_are_small(floor):
    assert ComplainForm(agreement="").fields["files"].largest == LARGEST_OF_PUBLIC
    with pytest.raises(ValidationError) as refused:
        EvidenceField(largest=10).clean([picture()])
    assert "larger than 10" in refused.value.messages[0]
    assert len(EvidenceField().clean([picture()])) == 1


def test_r14_1_nothing_is_thanked_for_that_was_not_kept(floor, now, monkeypatch):
    def broken(**_options):
        raise IntegrityError

    monkeypatch.setattr(registering, "register", broken)
    page = page_of_store(floor.store, by=floor.service, now=now)
    with pytest.raises(IntegrityError):
        take_from_page(page, number="1", content="x", now=now, told=Told(text="坏", name="李"))
    assert not Complaint.objects.exists()
