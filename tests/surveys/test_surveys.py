"""Customers are asked once of each occasion; a low answer is called back about (R5.6, R13.3)."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.confidentiality.services import publish
from accounts.notices.models import Notice
from service.surveys.models import Survey, SurveyPolicy
from service.surveys.queries import count_to_call
from service.surveys.services import answer, call_back, open_surveys, show_number, tell_late
from service.surveys.tasks import open_due_surveys, watch_call_backs

LIST = reverse("service:survey_list")
GIVEN = {"recommend": "9", "care": "8", "course": "10", "text": "很好"}


def told(person, kind):
    return Notice.objects.filter(person=person, kind=kind)


def public(survey):
    return reverse("service:survey_public", args=[survey.token])


def test_r13_3_a_first_visit_is_asked_about_once_a_day_later(floor, now, monkeypatch):
    visit = floor.visit()
    floor.visit(days_ago=0)
    monkeypatch.setattr("service.surveys.tasks.clock", lambda: now)
    for _twice in range(2):
        open_due_surveys()
    (survey,) = Survey.objects.all()
    assert survey.customer_id == visit.customer_id and survey.model == "Golf"
    assert survey.consultant_id == floor.consultant.pk and survey.is_open(now)
    # The second time that they come is no first visit.
    floor.visit(opportunity=visit.opportunity, days_ago=0)
    assert open_surveys(floor.store, now=now + timedelta(days=1)) == 1
    assert Survey.objects.filter(customer=visit.customer).count() == 1


def test_r13_3_the_database_keeps_it_once(floor):
    survey = floor.survey()
    values = {f.name: getattr(survey, f.name) for f in Survey._meta.concrete_fields}
    again = Survey(**values | {"id": None, "token": "another"})
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save()
    half = Survey.objects.filter(pk=survey.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        half.update(recommend=9)


def test_r13_3_what_is_off_or_lies_before_the_policy_is_not_asked_about(floor, now):
    floor.visit(days_ago=5)
    floor.set(now - timedelta(days=3), days={"delivery": 3})
    assert open_surveys(floor.store, now=now) == 0
    floor.set(now - timedelta(days=2), days={"visit": 1, "delivery": 3})
    assert open_surveys(floor.store, now=now) == 0
    floor.visit(days_ago=2)
    assert open_surveys(floor.store, now=now) == 1


def test_r13_3_an_occasion_switched_on_leaves_the_others_as_they_were(floor, now):
    """After visits the store asks since long ago; that it asks after deliveries as well forgets no visit."""
    floor.set(now - timedelta(days=30), days={"visit": 2})
    floor.visit(days_ago=4)
    policy = floor.set(now - timedelta(days=1), days={"visit": 2, "delivery": 3})
    assert policy.begins_for("visit") < policy.begins_for("delivery")
    assert open_surveys(floor.store, now=now) == 1
    # Switched off and on again it begins anew; the other goes on.
    floor.set(now, days={"delivery": 3})
    again = floor.set(now, days={"visit": 2, "delivery": 3})
    assert again.begins_for("visit") == now.date() > again.begins_for("delivery")
    # A policy that was kept before each occasion had its own day.
    SurveyPolicy.objects.update(begins={})
    assert SurveyPolicy.objects.get().begins_for("visit") == again.begins_on


def test_r13_3_opening_costs_the_same_for_one_and_for_many(floor, now):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            open_surveys(floor.store, now=now)
        return len(queries)

    floor.visit()
    one = cost()
    for _n in range(4):
        floor.visit()
    assert cost() == one and Survey.objects.count() == 5


def test_r13_3_the_link_needs_no_log_in_and_no_cookie_and_counts_once(floor, now):
    survey, phone = floor.survey(), Client(enforce_csrf_checks=True)
    page = phone.get(public(survey))
    assert page.status_code == 200 and "<script" not in page.content.decode()
    for name in (survey.customer.name, survey.customer.phone, str(survey.consultant)):
        assert name not in page.content.decode()
    refused = phone.post(public(survey), GIVEN | {"care": "11"})
    assert "很好" in refused.content.decode() and not Survey.objects.answered().exists()
    assert phone.post(public(survey), GIVEN).status_code == 200
    again = phone.post(public(survey), GIVEN | {"recommend": "0", "text": "\x00"})
    survey.refresh_from_db()
    assert (survey.points, survey.text, survey.way) == (27, "很好", "link")
    assert survey.answered_by is None and survey.history.latest().history_user is None
    assert again.status_code == 200 and phone.get(public(survey)).context["survey"].is_answered
    assert Client().get(reverse("service:survey_public", args=["x" * 22])).status_code == 404


def test_r13_3_a_link_is_over_after_its_term(floor, now, monkeypatch):
    survey = floor.survey()
    late = now + timedelta(days=14)
    monkeypatch.setattr("foundation.clock.now", lambda: late)
    assert Client().post(public(survey), GIVEN).status_code == 410
    with pytest.raises(ValidationError):
        answers = {"recommend": 9, "care": 9, "course": 9}
        answer(survey, by=None, now=late, answers=answers, text="", is_anonymous=False)


def test_r13_3_customer_service_asks_on_the_telephone(floor, now, browse):
    survey, desk = floor.survey(), browse(floor.service)
    url = reverse("service:survey_answer", args=[survey.pk])
    token = desk.get(url).context["form"]["token"].value()
    for _twice in range(2):
        assert desk.post(url, GIVEN | {"token": token}).status_code == 302
    survey.refresh_from_db()
    assert survey.way == "phone" and survey.answered_by == floor.service
    for person in (floor.consultant, floor.manager, floor.general):
        assert browse(person).post(url, GIVEN).status_code == 403
    with pytest.raises(PermissionDenied):
        answers = {"recommend": 9, "care": 9, "course": 9}
        answer(survey, by=floor.manager, now=now, answers=answers, text="", is_anonymous=False)


def test_r1_3_the_number_is_shown_for_a_call_and_noted(floor, now, browse):
    survey, desk = floor.survey(), browse(floor.service)
    page = reverse("service:survey", args=[survey.pk])
    assert survey.customer.phone not in desk.get(page).content.decode()
    shown = desk.post(reverse("service:survey_number", args=[survey.pk]))
    assert survey.customer.phone in shown.content.decode()
    last = survey.history.latest()
    assert last.history_user == floor.service and "number" in str(last.history_change_reason)
    floor.answered(9, 9, 9, by=floor.service)
    done = Survey.objects.answered().get()
    with pytest.raises(PermissionDenied):
        show_number(done, by=floor.service, now=now)


def test_r13_4_who_has_not_signed_the_agreement_gets_no_number(floor, now, browse):
    survey, desk = floor.survey(), browse(floor.service)
    publish(
        by=floor.general,
        now=now,
        stores=[floor.store],
        text_zh="客户号码不得外传。",
        text_en="Numbers stay here.",
        counts_from=now.date(),
    )
    page = desk.get(reverse("service:survey", args=[survey.pk]))
    assert page.context["may_see_number"] is False
    shown = desk.post(reverse("service:survey_number", args=[survey.pk]))
    assert shown.status_code == 403 and survey.customer.phone not in shown.content.decode()


def test_r13_3_a_low_answer_is_called_back_about_in_time_or_told_late(floor, now, monkeypatch):
    fine = floor.answered(7, 9, 8)
    assert fine.call_back_by is None
    survey = floor.answered(9, 6, 8)
    assert survey.call_back_by == now + timedelta(days=1)
    for person in (floor.service, floor.manager):
        (notice,) = told(person, "survey.low")
        assert notice.url == reverse("service:survey", args=[survey.pk])
        assert survey.customer.name[0] not in str(notice) and "11-20 10:00" in notice.act
        assert count_to_call(person) == 1
    assert not told(floor.consultant, "survey.low") and not told(floor.director, "survey.low")
    monkeypatch.setattr("service.surveys.tasks.clock", lambda: now + timedelta(days=2))
    for _twice in range(2):
        watch_call_backs()
    assert told(floor.director, "survey.late").count() == 1
    with pytest.raises(PermissionDenied):
        call_back(survey, by=floor.consultant, now=now, note="好")
    call_back(survey, by=floor.manager, now=now, note="已道歉，送保养")
    assert count_to_call(floor.service) == 0
    assert not Notice.objects.unread().filter(kind__startswith="survey.").exists()
    tell_late(survey, now=now + timedelta(days=9))


def test_r13_3_an_anonymous_answer_is_read_by_neither_consultant_nor_manager(floor, now, browse):
    survey = floor.answered(2, 1, 3, text="态度很差", anonymous=True)
    page = reverse("service:survey", args=[survey.pk])
    story = reverse("followups:customer_card", args=[survey.customer_id])
    sheet = reverse("reports:surveys_rows") + "?show="
    for person in (floor.consultant, floor.manager):
        me = browse(person)
        assert me.get(page).status_code == 404
        for address in (LIST, story, *(sheet + m for m in ("asked", "read", "critics"))):
            assert "态度很差" not in me.get(address).content.decode(), address
        assert not told(person, "survey.low")
    for person in (floor.director, floor.general):
        text = browse(person).get(page).content.decode()
        assert "态度很差" in text and survey.customer.name not in text
        rows = browse(person).get(sheet + "read").content.decode()
        assert "态度很差" in rows and survey.customer.name not in rows
    assert survey.customer.name in browse(floor.service).get(page).content.decode()
    assert told(floor.service, "survey.low")
    # The director who leads the consultant themselves is their manager.
    floor.consultant.manager = floor.director
    floor.consultant.save()
    assert browse(floor.director).get(page).status_code == 404


def test_r1_3_each_sees_theirs_and_another_store_none(floor, now, browse):
    survey = floor.answered(9, 9, 9, text="专业")
    stranger = type(floor)(now)
    page = reverse("service:survey", args=[survey.pk])
    colleague = floor.new_consultant()
    for person, status in (
        (floor.consultant, 200),
        (floor.manager, 200),
        (floor.service, 200),
        (colleague, 404),
        (stranger.service, 404),
        (stranger.director, 404),
    ):
        assert browse(person).get(page).status_code == status
    card = browse(floor.consultant).get(
        reverse("followups:customer_card", args=[survey.customer_id])
    )
    assert "专业" in card.content.decode()


def test_r1_3_the_list_takes_as_many_queries_for_three_as_for_one(floor, browse, count_queries):
    floor.answered(9, 9, 9)
    one = count_queries(browse(floor.service), LIST)
    floor.answered(5, 5, 5, consultant=floor.new_consultant())
    floor.answered(5, 5, 5, anonymous=True)
    assert count_queries(browse(floor.service), LIST) == one


def test_r13_3_the_policy_is_the_heads_own(floor, browse):
    url = reverse("service:survey_policy")
    page = browse(floor.director).get(url)
    form = page.context["form"]
    assert form["days_visit"].value() == 1
    values = {"token": form["token"].value(), "days_delivery": "5", "good_for": "7", "low": "4"}
    sent = browse(floor.director).post(url, values | {"call_back_minutes": "240"})
    assert sent.status_code == 302
    policy = SurveyPolicy.objects.get()
    assert policy.days == {"delivery": 5} and (policy.good_for, policy.low) == (7, 4)
    assert browse(floor.manager).get(url).status_code == 403
    assert browse(floor.director).post(url, values | {"good_for": "0"}).status_code == 200
