"""The general manager reads all of their store and is offered nothing that is refused (R1.1, R1.3)."""

import re
from html import unescape

import pytest

from accounts.people.models import Role
from leads.customers.models import Customer
from tests.access.table import GENERAL, PAGES
from tests.access.test_every_url import outcome
from tests.factories import UserFactory

LINK = re.compile(r'<a [^>]*href="([^"#]+)')
VALUE = re.compile(r"=[^&]*")


@pytest.mark.once
def test_no_page_of_theirs_leads_to_one_that_is_refused(world, url_of, client):
    world.use_jobs_of(GENERAL)
    world.log_in(client, GENERAL)
    found = {}
    for name, page in PAGES.items():
        if page.opens(GENERAL, "own") and not page.post_only and name != "logout":
            answer = client.get(url_of(name), {"state": "all"})
            if not answer.streaming:
                for link in LINK.findall(answer.content.decode()):
                    # One of each kind: the values of a filter open and close nothing.
                    found.setdefault(VALUE.sub("", unescape(link)), (unescape(link), name))
    world.log_in(client, GENERAL)
    skipped = ("mailto:", "tel:", "/logout", "http")
    refused = [
        f"{name} leads to {url}"
        for url, name in found.values()
        if url.startswith("/") and not url.startswith(skipped)
        if outcome(client.get(url)) == "refused"
    ]
    assert not refused, "\n".join(refused)


def test_a_general_manager_of_a_region_reads_all_its_stores(world, db):
    """R1.1: as a director does."""
    region = world.places["own"].store.region
    head = UserFactory(role=Role.GENERAL_MANAGER, store=None, region=region)
    seen = Customer.objects.visible_to(head)
    stores = {customer.store_id for customer in seen}
    assert stores == {world.places[name].store.pk for name in ("own", "region")}
