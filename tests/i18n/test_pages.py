"""Every page in Chinese without an English word, and in English without a Chinese character."""

import re
from html.parser import HTMLParser
from unittest import mock

import pytest
from django.contrib.auth.models import AnonymousUser
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation

from crm_site.errors.views import (
    bad_request,
    csrf_refused,
    page_not_found,
    permission_denied,
    server_error,
)
from service.complaints.rules import USUAL_CAUSES
from tests.access.conftest import without_badges
from tests.access.table import PAGES
from tests.access.world import World

# What is looked at is the text of the pages, not the rows: one database shows it.
pytestmark = pytest.mark.once

ROLES = ["consultant", "manager", "director", "administrator", "reception", "finance"]
# The log-in has a test of its own; these others end the session or change the language.
UNTOLD = {"health", "login", "logout", "set_language", "choose_language"}
FILTERS = ["state", "grade", "rule", "family", "person", "consultant", "month", "when", "sort"]
SHOWN = {"alt", "aria-label", "content", "data-label", "label", "placeholder", "title"}
# `code` holds what a machine reads: the columns of a spreadsheet.
UNSEEN = {"script", "style", "template", "code"}

# What the world of the tests is filled with, and the name that each language gives itself.
CAUSES = [each for kind, causes in USUAL_CAUSES.items() for each in (kind, *causes)]
DATA = re.compile(
    r"(Person|Region|Store) \d+|Other team|person\d+|Golf|customer is away|upload\.csv|talk\.amr"
    r"|load$|customers/\S+/photo\.png|misspelt|李雷|回老家|需要试驾车|对面降价|请核实|王小明|王\*\*|朝阳区|客户$|确认配置|简体中文|English"
    r"|(?<=New lead: )李|Portal \d+|http://testserver/ask/\S+|谈了价格( / 再考虑)?|再考虑|customer 王$"
    # What a computer at the other end answers.
    r"|^Telephone$|(?<=“)Telephone(?=”)|gaierror [^)）]+|LSVAU\w{12}|白$|白(?= )"
    r"|a@example\.com|imap\.[a-z0-9.]+\.com"
    # What a store calls the causes of complaints, in its own words; a complaint; a choice that is not there.
    r"|等了两周|http://testserver/(?:ask|complain|speak-up)/\S+|王(?= complains)|(?<=: )王$|"
    + "|".join(CAUSES)
)
# Words that a Chinese page keeps: file formats, a car's and a tool's own names, grades and codes.
LATIN = re.compile(
    r"(?<![A-Za-z])(VIP|PIN|JavaScript|JSON|JPEG|PNG|WebP|CSV|XLSX|VCF|UTF-8|GB18030|Cookie|Ctrl|MB|GB|ID|CorpID"
    r"|AppKey|App ID|AgentID|MP3|M4A|WAV|OGG|AMR"
    r"|IMAP|TLS|STARTTLS|https?://|JY\d+)(?![A-Za-z])"
)


class Visible(HTMLParser):
    """Collects the text of a page and of the attributes that are seen or read aloud."""

    def __init__(self):
        super().__init__()
        self.texts, self._inside = [], []

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        # A name that is marked as of another language, as that of a paper form, stays as it is.
        if tag in UNSEEN or ("lang" in values and tag != "html"):
            self._inside.append(tag)
        if tag == "meta":
            return
        self.texts += [value for name, value in attrs if name in SHOWN and value]
        if tag == "input" and values.get("type") in ("submit", "button"):
            self.texts.append(values.get("value"))

    def handle_endtag(self, tag):
        if self._inside and tag == self._inside[-1]:
            self._inside.pop()

    def handle_data(self, data):
        if not self._inside and data.strip():
            self.texts.append(" ".join(data.split()))


def visible(response):
    page = Visible()
    page.feed(response.content.decode())
    return page.texts


def foreign(texts, language):
    """Those of the texts that are not in the language."""
    for text in texts:
        own = DATA.sub("", text)
        if language == "en":
            if re.search(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]", own):
                yield text
        elif re.search(r"[A-Za-z]{2,}", LATIN.sub("", own)):
            yield text


@pytest.fixture(params=["zh-hans", "en"])
def language(request):
    return request.param


@pytest.fixture
def speak(client, language):
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = language
    with translation.override(language):
        yield client


@pytest.fixture
def world(db, now, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with mock.patch("foundation.clock.now", return_value=now), without_badges():
        yield World(now=now, places=("own", "team"))


def answers(client, world, role, language):
    """Every page of the role as it is; with a senseless filter, and its form refused, if no role before it had.

    Forms are sent blank, and with a senseless value in every field: for Django's own sentences,
    which are the same for whoever sends them.
    """
    place = world.places["own"]
    for name, page in PAGES.items():
        if name in UNTOLD or not page.opens(role, "own"):
            continue
        url = reverse(name, args=[getattr(place, page.of).pk] if page.of else [])
        fields = ()
        is_known = any(page.opens(earlier, "own") for earlier in ROLES[: ROLES.index(role)])
        # Catalogues are whole, or a message stays English: English pages are looked at once each.
        if is_known and language == "en":
            continue
        if not page.post_only:
            answer = client.get(url, {"state": "all"})
            yield name, answer
            fields = getattr((answer.context or {}).get("form"), "fields", ())
        if is_known:
            continue
        if not page.post_only and not page.of:
            yield f"{name}, filtered", client.get(url, dict.fromkeys(FILTERS, "?"))
        yield f"{name}, blank", client.post(url)
        yield f"{name}, senseless", client.post(url, dict.fromkeys(fields, "?"))


def is_page(response):
    return response.status_code == 200 and "html" in response["Content-Type"]


@pytest.mark.parametrize("role", ROLES)
def test_every_page_speaks_one_language(role, world, speak, language):
    world.use_jobs_of(role)
    world.log_in(speak, role)
    pages = [
        (name, answer) for name, answer in answers(speak, world, role, language) if is_page(answer)
    ]
    assert len(pages) > 5 or language == "en"
    told = {name: list(foreign(visible(answer), language)) for name, answer in pages}
    assert not {name: texts for name, texts in told.items() if texts}
    assert not {
        name: label for name, answer in pages for label in labels(answer) if label[0].islower()
    }


def labels(response):
    """The labels of a page's form."""
    fields = getattr((response.context or {}).get("form"), "fields", {})
    return filter(None, (str(field.label or "") for field in fields.values()))


def test_the_log_in(db, speak, language):
    login = reverse("login")
    answers = [
        speak.get(login),
        speak.post(login),
        speak.post(login, {"username": "a", "password": "b"}),
    ]
    for response in answers:
        assert f'lang="{language}"' in response.content.decode()
        assert not list(foreign(visible(response), language))


def test_what_went_wrong(db, rf, language):
    request = rf.get("/")
    request.user = AnonymousUser()
    with translation.override(language):
        for answer in (
            bad_request(request),
            permission_denied(request),
            page_not_found(request),
            server_error(request),
            render(request, "errors/429.html"),
            csrf_refused(request),
        ):
            assert not list(foreign(visible(answer), language))
            assert len(visible(answer)) > 3
