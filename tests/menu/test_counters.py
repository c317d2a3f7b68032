"""A number on a home page is that of the page behind it, under the same word, in both languages (R4.4, R10.1)."""

import re
from html.parser import HTMLParser
from urllib.parse import urljoin

import pytest
from django.test import Client

from accounts.people.models import Role, User

COUNTERS = {"chip", "stat", "number"}
VALUES = {"chip-number", "stat-value"}
HINTS = {"stat-hint"}


class Counters(HTMLParser):
    """The links of a page that are a word and a number: ``(word, number, address)``."""

    def __init__(self, page):
        super().__init__()
        self.found, self._link, self._class = [], None, ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        classes = set((dict(attrs).get("class") or "").split())
        if tag == "a" and classes & COUNTERS:
            self._link = {"href": dict(attrs)["href"], "word": "", "number": ""}
            self._is_bare = "number" in classes
        self._classes = classes
        self._tag = tag

    def handle_endtag(self, tag):
        if tag == "a" and self._link:
            link, self._link = self._link, None
            self.found.append((" ".join(link["word"].split()), link["number"], link["href"]))
        self._classes = set()

    def handle_data(self, data):
        if not self._link or not data.strip() or self._classes & HINTS:
            return
        is_value = self._classes & VALUES or (self._is_bare and not self._classes)
        self._link["number" if is_value else "word"] += data.strip()


def rows_behind(answer):
    page = answer.context.get("page_obj") or answer.context.get("page")
    return page.paginator.count if page is not None else None


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_counter_of_every_home_page_is_that_of_the_page_behind(
    demonstration, monkeypatch, language
):
    monkeypatch.setattr("foundation.clock.now", lambda: demonstration.made_at)
    wrong, walked = [], 0
    for role in (Role.CONSULTANT, Role.MANAGER, Role.DIRECTOR, Role.GENERAL_MANAGER, Role.FINANCE):
        person = User.objects.filter(role=role, is_active=True, store__isnull=False).first()
        if person is None:
            continue
        User.objects.filter(pk=person.pk).update(language=language)
        client = Client()
        client.cookies["django_language"] = language
        client.force_login(person)
        home = client.get("/", follow=True)
        address = home.redirect_chain[-1][0] if home.redirect_chain else "/"
        asked = set()
        for word, number, href in Counters(home.content.decode()).found:
            if not re.fullmatch(r"\d+", number) or href.startswith("#") or href in asked:
                continue
            asked.add(href)
            answer = client.get(urljoin(address, href.replace("&amp;", "&")), follow=True)
            rows = rows_behind(answer)
            if rows is None:
                continue
            walked += 1
            text = " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())
            said = word.split(":")[-1].split("：")[-1].strip()
            said = said.split(",")[-1].split("，")[-1].strip()
            if rows != int(number) or said.lower() not in text.lower():
                wrong.append((role, word, number, rows, href))
    assert walked > 15 and not wrong
