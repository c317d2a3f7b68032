"""Which language a page speaks: the person's choice, else the browser's wish, else English."""

import pytest
from django.forms import modelform_factory
from django.urls import reverse
from django.utils import translation
from django.utils.formats import localize

from accounts.people.models import User
from foundation import display as ui
from leads.customers.models import Customer
from leads.grading.models import Grade
from leads.templatetags.grades import grade
from tests.factories import UserFactory


@pytest.fixture
def person(db):
    return UserFactory(role="reception")


def spoken(response):
    html = response.content.decode()
    return html[html.index('<html lang="') :].split('"')[1]


def log_in(client, person, **headers):
    form = {"username": person.username, "password": "secret-word"}
    client.post(reverse("login"), form, headers=headers)


@pytest.mark.parametrize(
    "wished, got",
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh-hans"),
        ("zh-Hans", "zh-hans"),
        ("zh-Hans-CN", "zh-hans"),
        ("zh-SG", "zh-hans"),
        ("zh", "zh-hans"),
        ("en-GB,en;q=0.9,zh-CN;q=0.8", "en"),
        ("fr-FR,de;q=0.8", "en"),
        ("fr-FR,zh-CN;q=0.5", "zh-hans"),
        ("*", "en"),
        ("", "en"),
    ],
)
def test_the_browser_is_asked(client, db, wished, got):
    answer = client.get(reverse("login"), headers={"accept-language": wished})
    assert spoken(answer) == got


def test_the_switch_works_before_the_log_in(client, db):
    client.post(reverse("choose_language"), {"language": "zh-hans", "next": "/login/"})
    answer = client.get(reverse("login"), headers={"accept-language": "en"})
    assert spoken(answer) == "zh-hans"
    assert "登录" in answer.content.decode()


def test_the_switch_is_remembered_for_the_person(client, person):
    client.force_login(person)
    client.post(reverse("choose_language"), {"language": "zh-hans", "next": "/"})
    assert User.objects.get(pk=person.pk).language == "zh-hans"


def test_an_unknown_language_is_not_remembered(client, person):
    client.force_login(person)
    client.post(reverse("choose_language"), {"language": "xx", "next": "/"})
    assert User.objects.get(pk=person.pk).language == ""


def test_the_choice_of_the_person_wins_over_the_browser(client, person):
    User.objects.filter(pk=person.pk).update(language="zh-hans")
    log_in(client, person, **{"accept-language": "en"})
    answer = client.get(reverse("profile"), headers={"accept-language": "en"})
    assert spoken(answer) == "zh-hans"


def test_without_a_choice_the_browser_is_followed(client, person):
    log_in(client, person)
    for wished, got in (("zh-CN", "zh-hans"), ("en", "en")):
        answer = client.get(reverse("profile"), headers={"accept-language": wished})
        assert spoken(answer) == got


def test_as_in_my_browser_holds_at_once(client, person):
    User.objects.filter(pk=person.pk).update(language="en")
    log_in(client, person)
    answer = client.post(
        reverse("profile"), {"language": ""}, headers={"accept-language": "zh-CN"}, follow=True
    )
    assert spoken(answer) == "zh-hans"
    assert "已保存。" in answer.content.decode()


@pytest.mark.parametrize(
    "language, day, short, moment, number, money",
    [
        ("en", "21 Nov 2026", "Sat 21 Nov", "21 Nov 2026 10:00", "12,345", "¥12,345.50"),
        (
            "zh-hans",
            "2026年11月21日",
            "11月21日 星期六",
            "2026年11月21日 10:00",
            "12,345",
            "¥12,345.50",
        ),
    ],
)
def test_dates_numbers_and_money(now, language, day, short, moment, number, money):
    with translation.override(language):
        assert ui.day(now) == localize(now.date()) == day
        assert ui.short_day(now) == short
        assert ui.moment(now) == moment
        assert localize(12345) == number
        assert ui.money_text(12345.5) == money


@pytest.mark.parametrize(
    "days, english, chinese",
    [
        (-2, "2 days late", "过期 2 天"),
        (-1, "1 day late", "过期 1 天"),
        (0, "due today", "今日到期"),
        (1, "in 1 day", "1 天后"),
        (3, "in 3 days", "3 天后"),
    ],
)
def test_one_day_and_several(now, days, english, chinese):
    today = now.date()
    due = today.fromordinal(today.toordinal() + days)
    for language, words in (("en", english), ("zh-hans", chinese)):
        with translation.override(language):
            assert ui.days_from(due, today) == words


def test_a_shipped_grade_is_named_in_the_language_of_the_page(db):
    hot = Grade.objects.get(policy__code="S0", code="H")
    with translation.override("zh-hans"):
        assert 'title="7 天内成交"' in grade(hot)
    with translation.override("en"):
        assert 'title="Within 7 days"' in grade(hot)


@pytest.mark.parametrize(("language", "words"), [("en", "Choose"), ("zh-hans", "请选择")])
def test_an_empty_choice_says_what_to_do(language, words):
    form = modelform_factory(Customer, fields=["customer_type"])()
    with translation.override(language):
        html = str(form["customer_type"])
    assert f'<option value="" selected>{words}</option>' in html and "---" not in html
