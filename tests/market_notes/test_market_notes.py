"""Notes about the market and competitors (S1): who writes, who reads, photo, filter."""

from io import BytesIO
from unittest import mock

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from accounts.people.models import Role
from leads.market_notes.models import MarketNote
from tests.factories import Floor, UserFactory

pytestmark = pytest.mark.django_db
LIST = "leads:market_notes"


@pytest.fixture
def floor(db):
    return Floor()


@pytest.fixture(autouse=True)
def at_now(now, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with mock.patch("foundation.clock.now", return_value=now):
        yield


def picture():
    out = BytesIO()
    Image.new("RGB", (2, 2)).save(out, "PNG")
    return SimpleUploadedFile("seen.png", out.getvalue())


def write(client, person, **changes):
    client.force_login(person)
    values = {
        "on": "2026-11-21",
        "model": "Golf",
        "competitor": "朗动",
        "text": "降价五千",
    } | changes
    return client.post(reverse("leads:market_note_create"), values)


def test_a_consultant_writes_one_with_a_photo_and_the_store_reads_it(client, floor):
    assert write(client, floor.consultant, photo=picture()).status_code == 302
    note = MarketNote.objects.get()
    assert (note.store, note.by) == (floor.store, floor.consultant)
    for role in (Role.MANAGER, Role.GENERAL_MANAGER, Role.MARKETING):
        client.force_login(UserFactory(store=floor.store, role=role))
        assert "降价五千" in client.get(reverse(LIST)).content.decode()
        photo = client.get(reverse("leads:market_note_photo", args=[note.pk]))
        assert photo.headers["X-Content-Type-Options"] == "nosniff"
    client.force_login(Floor().director)
    assert "降价五千" not in client.get(reverse(LIST)).content.decode()
    assert client.get(reverse("leads:market_note_photo", args=[note.pk])).status_code == 404


def test_what_is_wrong_is_said_and_the_text_kept(client, floor):
    answer = write(client, floor.manager, on="2026-11-22", text="keep me", photo="")
    assert answer.context["form"].errors.keys() == {"on"}
    assert "keep me" in answer.content.decode()
    no_picture = SimpleUploadedFile("x.png", b"no picture")
    assert "photo" in write(client, floor.manager, photo=no_picture).context["form"].errors
    assert not MarketNote.objects.exists()


def test_the_list_is_filtered_by_model_month_and_words(client, floor):
    write(client, floor.consultant)
    write(
        client, floor.consultant, model="Polo", competitor="飞度", on="2026-10-02", text="新款上市"
    )
    pages = {
        query: [n.model for n in client.get(reverse(LIST) + query).context["page_obj"]]
        for query in ("?model=Polo", "?month=2026-11-01", "?q=飞度", "?model=none")
    }
    assert pages["?model=Polo"] == pages["?q=飞度"] == ["Polo"]
    assert pages["?month=2026-11-01"] == ["Golf"]


@pytest.mark.parametrize("number", [1, 3])
def test_queries_do_not_grow_with_the_notes(client, floor, number, django_assert_max_num_queries):
    for _time in range(number):
        write(client, floor.consultant)
    client.get(reverse(LIST))
    with django_assert_max_num_queries(13):
        client.get(reverse(LIST))
