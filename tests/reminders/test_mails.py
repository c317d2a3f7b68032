"""Digests by e-mail: to whom, in which language, in store time, and what a failure leads to (R10.1)."""

import smtplib
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from accounts.people.models import Store, User
from compliance.reminders.models import Delivery
from compliance.reminders.services.deliveries import expire_leases, forget_old
from compliance.reminders.services.sweep import remind
from foundation.deliveries import DeliveryState
from tests.factories import UserFactory


@pytest.fixture
def reachable(floor):
    """The consultant has an address."""
    User.objects.filter(pk=floor.consultant.pk).update(email="li@example.com", language="en")
    floor.consultant.refresh_from_db()
    return floor.consultant


@pytest.fixture
def failing(settings):
    """``failing(error)``: what the mail server says from now on."""
    Failing.error, Failing.dead = None, None
    settings.EMAIL_BACKEND = "tests.reminders.test_mails.Failing"

    def fail(error=None, dead=None):
        Failing.error, Failing.dead = error, dead

    return fail


class Failing(EmailBackend):
    error = dead = None

    def open(self):
        if self.dead:
            raise self.dead
        return True

    def send_messages(self, messages):
        if self.error:
            raise self.error
        return super().send_messages(messages)


def state():
    return Delivery.objects.get(user__isnull=False).state


def test_text_and_html_with_numbers_and_links(floor, reachable, clock, settings):
    settings.SITE_URL = "https://crm.example.com"
    assert remind(floor.store, clock=clock) == 1
    (message,) = mail.outbox
    assert message.to == ["li@example.com"]
    assert message.subject == "This morning, 21 Nov 2026"
    assert "- Overdue: 1\n  https://crm.example.com/?show=overdue" in message.body
    ((html, kind),) = message.alternatives
    assert kind == "text/html"
    assert '<a href="https://crm.example.com/?show=today">Due today</a>: 1' in html


def test_a_name_is_escaped_in_html_alone(floor, reachable, clock):
    User.objects.filter(pk=reachable.pk).update(full_name="A & <b>")
    remind(floor.store, clock=clock)
    assert "A & <b>" in mail.outbox[0].body
    assert "A &amp; &lt;b&gt;" in mail.outbox[0].alternatives[0][0]


def test_in_the_persons_language_and_without_a_link_where_none_is_known(floor, reachable, clock):
    User.objects.filter(pk=reachable.pk).update(language="zh-hans")
    remind(floor.store, clock=clock)
    assert "2026年11月21日" in mail.outbox[0].subject
    assert "http" not in mail.outbox[0].body


def test_only_to_those_who_have_an_address_and_something_to_do(floor, reachable, clock):
    idle = floor.new_consultant(email="idle@example.com")
    gone = floor.new_consultant(email="gone@example.com", is_active=False)
    UserFactory(store=floor.store, role="reception", email="desk@example.com")
    remind(floor.store, clock=clock)
    assert [message.to for message in mail.outbox] == [["li@example.com"]]
    assert Delivery.objects.get(user=idle).state == DeliveryState.SKIPPED
    assert not Delivery.objects.filter(user=gone).exists()


def test_once_in_the_morning_and_once_at_closing_time(floor, reachable, clock):
    clock.moment = clock.moment.replace(hour=0, minute=0)
    for _ in range(24 * 12):
        remind(floor.store, clock=clock)
        clock.forward(minutes=5)
    assert len(mail.outbox) == 2
    sent = Delivery.objects.order_by("sent_at").values_list("kind", "sent_at")
    local = [(kind, at.astimezone(ZoneInfo("Asia/Shanghai")).time()) for kind, at in sent]
    assert local == [("morning", time(8, 30)), ("closing", time(18, 0))]


def test_in_the_stores_time_zone(floor, reachable, clock):
    """At 08:30 in Shanghai it is the evening before in Chicago: closing time there."""
    Store.objects.update(time_zone="America/Chicago")
    store = Store.objects.get(pk=floor.store.pk)
    clock.moment = datetime(2026, 11, 21, 0, 30, tzinfo=ZoneInfo("UTC"))
    remind(store, clock=clock)
    delivery = Delivery.objects.get()
    assert (delivery.kind, delivery.on.isoformat()) == ("closing", "2026-11-20")


