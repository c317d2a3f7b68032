"""Marketing and directors make, pause and print public forms (R5.1)."""

import re

import pytest
from django.urls import reverse

from intake.public_forms.models import PublicForm
from intake.public_forms.queries import qr_of
from leads.events.models import MarketEvent
from tests.factories import StoreFactory

MADE = {"title": "车展", "channel": "event", "purpose": ""}


def test_a_form_is_made_changed_paused(road, browse, now):
    client = browse(road.marketing)
    client.post(reverse("intake:public_form_create"), MADE)
    form = PublicForm.objects.get()
    assert (form.store, form.made_by, form.is_active) == (road.store, road.marketing, True)
    assert len(form.slug) == 22 and form.history.get().history_user == road.marketing
    assert form.slug in client.get(reverse("intake:public_form_list")).content.decode()
    url = reverse("intake:public_form_pause", args=[form.pk])
    for active in ("0", "0", "1"):
        client.post(url, {"active": active})
        form.refresh_from_db()
        assert form.is_active == (active == "1")
    assert form.history.count() == 3


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "x" * 81}, "title"),
        ({"opens_on": "2026-12-02", "closes_on": "2026-12-01"}, "closes_on"),
        ({"channel": "pigeon"}, "channel"),
        ({"purpose": "x" * 601}, "purpose"),
    ],
)
def test_wrong_input(road, browse, wrong, field):
    answer = browse(road.marketing).post(reverse("intake:public_form_create"), MADE | wrong)
    assert field in answer.context["form"].errors


def test_an_event_of_another_store_is_not_offered(road, browse, now):
    event = MarketEvent.objects.create(
        store=StoreFactory(), name="x", starts_on=now.date(), ends_on=now.date()
    )
    answer = browse(road.marketing).post(
        reverse("intake:public_form_create"), MADE | {"event": event.pk}
    )
    assert "event" in answer.context["form"].errors


@pytest.mark.parametrize("site", ["", "https://crm.example.com"])
def test_the_poster_shows_the_address_and_its_code(road, browse, public_form, settings, site):
    settings.SITE_URL = site
    page = browse(road.marketing).get(reverse("intake:public_form_print", args=[public_form.pk]))
    body = page.content.decode()
    address = f"{site or 'http://testserver'}/ask/{public_form.slug}/"
    assert address in body and qr_of(address)[1] in body
    side = int(re.search(r'viewBox="0 0 (\d+) \d+"', body)[1])
    assert side == qr_of(address)[0]


def test_the_code_is_the_address(public_form):
    """Each dark module lies inside the margin, and three corners are the finders."""
    side, drawing = qr_of("https://crm.example.com/ask/x/")
    dark = {tuple(map(int, each)) for each in re.findall(r"M(\d+) (\d+)h1v1h-1z", drawing)}
    assert all(4 <= x < side - 4 and 4 <= y < side - 4 for x, y in dark)
    for x, y in ((4, 4), (side - 11, 4), (4, side - 11)):
        assert all((x + i, y) in dark and (x, y + i) in dark for i in range(7))
