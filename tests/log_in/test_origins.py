"""A form acts only where a page of this site sent it; what was typed there comes back where it is refused."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from tests.browsing import at_fixed_now, browse, client, fields, floor, today  # noqa: F401

SAID = {"result": "reached", "content": "谈了置换", "feedback": "再考虑"}
TRUSTED = "https://crm.example.com:8443"
# Origin, Sec-Fetch-Site, whether it acts with the page's own token, whether the text comes back without.
ORIGINS = [
    (None, None, True, False),
    ("http://testserver", None, True, True),
    ("http://testserver", "same-origin", True, True),
    (TRUSTED, None, True, True),
    ("https://crm.example.com", None, False, False),
    ("https://crm.example.com:8444", None, False, False),
    ("http://testserver:8443", None, False, False),
    ("http://testserver.evil.example", None, False, False),
    ("https://evil.example", "cross-site", False, False),
    ("https://evil.example/http://testserver", None, False, False),
    ("http://[", None, False, False),
    ("null", None, False, False),
    ("null", "cross-site", False, False),
    ("null", "same-site", False, False),
    # A browser that tells nobody where it comes from: refused, but nothing is lost.
    ("null", "same-origin", False, True),
]


@pytest.fixture
def opportunity(floor, now, today):  # noqa: F811
    return floor.open(now=now, on=today, plan_in=0)


@pytest.fixture
def url(opportunity):
    return reverse("followups:log_plan", args=[opportunity.activities.get().pk])


@pytest.fixture
def browser(floor):  # noqa: F811
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(floor.consultant)
    return browser


def headers(origin, fetched):
    sent = {"Origin": origin, "Sec-Fetch-Site": fetched}
    return {name: value for name, value in sent.items() if value}


@pytest.mark.parametrize(("origin", "fetched", "acts", "kept"), ORIGINS)
def test_who_may_send_a_form(
    origin,
    fetched,
    acts,
    kept,
    browser,
    url,
    opportunity,
    fields,  # noqa: F811
    settings,
):
    settings.CSRF_TRUSTED_ORIGINS = [TRUSTED]
    page = browser.get(url)
    written = fields(page, **SAID)
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.content.decode())[1]
    told = headers(origin, fetched)

    refused = browser.post(url, written, headers=told)
    assert refused.status_code == 403
    unsent = refused.context.get("unsent")
    assert bool(unsent) == kept
    if kept:
        assert ("content", "谈了置换") in unsent.fields and unsent.path == url
    assert opportunity.activities.get().is_planned

    answer = browser.post(url, written | {"csrfmiddlewaretoken": token}, headers=told)
    assert answer.status_code == (302 if acts else 403)
    done = opportunity.activities.filter(state="executed")
    assert done.exists() == acts
    if not acts and kept:
        assert ("content", "谈了置换") in answer.context["unsent"].fields


def test_over_https_the_page_before_has_to_be_ours(browser, url, fields, settings):  # noqa: F811
    """Some browsers send no origin: the page that the form was on says it then."""
    settings.CSRF_TRUSTED_ORIGINS = [TRUSTED]
    page = browser.get(url, secure=True)
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.content.decode())[1]
    written = fields(page, **SAID) | {"csrfmiddlewaretoken": token}
    for referer, status in (
        (None, 403),
        ("https://evil.example/", 403),
        ("https://crm.example.com/", 403),
        (f"{TRUSTED}/x", 302),
    ):
        sent = {"Referer": referer} if referer else {}
        assert browser.post(url, written, secure=True, headers=sent).status_code == status, referer
