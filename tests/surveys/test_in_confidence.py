"""An answer that is not for the consultant is not for the director who leads them; asked once (R1.3, R5.6)."""

from datetime import timedelta

from django.urls import reverse

from accounts.notices.models import Notice
from accounts.people.models import User
from service.surveys.models import Survey
from service.surveys.services import open_surveys, tell_late


def test_r1_3_the_director_who_leads_the_consultant_is_told_of_no_anonymous_answer(floor, now):
    User.objects.filter(pk=floor.service.pk).update(is_active=False)
    User.objects.filter(pk=floor.consultant.pk).update(manager=floor.director)
    hidden = floor.answered(1, 1, 1, anonymous=True)
    tell_late(hidden, now=now + timedelta(days=9))
    assert not Notice.objects.filter(kind__startswith="survey.").exists()
    named = floor.answered(1, 1, 1)
    tell_late(named, now=now + timedelta(days=9))
    assert Notice.objects.filter(person=floor.director, target=named.pk).count() == 2


def test_r1_3_neither_day_nor_model_stand_beside_an_answer_without_a_name(floor, browse):
    survey = floor.answered(1, 1, 1, anonymous=True)
    page = reverse("service:survey", args=[survey.pk])
    rows = reverse("reports:surveys_rows") + "?show=read"
    for address in (page, rows):
        assert "Golf" not in browse(floor.director).get(address).content.decode(), address
    assert "Golf" in browse(floor.service).get(page).content.decode()


def test_r1_3_director_who_asks_by_telephone_is_led_on(floor, browse):
    User.objects.filter(pk=floor.consultant.pk).update(manager=floor.director)
    survey, desk = floor.survey(), browse(floor.director)
    url = reverse("service:survey_answer", args=[survey.pk])
    token = desk.get(url).context["form"]["token"].value()
    given = {"recommend": "9", "care": "8", "course": "10", "is_anonymous": "on", "token": token}
    assert desk.post(url, given, follow=True).status_code == 200


def test_r13_3_a_card_that_took_over_a_survey_is_not_asked_again(floor, now):
    """A merge carries survey and visit over to the other card."""
    survey = floor.survey()
    other = floor.visit(days_ago=0).customer
    for rows in (Survey.objects.filter(pk=survey.pk), survey.customer.visits):
        rows.update(customer=other)
    assert open_surveys(floor.store, now=now + timedelta(days=1)) == 0
