"""A card of hundreds of contacts shows the latest, and the rest on request."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from followups.activities.models import Activity
from followups.cards.views import ENTRIES


@pytest.fixture
def opportunity(floor, now, today):
    return floor.open(now=now - timedelta(days=400), on=today - timedelta(days=400))


def contacts(opportunity, number, today):
    Activity.objects.bulk_create(
        Activity(
            opportunity=opportunity,
            consultant=opportunity.consultant,
            planned_for=opportunity.consultant,
            recorded_on=today - timedelta(days=399),
            planned_on=today - timedelta(days=300 - at),
            executed_on=today - timedelta(days=300 - at),
            ended_on=today - timedelta(days=300 - at),
            state="executed",
            result="reached",
            content=f"第{at}次谈价格",
            is_effective=True,
        )
        for at in range(number)
    )


def said(page):
    return [int(n) for n in re.findall(r"第(\d+)次谈价格", page)]


def test_the_latest_thirty_and_the_rest_by_a_link_r1_4(client, opportunity, today):
    contacts(opportunity, 70, today)
    url = reverse("followups:customer_card", args=[opportunity.customer_id])
    first = client.get(url).content.decode()
    assert said(first) == list(range(69, 69 - ENTRIES, -1))
    # How many there are stands above, and the link works without a script.
    assert '<span class="count">70</span>' in first
    assert 'href="?page=2#timeline-title"' in first and "page=0" not in first
    second = client.get(url, {"page": 2}).content.decode()
    assert said(second) == list(range(39, 9, -1)) and 'href="?page=1#' in second
    last = client.get(url, {"page": 3}).content.decode()
    assert said(last) == list(range(9, -1, -1)) and "page=4" not in last


def test_three_hundred_contacts_cost_no_more_statements_and_a_small_page(
    client, opportunity, today
):
    url = reverse("followups:customer_card", args=[opportunity.customer_id])
    contacts(opportunity, 40, today)
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    contacts(opportunity, 300, today)
    with CaptureQueriesContext(connection) as many:
        answer = client.get(url)
    assert len(many) == len(few) and len(answer.content) < 100_000
