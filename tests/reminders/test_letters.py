"""What stands on the bell reaches the person's mail or messenger, once, outside quiet hours (R10.3)."""

from datetime import time, timedelta
from unittest import mock

import pytest
from django.core import mail
from django.urls import reverse

from accounts.notices.models import Notice
from accounts.notices.services import News, read, tell
from compliance.claims.notices import LOST
from compliance.reminders.models import Letter, LetterLine, PersonalMessages
from compliance.reminders.rules import is_quiet
from compliance.reminders.services import letters, webhook
from compliance.reminders.services.deliveries import expire_leases
from foundation.deliveries import DeliveryState
from foundation.shown import MARKS
from tests.factories import Floor
from tests.reminders.app_server import AGENT, APP, SECRET, running

FORMATS = ["wecom", "dingtalk", "feishu"]


@pytest.fixture
def floor(db):
    return Floor()


@pytest.fixture
def told(floor, clock):
    """`told()`: the consultant loses one more customer to a claim."""

    def make(person=None):
        values = {"name": "李雷", "customer": "王"}
        key = Notice.objects.count()
        person = person or floor.consultant
        tell(News(LOST, person.pk, key, values, target=key), now=clock())

    return make


@pytest.fixture
def write(floor, clock):
    """`write(times)`: the tick, as often as that, ``minutes`` apart."""

    def run(times=1, minutes=5):
        for _n in range(times):
            letters.write_to_people(floor.store, clock=clock)
            clock.forward(minutes=minutes)

    return run


@pytest.fixture
def server(settings, monkeypatch):
    with running() as server:
        settings.MESSENGER_HOSTS = dict.fromkeys(FORMATS, server.address)
        real = webhook._exchange

        def exchange(connection, *rest):
            """Patient on a slow machine, but not where no answer will come."""
            connection.timeout = 0.5 if server.trouble[:1] == ["timeout"] else 60
            return real(connection, *rest)

        monkeypatch.setattr(webhook, "_exchange", exchange)
        yield server


@pytest.fixture
def join(floor, server):
    """`join(format)`: the store's application there, where the consultant is known as u-1."""

    def make(format):
        floor.consultant.messenger, floor.consultant.messenger_id = format, "u-1"
        floor.consultant.save()
        values = {"app_id": APP, "agent_id": AGENT, "secret": SECRET}
        return PersonalMessages.objects.create(store=floor.store, format=format, **values)

    return make


@pytest.mark.parametrize("format", FORMATS)
def test_each_messenger_gets_its_own_form_once(join, told, write, server, settings, format):
    settings.SITE_URL = "https://crm.example"
    join(format)
    told()
    told()
    write(times=3)
    ((person, text),) = server.got[format]
    assert person == "u-1" and Letter.objects.get().state == DeliveryState.SENT
    title, address, *lines = text.split("\n")
    assert (title, address) == ("2 notices for you", "https://crm.example/notices/")
    assert lines == 2 * ["- Decided: your customer 王 goes to 李雷 · Open"]
    told()
    write()
    assert len(server.got[format]) == 2


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("trouble", [["busy"], ["500", "busy", "429"], ["302"]])
def test_what_surely_did_not_arrive_is_tried_again(join, told, write, server, format, trouble):
    join(format)
    told()
    server.trouble = list(trouble)
    write(times=1 + len(trouble), minutes=60)
    assert len(server.got[format]) == 1 and Letter.objects.get().state == DeliveryState.SENT
    assert server.asked == 1 + len(trouble)


@pytest.mark.parametrize("trouble", ["timeout", "garbage", "502"])
def test_what_may_have_arrived_is_never_repeated_and_shown(
    join, told, write, server, client, floor, trouble
):
    join("wecom")
    told()
    server.trouble = [trouble]
    write(times=3, minutes=60)
    assert server.asked == 1 and Letter.objects.get().state == DeliveryState.UNKNOWN
    client.force_login(floor.director)
    page = client.get(reverse("compliance:robot_list")).content.decode()
    assert "Unknown whether delivered; not repeated" in page
    assert SECRET not in page


def test_an_answer_that_comes_twice_is_one_message(join, told, write, server):
    join("wecom")
    told()
    server.trouble = ["twice"]
    write(times=2)
    assert server.asked == 1 and Letter.objects.get().state == DeliveryState.SENT


def test_an_application_that_is_refused_costs_no_message(join, told, write, server):
    join("dingtalk")
    told()
    server.refuses_the_app = True
    write()
    assert Letter.objects.get().state == DeliveryState.WAITING and server.asked == 0
    server.refuses_the_app = False
    write()
    assert len(server.got["dingtalk"]) == 1


def test_a_killed_worker_leaves_it_unknown(join, told, write, server, clock):
    join("feishu")
    told()
    with (
        mock.patch.object(letters.MessengerApp, "send", side_effect=KeyboardInterrupt),
        pytest.raises(KeyboardInterrupt),
    ):
        write()
    clock.forward(minutes=11)
    assert expire_leases(clock()) == 1
    write(times=2)
    assert Letter.objects.get().state == DeliveryState.UNKNOWN and server.asked == 0


def test_two_workers_at_once_write_one(join, told, write, server, floor, clock):
    """The second finds the letter claimed while the first is sending it."""
    join("wecom")
    told()
    send = letters.MessengerApp.send

    def meanwhile(app, **message):
        letters.write_to_people(floor.store, clock=clock)
        send(app, **message)

    with mock.patch.object(letters.MessengerApp, "send", meanwhile):
        write()
    assert server.asked == 1 and LetterLine.objects.count() == 1


def test_in_quiet_hours_it_waits_and_what_was_read_meanwhile_is_not_sent(
    join, told, write, server, clock
):
    join("wecom")
    clock.moment = clock.moment.replace(hour=22)
    told()
    told()
    write()
    assert not Letter.objects.exists()
    read(Notice.objects.first(), now=clock())
    clock.moment = clock.moment.replace(hour=8, minute=0) + timedelta(days=1)
    write()
    ((_person, text),) = server.got["wecom"]
    assert text.count("- ") == 1


@pytest.mark.parametrize(
    ("hour", "quiet"), [(20, False), (21, True), (0, True), (7, True), (8, False)]
)
def test_quiet_hours_pass_midnight(hour, quiet):
    assert is_quiet(time(hour), quiet_from=time(21), quiet_until=time(8)) is quiet
    assert is_quiet(time(hour), quiet_from=time(0), quiet_until=time(0)) is False


def test_without_a_messenger_it_is_mail_and_without_an_address_the_bell_alone(
    floor, told, write, settings
):
    floor.consultant.email, floor.consultant.language = "c@example.com", "zh-hans"
    floor.consultant.save()
    told()
    told(floor.manager)
    write(times=2)
    (message,) = mail.outbox
    assert (message.to, message.subject) == (["c@example.com"], "您有 1 条通知")
    assert "已裁定：您的客户王转给李雷" in message.body
    assert Letter.objects.count() == 1 and not Notice.objects.filter(is_owed=True).exists()


def test_the_settings_are_kept_without_showing_the_secret(client, floor, join):
    row = join("wecom")
    client.force_login(floor.director)
    url = reverse("compliance:personal_messages", args=[floor.store.pk])
    page = client.get(url)
    assert SECRET not in page.content.decode()
    form = page.context["form"]
    values = {bound.html_name: bound.value() or "" for bound in form}
    values |= {"quiet_from": "20:00", "quiet_until": "09:00", MARKS: form.marks_as_text()}
    assert client.post(url, values).status_code == 302
    row.refresh_from_db()
    assert (row.quiet_from, row.secret) == (time(20), SECRET)
