"""A form that anybody may fill in: what becomes a lead, and what does not (R5.1)."""

from datetime import timedelta

import pytest
from django.core.cache import cache  # noqa: F401
from django.test import Client
from django.urls import reverse
from kombu.exceptions import OperationalError

from intake.arrivals.models import Lead
from intake.distribution.tasks import carry_on_lead
from intake.public_forms.models import FormSending
from intake.public_forms.services import set_active
from leads.events.models import MarketEvent
from tests.hostile import HOSTILE


def text(answer):
    return answer.content.decode()


def test_what_a_visitor_says_is_a_lead(
    road, public_form, visitor, now, handed_on, django_capture_on_commit_callbacks
):
    """R5.1: recorded at once, with what they agreed to; R5.2: given by the rules."""
    public_form.event = MarketEvent.objects.create(
        store=road.store, name="车展", starts_on=now.date(), ends_on=now.date()
    )
    public_form.save()
    with django_capture_on_commit_callbacks(execute=True):
        answer = visitor.send()
    assert answer.url == reverse("intake:ask_thanks", args=[public_form.slug])
    lead = Lead.objects.get()
    assert (lead.store, lead.channel, lead.event) == (road.store, "event", public_form.event)
    assert (lead.name, lead.phone, lead.model, lead.text) == (
        "韩梅梅",
        "13800138000",
        "Golf",
        "想试驾",
    )
    assert road.store.name in lead.payload["agreed_to"] and lead.payload["agreed_at"]
    assert handed_on == [lead.pk]
    carry_on_lead(lead.pk)
    lead.refresh_from_db()
    assert lead.state == "assigned"


def test_sent_twice_it_is_one_lead_and_corrected_it_is_another(visitor):
    assert visitor.send().status_code == visitor.send(after=11).status_code == 302
    assert Lead.objects.count() == 1
    visitor.send(after=20, phone="13800138001")
    assert Lead.objects.count() == 2


def test_without_a_broker_the_visitor_does_not_wait(
    visitor, monkeypatch, django_capture_on_commit_callbacks
):
    def away(*args, **options):
        raise OperationalError

    monkeypatch.setattr("intake.distribution.tasks._broker_away_until", 0.0)
    monkeypatch.setattr("intake.distribution.tasks.carry_on_lead.apply_async", away)
    with django_capture_on_commit_callbacks(execute=True):
        assert visitor.send().status_code == 302
    assert Lead.objects.get().state == "new"


@pytest.mark.parametrize("after", [1, 24 * 3600 + 60])
def test_too_fast_or_too_old_is_asked_again(visitor, after):
    answer = visitor.send(after=after)
    assert answer.status_code == 200 and "look at it once more" in text(answer)
    assert "想试驾" in text(answer) and not Lead.objects.exists()
    assert visitor.again(answer, after=after + 10).status_code == 302
    assert Lead.objects.count() == 1


@pytest.mark.parametrize("page", ["", "x", "\0", "a:b:c", "x" * 299, None])
def test_a_page_that_we_did_not_show(visitor, page):
    answer = visitor.send(page=page)
    assert answer.status_code == 200 and not Lead.objects.exists()
    assert visitor.again(answer).status_code == 302


def test_the_page_of_another_form_is_none_of_this_one(road, visitor, now):
    from intake.public_forms.models import PublicForm

    other = PublicForm.objects.create(
        store=road.store, title="Other", made_by=road.marketing, made_at=now
    )
    visitor.url = reverse("intake:ask", args=[other.slug])
    assert visitor.send().status_code == 200 and not Lead.objects.exists()


def test_a_program_that_fills_in_everything_is_thanked(visitor):
    assert visitor.send(website="https://spam.example").status_code == 302
    assert not Lead.objects.exists()


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"name": ""}, "name"),
        ({"phone": "", "wechat": ""}, "phone"),
        ({"phone": "123"}, "phone"),
        ({"agrees": None}, "agrees"),
        ({"name": "x" * 81}, "name"),
        ({"text": "x" * 501}, "text"),
        ({"name": "a\0b"}, "name"),
    ],
)
def test_wrong_input_gets_a_word_beside_its_field(visitor, told, field):
    answer = visitor.send(**told)
    assert answer.status_code == 200 and field in answer.context["form"].errors
    assert not Lead.objects.exists()


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_text_is_kept_or_refused(visitor, hostile):
    answer = visitor.send(name=hostile[:80], text=hostile, wechat=hostile[:60])
    assert answer.status_code in (200, 302)
    assert "<script>alert(1)" not in text(answer)


