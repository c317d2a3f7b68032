"""Who has not signed finds a customer's number nowhere: no page, sheet, file or calendar tells it (R13.4)."""

from io import BytesIO
from unittest import mock

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from accounts.confidentiality.models import Agreement, Signature
from accounts.people.models import User
from followups.feeds.services import renew_feed
from reports.exports.models import Export
from tests.access.conftest import without_badges
from tests.access.table import PAGES
from tests.access.test_every_url import digits
from tests.access.world import World

LEAD_NUMBER = "13912345678"


@pytest.fixture
def world(db, now, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with mock.patch("foundation.clock.now", return_value=now), without_badges():
        world = World(now=now, places=("own", "team"))
        for place in world.places.values():
            place.lead.phone = place.lead.phone_given = LEAD_NUMBER
            place.lead.assigned_to = (
                None if place.lead is world.places["own"].lead else place.person
            )
            place.lead.state = "new" if place.lead.assigned_to is None else place.lead.state
            place.lead.save()
            card = place.customer
            card.wechat, card.introducer_phone = f"weixin_{card.pk}_secret", f"1391111{card.pk:04}"
            card.save()
            place.asked.phone = "13722223333"
            place.asked.save()
            place.secrets += [card.wechat, card.introducer_phone, LEAD_NUMBER, "13722223333"]
        yield world


@pytest.fixture
def agreement(world, now):
    store = world.places["own"].store
    return Agreement.objects.create(
        store=store, number=1, text_zh="保密", counts_from=now.date(), begins_at=now,
        published_by=world.people["director"], published_at=now,
    )  # fmt: skip


def pages_of(world, client, seen=()):
    """``(name, text)`` of every page that opens to who is logged in, but for those that ``seen`` roles open."""
    for name, page in PAGES.items():
        if page.secret or page.post_only or name == "logout":
            continue
        if any(page.opens(role, "own") for role in seen):
            continue
        for place in world.places.values() if page.of else [None]:
            args = [getattr(place, page.of).pk] if place and hasattr(place, page.of) else []
            if page.of and not args:
                continue
            answer = client.get(reverse(name, args=args), {"state": "all"})
            if answer.status_code == 200 and not answer.streaming:
                yield name, digits(answer)


def telling(world, client, seen=()):
    secrets = [each for place in world.places.values() for each in place.secrets]
    return [
        f"{name}: {secret}"
        for name, text in pages_of(world, client, seen)
        for secret in secrets
        if secret in text
    ]


@pytest.mark.once
def test_r13_4_no_page_tells_a_number_to_who_has_not_signed(world, agreement, client):
    wrong, roles = [], ("consultant", "manager", "marketing", "reception")
    for at, role in enumerate(roles):
        world.use_jobs_of(role)
        world.log_in(client, role)
        wrong += [f"{role} {each}" for each in telling(world, client, roles[:at])]
    assert wrong == []


@pytest.mark.once
def test_r13_4_and_once_signed_pages_do(world, agreement, client, now):
    """So that the test above looks for what pages really show."""
    Signature.objects.create(agreement=agreement, person=world.people["manager"], signed_at=now)
    world.use_jobs_of("manager")
    world.log_in(client, "manager")
    seen = {
        line.split(":")[1] if line.startswith("leads") else line for line in telling(world, client)
    }
    told = " ".join(sorted(seen))
    for secret in {each for place in world.places.values() for each in place.secrets}:
        assert secret in told, secret


def test_r13_4_a_spreadsheet_holds_masks(world, agreement, client, now):
    manager = world.people["manager"]
    User.objects.filter(pk=manager.pk).update(may_export_personal_data=True)
    phone = world.places["own"].customer.phone
    world.log_in(client, "manager")
    exports = []

    def export():
        url = reverse("reports:progression_export")
        client.post(url, {"token": ""})
        made = Export.objects.filter(by=manager).exclude(pk__in=exports).get()
        exports.append(made.pk)
        answer = client.get(reverse("reports:export_file", args=[made.pk]))
        if answer.status_code != 200:
            return None
        book = load_workbook(BytesIO(b"".join(answer.streaming_content)))
        return str([row for sheet in book for row in sheet.iter_rows(values_only=True)])

    assert phone not in export()
    signature = Signature.objects.create(agreement=agreement, person=manager, signed_at=now)
    assert phone in export()
    # What was made in full is not handed out once another text counts.
    signature.delete()
    answer = client.get(reverse("reports:export_file", args=exports[-1:]))
    assert answer["Location"] == reverse("accounts:confidentiality")


def test_r13_4_the_calendar_tells_no_number(world, agreement, client, now):
    own = world.places["own"]
    token = renew_feed(user=own.person, now=now)
    text = client.get(reverse("followups:feed", args=[token])).content.decode()
    assert "BEGIN:VEVENT" in text and own.customer.phone not in text
