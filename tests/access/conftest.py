"""The world of this folder, and the addresses in it."""

from unittest import mock

import pytest
from django.urls import reverse

from tests.access.table import PAGES
from tests.access.world import World


def without_badges():
    """What waits behind the entries of the menu is counted anew for every page, and has tests of its own."""
    return mock.patch.dict("crm_site.menu.queries.COUNTS", clear=True)


@pytest.fixture
def world(db, now, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    # The pages that refuse have tests of their own; rendering them takes half of the time here.
    refusal = mock.patch("crm_site.errors.views.render_to_string", return_value="refused")
    with mock.patch("foundation.clock.now", return_value=now), refusal, without_badges():
        yield World(now=now)


@pytest.fixture
def url_of(world):
    """The address of a page of the table, of what lies in a place."""

    def find(name, place="own"):
        page = PAGES[name]
        if page.secret:
            return reverse(name, args=["no-such-token"])
        return reverse(name, args=[getattr(world.places[place], page.of).pk] if page.of else [])

    return find
