"""Every address of the site × every role × every place (R1.3), against the table."""

import re
from urllib.parse import unquote

import pytest
from django.urls import get_resolver

from tests.access.table import ADMINISTRATOR, EVERYONE, PAGES, SIGHT
from tests.access.world import PLACES

ROLES = sorted(EVERYONE) + ["anonymous"]
# They ask the database in each way that there is; test_filters.py asks what others see.
ON_BOTH = {"consultant", "director"}
REFUSED = {401, 403, 404, 405}


def addresses(resolver=None, namespace=""):
    """The full names of all addresses; one without a name stands as its pattern."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if hasattr(pattern, "url_patterns"):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from addresses(pattern, inner)
        else:
            yield namespace + (pattern.name or str(pattern.pattern))


def outcome(response):
    if response.status_code in REFUSED:
        return "refused"
    if response.status_code == 302 and response["Location"].startswith("/login/?next="):
        return "log in"
    return "opens"


def expected(page, role, place):
    if page.opens(role, place):
        return "opens"
    return "log in" if role == "anonymous" and not (page.secret or page.by_token) else "refused"


def bounds_of(page, role):
    """Their own, the farthest that opens, the nearest that does not, and the other end of the world."""
    if not page.of:
        return ["own"]
    opening = [place for place in PLACES if page.opens(role, place)]
    refused = [place for place in PLACES if place not in opening]
    return list(dict.fromkeys(["own", *opening[-1:], *refused[:1], PLACES[-1]]))


def digits(response):
    """The page's text with the gaps inside numbers closed."""
    return re.sub(r"(?<=\d)[\s-]+(?=\d)", "", response.content.decode())


def links_of(text):
    """The addresses that a page asks for or leads to; a telephone is rung, not asked for."""
    found = re.findall(r'\b(?:href|action|formaction|hx-get|src)="([^"]*)"', text)
    return [unquote(link) for link in found if not link.startswith("tel:")]


def told_in_addresses(text, personal):
    """Links that hold a number or a name, and fields for words in forms that would put them there."""
    for form in re.findall(r"<form\b.*?</form>", text, re.S):
        if 'method="post"' not in form.partition(">")[0]:
            yield from re.findall(r'<input\b[^>]*type="(?:text|search|tel|email)"[^>]*>', form)
    for link in links_of(text):
        if re.search(r"1[3-9]\d{9}", link) or any(word in link for word in personal):
            yield link


def test_every_address_is_listed():
    found = set(addresses())
    assert found - PAGES.keys() == set(), "list these in tests/access/table.py"
    assert PAGES.keys() - found == set(), "these addresses are gone"


@pytest.mark.parametrize(
    "role",
    [pytest.param(role, marks=() if role in ON_BOTH else pytest.mark.once) for role in ROLES],
)
def test_each_address_opens_for_whom_it_should_and_tells_no_numbers(role, world, url_of, client):
    """R1.3: another's phone and ID numbers stand nowhere: not whole, not grouped, not in attributes.

    What is refused to read is refused to do; doing what is allowed has tests of its own.
    """
    sight = (
        SIGHT.get(role, set())
        if role not in (ADMINISTRATOR, "finance", "marketing", "service")
        else set()
    )
    hidden = [s for name, place in world.places.items() if name not in sight for s in place.secrets]
    personal = {place.customer.name for place in world.places.values()}
    wrong = []
    world.use_jobs_of(role)
    world.log_in(client, role)
    for name, page in PAGES.items():
        for place in bounds_of(page, role):
            url, hoped = url_of(name, place), expected(page, role, place)
            if not page.post_only:
                response = client.get(url, {"state": "all"})
                if (got := outcome(response)) != hoped:
                    wrong.append(f"GET {name} {place}: {got}, not {hoped}")
                if response["Cache-Control"] != "private, no-store":
                    wrong.append(f"{name} {place} may be kept")
                text = "" if response.streaming else digits(response)
                wrong += [f"{name} {place} tells {number}" for number in hidden if number in text]
                html = "" if response.streaming else response.content.decode()
                wrong += [f"{name}: address {each}" for each in told_in_addresses(html, personal)]
                if nobody := re.search(r"(>| )None(<| ·|, )", text):
                    wrong.append(f"{name} {place} says {nobody[0]!r}")
            if page.post_only or hoped != "opens":
                if (got := outcome(client.post(url))) != hoped:
                    wrong.append(f"POST {name} {place}: {got}, not {hoped}")
                world.log_in(client, role)
    assert not wrong, "\n".join(wrong)


def test_the_owner_does_see_the_numbers(world, url_of, client):
    """So that the test above looks for what pages really show."""
    world.log_in(client, "consultant")
    response = client.get(url_of("followups:customer_card"))
    assert world.places["own"].customer.phone in digits(response)
