"""Nobody stops the others: what is said where a page took too long, or found no place (ADR 62)."""

import re
from unittest import mock

import pytest
from django.db import connection
from django.urls import reverse

from foundation.patience import TookTooLong, a_place
from reports.exports.models import Export
from reports.sheets.queries.catalogue import SHEETS
from tests.factories import UserFactory
from tests.foundation.test_patience import LONG, run

LOST = SHEETS["lost"]
PAGE = reverse("reports:lost")
CHINESE = {"accept-language": "zh-hans"}


def slowly(*_arguments, **_named):
    return run(LONG[connection.vendor])


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("method", ["get", "post"])
def test_an_everyday_page_is_stopped_in_plain_words(method, client, settings):
    settings.EVERYDAY_SECONDS = settings.WRITING_SECONDS = 0.3
    client.force_login(UserFactory(role="administrator"))
    with mock.patch("accounts.staff.views.staff_visible_to", side_effect=slowly):
        answer = getattr(client, method)("/staff/", headers=CHINESE)
    assert answer.status_code == 503
    said = answer.content.decode()
    assert "用时太长" in said and ("没有保存任何内容" in said) == (method == "post")
    assert client.get("/staff/").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_a_sheet_offers_its_filter_and_to_be_made_by_a_worker(client, settings):
    settings.HEAVY_SECONDS, settings.EVERYDAY_SECONDS = 0.3, 60
    client.force_login(UserFactory(role="director"))
    with mock.patch.object(type(LOST), "rows", side_effect=slowly):
        answer = client.get(PAGE, {"start": "2026-01-01", "end": "2026-11-30"})
        assert answer.status_code == 503
        said = answer.content.decode()
        assert 'name="store"' in said or 'name="consultant"' in said
        address = re.search(r'action="([^"]*export[^"]*)"', said)[1].replace("&amp;", "&")
        token = re.search(r'name="token" value="([^"]+)"', said)[1]
    done = client.post(address, {"token": token})
    assert done.status_code == 302 and "new=" in done["Location"]
    export = Export.objects.get()
    assert (f"{export.start}", f"{export.end}") == ("2026-01-01", "2026-11-30")


@pytest.mark.django_db(transaction=True)
def test_a_sheet_whose_first_rows_take_too_long_is_made_by_a_worker(client, settings, monkeypatch):
    monkeypatch.setattr("reports.exports.views.LONGEST_WAIT", 0.3)
    client.force_login(UserFactory(role="director"))
    rows = mock.MagicMock()
    rows.__getitem__.side_effect = slowly
    with mock.patch.object(type(LOST), "rows", return_value=rows):
        assert client.post(f"{PAGE}export").status_code == 302
    export = Export.objects.get()
    assert export.is_waiting and export.is_announced and export.taken_at is None


@pytest.mark.django_db(transaction=True)
def test_the_indicators_offer_their_filter(client, settings):
    settings.HEAVY_SECONDS, settings.EVERYDAY_SECONDS = 0.3, 60
    client.force_login(UserFactory(role="director"))
    with mock.patch("reports.dashboard.views.Board", side_effect=slowly):
        answer = client.get(reverse("reports:dashboard"), {"span": "month"})
    assert answer.status_code == 503 and 'name="channel"' in answer.content.decode()


@pytest.fixture
def one_place(settings, tmp_path):
    settings.HEAVY_AT_ONCE, settings.HEAVY_WAIT = 1, 0.1
    settings.PLACES_DIR = tmp_path / "places"
    with a_place():
        yield


def test_who_finds_no_place_waits_on_a_page_that_asks_again(client, db, one_place):
    client.force_login(UserFactory(role="director"))
    answer = client.get(PAGE, {"start": "2026-11-01"}, headers=CHINESE)
    assert answer.status_code == 503 and answer["Retry-After"] == "2"
    said = answer.content.decode()
    assert '<meta http-equiv="refresh" content="2">' in said and "别人正在统计" in said
    assert f'href="{PAGE}?start=2026-11-01"' in said
    # Everyday pages need none.
    assert client.get(reverse("leads:customer_list")).status_code == 200
    part = client.get(PAGE, headers={"HX-Request": "true"})
    assert part["HX-Redirect"] == PAGE


def test_without_a_place_a_worker_makes_the_file(client, db, one_place):
    client.force_login(UserFactory(role="director"))
    assert client.post(f"{PAGE}export").status_code == 302
    assert Export.objects.get().is_waiting


def test_a_place_is_given_back_with_the_answer(client, db, settings, tmp_path):
    settings.HEAVY_AT_ONCE, settings.PLACES_DIR = 1, tmp_path / "places"
    client.force_login(UserFactory(role="director"))
    for _again in range(2):
        assert client.get(PAGE).status_code == 200
    client.raise_request_exception = False
    with mock.patch("reports.sheets.views.filter_of", side_effect=ZeroDivisionError):
        assert client.get(PAGE).status_code == 500
    with mock.patch("reports.sheets.views.filter_of", side_effect=TookTooLong):
        assert client.get(PAGE).status_code == 503
    assert client.get(PAGE).status_code == 200
