"""Nobody is reminded on the days of an approved absence; the pages still show everything (R4.7, R10.1)."""

from datetime import timedelta

import pytest
from django.core import mail

from accounts.people.models import User
from compliance.reminders.models import Delivery
from compliance.reminders.services.deliveries import owe
from compliance.reminders.services.sweep import remind
from followups.calendars.models import Absence
from foundation.deliveries import DeliveryState


@pytest.fixture
def addresses(floor):
    for person in (floor.director, floor.manager, floor.consultant):
        User.objects.filter(pk=person.pk).update(email=f"{person.username}@example.com")


@pytest.fixture
def away(today):
    def away(person, start=0, end=0, state="approved"):
        return Absence.objects.create(
            user=person,
            kind="leave",
            from_on=today + timedelta(days=start),
            to_on=today + timedelta(days=end),
            recorded_on=today,
            state=state,
        )

    return away


def reached():
    return sorted(address for message in mail.outbox for address in message.to)


def mails_to(*people):
    return sorted(f"{person.username}@example.com" for person in people)


@pytest.mark.parametrize("start, end", [(0, 0), (-3, 2)])
def test_whoever_is_away_gets_no_mail(start, end, floor, addresses, away, clock):
    away(floor.consultant, start, end)
    away(floor.manager, start, end)
    remind(floor.store, clock=clock)
    assert reached() == mails_to(floor.director)
    assert not Delivery.objects.filter(user__in=[floor.consultant, floor.manager]).exists()


@pytest.mark.parametrize(
    "start, end, state", [(-3, -1, "approved"), (1, 3, "approved"), (0, 0, "requested")]
)
def test_on_other_days_or_only_asked_he_does(start, end, state, floor, addresses, away, clock):
    away(floor.consultant, start, end, state)
    remind(floor.store, clock=clock)
    assert mails_to(floor.consultant)[0] in reached()


def test_what_was_owed_before_the_absence_was_known_is_dropped(
    floor, addresses, away, clock, today
):
    owe(kind="morning", on=today, now=clock(), people=[floor.consultant], robots=[])
    away(floor.consultant)
    remind(floor.store, clock=clock)
    assert Delivery.objects.get(user=floor.consultant).state == DeliveryState.SKIPPED
    assert mails_to(floor.consultant)[0] not in reached()


def test_the_room_reads_nothing_of_him(floor, away, join, robots, clock):
    join(floor, "wecom")
    away(floor.consultant)
    remind(floor.store, clock=clock)
    (text,) = robots.got["wecom"]
    assert str(floor.manager) in text and str(floor.consultant) not in text.splitlines()[-1]
    assert not any(line.startswith(f"{floor.consultant}:") for line in text.splitlines())


def test_the_page_still_shows_what_waits(floor, away, client):
    away(floor.manager)
    client.force_login(floor.manager)
    assert "My day" in client.get("/", follow=True).content.decode()