def test_hostile_bodies_and_addresses(visitor, public_form):
    client = Client()
    for body in (b"\xff\xfe", b"page=%00&name=%ff%fe", b"&".join([b"name=x"] * 500), b"{}"):
        for kind in (
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x",
            "text/x",
        ):
            answer = client.post(visitor.url, body, content_type=kind)
            assert answer.status_code in (200, 400), (body[:10], kind)
    for slug in ("x", "%00", "..", "a" * 300, "'or 1=1--", "\u202e"):
        assert client.get(f"/ask/{slug}/").status_code == 404
    assert client.put(visitor.url).status_code == 405


def test_an_expired_cookie_gives_a_plain_word_and_keeps_the_text(visitor):
    visitor.client.cookies.clear()
    answer = visitor.send()
    assert answer.status_code == 403 and "What you typed is still here" in text(answer)
    assert "想试驾" in text(answer) and "password" not in text(answer)
    assert visitor.again(answer).status_code == 302 and Lead.objects.count() == 1


def test_many_from_one_address_are_bounded(visitor, monkeypatch, now):
    monkeypatch.setattr("intake.public_forms.services.PER_ADDRESS", 2)
    for n in range(2):
        assert visitor.send(after=10 + n, phone=f"1380013800{n}").status_code == 302
    answer = visitor.send(after=20, phone="13800138009")
    assert answer.status_code == 429 and "想试驾" in text(answer)
    assert Lead.objects.count() == 2
    assert visitor.again(answer, after=700, phone="13800138009").status_code == 302
    assert not FormSending.objects.filter(address__contains="127").exists()


def test_many_of_one_form_are_bounded(visitor, monkeypatch):
    monkeypatch.setattr("intake.public_forms.services.PER_FORM", 1)
    visitor.send()
    assert visitor.send(after=20, phone="13800138009").status_code == 429


def test_nothing_tells_whom_we_know(road, visitor, public_form):
    """A customer and a stranger read the same words."""
    road.take_in(phone="13800138000")
    pages = []
    for phone in ("13800138000", "13911112222"):
        answer = visitor.send(phone=phone)
        pages.append(text(visitor.client.get(answer.url)))
    assert pages[0] == pages[1] and "韩梅梅" not in pages[0]


def test_a_paused_or_past_form_is_closed(road, public_form, visitor, now):
    set_active(public_form, is_active=False, by=road.marketing, now=now)
    assert visitor.client.get(visitor.url).status_code == 410
    assert visitor.send().status_code == 410
    set_active(public_form, is_active=True, by=road.marketing, now=now)
    public_form.refresh_from_db()
    public_form.closes_on = now.date() - timedelta(days=1)
    public_form.save()
    assert "This form is closed" in text(visitor.client.get(visitor.url))
    assert not Lead.objects.exists()


@pytest.mark.parametrize(("language", "word"), [("zh-CN,zh;q=0.9", "手机"), ("en", "Mobile phone")])
def test_both_languages_by_the_browser_and_nothing_leaks(public_form, language, word):
    client = Client(headers={"accept-language": language})
    for name in ("ask", "ask_thanks"):
        answer = client.get(reverse(f"intake:{name}", args=[public_form.slug]))
        assert answer["X-Robots-Tag"] == "noindex, nofollow"
        assert answer["Referrer-Policy"] == "same-origin"
        assert answer["Cache-Control"] == "private, no-store"
        body = text(answer)
        assert "<script" not in body and "//" not in body.replace("http://testserver", "")
        assert name != "ask" or word in body
    assert "sessionid" not in client.cookies


def test_queries_do_not_follow_what_is_there(visitor, count_queries, public_form):
    assert count_queries(Client(), visitor.url) <= 2