def test_a_regions_director_is_reminded_by_its_first_store(floor, reachable, clock):
    region = floor.store.region
    head = UserFactory(role="director", store=None, region=region, email="head@example.com")
    second = Store.objects.create(code="ZZ", name="Second", region=region)
    remind(second, clock=clock)
    assert not Delivery.objects.filter(user=head).exists()
    remind(floor.store, clock=clock)
    assert Delivery.objects.get(user=head).state == DeliveryState.SENT


def test_a_missed_morning_is_of_no_use_the_day_after(floor, reachable, clock, failing):
    failing(smtplib.SMTPDataError(451, b"try later"))
    remind(floor.store, clock=clock)
    assert state() == DeliveryState.WAITING
    failing()
    clock.forward(hours=14.75)
    remind(floor.store, clock=clock)
    assert state() == DeliveryState.SKIPPED
    assert not mail.outbox


def test_what_is_owed_to_those_who_left_is_forgotten(floor, reachable, clock, failing, today):
    failing(smtplib.SMTPDataError(451, b"try later"))
    remind(floor.store, clock=clock)
    User.objects.filter(pk=reachable.pk).update(is_active=False)
    forget_old(today + timedelta(days=3))
    assert state() == DeliveryState.SKIPPED


@pytest.mark.parametrize(
    "refusal",
    [
        smtplib.SMTPDataError(451, b"try later"),
        smtplib.SMTPSenderRefused(450, b"not now", "crm@localhost"),
        smtplib.SMTPRecipientsRefused({"li@example.com": (450, b"greylisted")}),
    ],
    ids=lambda error: type(error).__name__,
)
def test_refused_is_tried_again(floor, reachable, clock, failing, refusal):
    failing(refusal)
    remind(floor.store, clock=clock)
    assert state() == DeliveryState.WAITING
    failing()
    for _ in range(3):
        clock.forward(minutes=5)
        remind(floor.store, clock=clock)
    assert state() == DeliveryState.SENT and len(mail.outbox) == 1


@pytest.mark.parametrize("fault", [TimeoutError(), smtplib.SMTPServerDisconnected("gone")])
def test_unclear_is_never_repeated(floor, reachable, clock, failing, fault):
    failing(fault)
    remind(floor.store, clock=clock)
    failing()
    clock.forward(hours=2)
    remind(floor.store, clock=clock)
    assert state() == DeliveryState.UNKNOWN
    assert not mail.outbox


def test_a_fault_of_our_own_is_never_repeated(floor, reachable, clock, failing):
    failing(ZeroDivisionError())
    remind(floor.store, clock=clock)
    assert state() == DeliveryState.UNKNOWN


def test_a_dead_server_is_asked_once_a_sweep(floor, reachable, clock, failing):
    User.objects.filter(pk=floor.manager.pk).update(email="wu@example.com")
    failing(dead=ConnectionRefusedError())
    remind(floor.store, clock=clock)
    assert sorted(Delivery.objects.values_list("attempts", flat=True)) == [0, 1]
    failing()
    clock.forward(minutes=5)
    remind(floor.store, clock=clock)
    assert len(mail.outbox) == 2


def test_a_worker_that_died_while_sending_leaves_unknown(floor, reachable, clock, monkeypatch):
    class Killed(BaseException):
        pass

    def die(*arguments, **keywords):
        raise Killed

    monkeypatch.setattr("compliance.reminders.services.mail.Mailer.send", die)
    with pytest.raises(Killed):
        remind(floor.store, clock=clock)
    monkeypatch.undo()
    assert state() == DeliveryState.SENDING
    clock.forward(minutes=9)
    assert expire_leases(clock()) == 0
    clock.forward(minutes=2)
    assert expire_leases(clock()) == 1
    remind(floor.store, clock=clock)
    assert state() == DeliveryState.UNKNOWN
    assert not mail.outbox
