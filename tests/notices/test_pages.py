"""The bell: unread on every page, read by one tap, standing above one's first page (R10.3)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.notices.models import Notice
from accounts.notices.services import News, tell
from compliance.claims.notices import LOST
from followups.support.notices import ANSWERED
from tests.browsing import (
    at_fixed_now,  # noqa: F401
    browse,  # noqa: F401
    client,  # noqa: F401
    count_queries,  # noqa: F401
    floor,  # noqa: F401
)

URL = reverse("notice_list")


@pytest.fixture
def said(floor, now):  # noqa: F811
    """`said(n)`: so many notices, a minute apart."""

    def make(number, kind=ANSWERED, **values):
        for n in range(number):
            values = {"name": "经理", "on": now.date(), "customer": "王"}
            target = 1 if kind is LOST else None
            news = News(kind, floor.consultant.pk, n, values, target=target)
            tell(news, now=now + timedelta(minutes=n))

    return make


def test_the_icon_counts_what_is_unread_on_every_page(client, said):  # noqa: F811
    assert 'data-unread="0"' in client.get(reverse("profile")).content.decode()
    said(3)
    assert 'data-unread="3"' in client.get(reverse("profile")).content.decode()


def test_opening_one_reads_it_and_leads_to_its_page(client, said):  # noqa: F811
    said(2)
    notice = Notice.objects.latest("made_at")
    page = client.get(URL).content.decode()
    assert page.count("is-unread") == 2
    answer = client.post(reverse("notice_read", args=[notice.pk]), {"open": "1"})
    assert answer.url == reverse("followups:support_list")
    assert client.get(URL).content.decode().count("is-unread") == 1


def test_reading_all_leaves_what_came_after_the_page(client, said, floor, now):  # noqa: F811
    said(2)
    last = client.get(URL).context["last"]
    tell(News(ANSWERED, floor.consultant.pk, 99, {"name": "李", "on": now.date()}), now=now)
    client.post(reverse("notice_read_all"), {"last": last})
    assert [notice.key for notice in Notice.objects.unread()] == [99]
    assert client.post(reverse("notice_read_all"), {"last": "x" * 30}).status_code == 302


def test_a_judgement_stands_on_the_first_page_until_read(client, said):  # noqa: F811
    said(1, kind=LOST)
    assert "banner-said" in client.get("/").content.decode()
    assert "banner-said" not in client.get(reverse("profile")).content.decode()
    notice = Notice.objects.get()
    answer = client.post(reverse("notice_read", args=[notice.pk]), {"back": "/"})
    assert answer.url == "/"
    assert "banner-said" not in client.get("/").content.decode()


def test_one_is_not_led_off_the_site(client, said):  # noqa: F811
    said(1)
    back = {"back": "//evil.example/"}
    assert client.post(reverse("notice_read", args=[Notice.objects.get().pk]), back).url == URL


def test_only_who_was_told_reads_it(said, browse, floor):  # noqa: F811
    said(1)
    url = reverse("notice_read", args=[Notice.objects.get().pk])
    assert browse(floor.manager).post(url).status_code == 404
    assert Notice.objects.unread().count() == 1


def test_the_page_costs_the_same_however_many_there_are(client, said, count_queries):  # noqa: F811
    said(1)
    one = count_queries(client, URL)
    said(30)
    assert count_queries(client, URL) == one
