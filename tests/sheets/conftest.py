"""The dealership worked out by hand, and people who read its sheets."""

import re
from html import unescape

import pytest

from reports.sheets.queries.sheet import Figure
from tests.browsing import (
    at_fixed_now,  # noqa: F401
    browse,  # noqa: F401
    count_queries,  # noqa: F401
    today,  # noqa: F401
)
from tests.sheets.hand_made import HandMade


@pytest.fixture
def hand_made(db):
    return HandMade()


@pytest.fixture
def director(browse, hand_made):  # noqa: F811
    return browse(hand_made.floor.director)


def figures_of(answer):
    """Every figure on the page with the address of its rows."""
    context = answer.context
    found = [figure for group in context["groups"] for figure in group.figures]
    for table in context["tables"]:
        found += [cell for line in table.lines for cell in line if isinstance(cell, Figure)]
        found += [cell for cell in table.total or [] if isinstance(cell, Figure)]
    lines = [*context["lines"], context["total"] or []]
    found += [cell for line in lines for cell in line if isinstance(cell, Figure)]
    return found


def links(answer):
    """Addresses on the page that list rows."""
    hrefs = re.findall(r'href="([^"]*/rows\?[^"]*)"', answer.content.decode())
    return [unescape(href) for href in hrefs]


@pytest.fixture
def assert_figures_lead_to_their_rows():
    """`check(client, url)`: each figure equals the number (or the sum) of the rows behind it."""
    from reports.templatetags.sheets import address_of

    def check(client, url):
        answer = client.get(url)
        assert answer.status_code == 200
        figures = figures_of(answer)
        addresses = []
        for figure in figures:
            if not figure.show:
                continue
            address = address_of(answer.context["sheet"], answer.context["form"], figure)
            addresses.append(address)
            behind = client.get(address)
            assert behind.status_code == 200, address
            counted = behind.context["amount"]
            if counted is None:
                counted = behind.context["page_obj"].paginator.count
            assert counted == figure.value, address
        assert set(addresses) == set(links(answer)) or not addresses
        return figures

    return check
