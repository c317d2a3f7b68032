"""Mailboxes that the environment gives (R5.1)."""

from datetime import timedelta
from unittest import mock
from urllib.parse import quote

import pytest
from django.urls import reverse

from accounts.notices.models import Notice
from intake.mailboxes import tasks
from intake.mailboxes.models import Mailbox, Trouble
from intake.mailboxes.queries import check_given
from intake.mailboxes.rules.given import Given, given_in
from intake.mailboxes.services import keeping
from intake.mailboxes.services.keeping import follow_environment, save_mailbox
from intake.mailboxes.services.polling import poll
from intake.sources.services import make_source
from tests.mailboxes import dovecot
from tests.mailboxes.conftest import mail

SECRET = "gegeben-42"
PLACE = {
    "host": "imap.example.com",
    "port": 993,
    "security": "tls",
    "user_name": "leads@example.com",
    "folder": "INBOX",
}


@pytest.fixture
def given(source, settings):
    settings.MAILBOXES = f"{source.pk}=imaps://leads%40example.com:{SECRET}@imap.example.com"


@pytest.fixture
def client(road, browse):
    return browse(road.marketing)


def place_of(mailbox):
    return {name: getattr(mailbox, name) for name in PLACE}


def test_addresses_are_read():
    text = (
        "7=imaps://leads%40example.com:a%2Cb%40c@imap.example.com/Leads, "
        "8=imap://leads:x@localhost:1143\n9=imaps://me:y@h/%E7%BA%BF%E7%B4%A2"
    )
    assert given_in(text) == (
        {
            7: Given("imap.example.com", 993, "tls", "leads@example.com", "a,b@c", "Leads"),
            8: Given("localhost", 1143, "starttls", "leads", "x", "INBOX"),
            9: Given("h", 993, "tls", "me", "y", "线索"),
        },
        [],
    )
    assert given_in("") == ({}, [])


@pytest.mark.parametrize(
    "entry",
    [
        "imaps://a:b@host",
        "x=imaps://a:b@host",
        "7=https://a:b@host",
        "7=imaps://host",
        "7=imaps://a@host",
        "7=imaps://a:b@host:99999",
        f"7=imaps://{'a' * 201}:b@host",
        f"{'7' * 30}=imaps://a:b@host",
        "7=imaps://a%00:b@host",
    ],
)
def test_what_cannot_be_read_is_named_without_its_password(entry, settings):
    settings.MAILBOXES = f"1=imaps://a:b@host {entry}"
    found, wrong = given_in(settings.MAILBOXES)
    assert (list(found), wrong) == ([1], [2])
    (error,) = check_given(None)
    assert "Entry 2" in error.msg and "a:b" not in str(error)


def test_r5_1_it_is_set_up_from_the_environment_and_read(road, source, server, settings, request):
    folder = f"g{abs(hash(request.node.name))}"
    way = f"{quote(dovecot.USER)}:{quote(dovecot.PASSWORD)}@localhost:{server.port}/{folder}"
    settings.MAILBOXES = f"{source.pk}=imaps://{way}"
    server.put(mail().as_bytes(), folder=folder)
    follow_environment(now=road.now)
    mailbox = Mailbox.objects.select_related("source__store").get()
    Mailbox.objects.update(since="2020-01-01")
    mailbox.refresh_from_db()
    assert len(poll(mailbox, clock=lambda: road.now)) == 1
    mailbox.refresh_from_db()
    assert (mailbox.error, mailbox.password, mailbox.folder) == ("", "", folder)


def test_what_is_given_holds_and_a_stored_password_goes(road, source, given, now, settings):
    settings.MAILBOXES = ""
    told = PLACE | {"host": "old.example.com", "password": "old"}
    save_mailbox(source, by=road.marketing, now=now, since=now.date(), labels={"a": "name"}, **told)
    settings.MAILBOXES = f"{source.pk}=imaps://leads%40example.com:{SECRET}@imap.example.com"
    follow_environment(now=now)
    mailbox = Mailbox.objects.get()
    assert (place_of(mailbox), mailbox.password) == (PLACE, "")
    assert mailbox.labels == {"a": "name"}
    last = mailbox.history.latest().pk
    follow_environment(now=now)
    assert Mailbox.objects.get().history.latest().pk == last


def test_taken_out_again_it_wants_a_password(source, given, now, settings, client):
    follow_environment(now=now)
    settings.MAILBOXES = ""
    mailbox = Mailbox.objects.select_related("source__store").get()
    assert poll(mailbox, clock=lambda: now) == []
    assert Mailbox.objects.get().error == Trouble.SEALED
    typed = {**PLACE, "password": "", "since": "2026-11-01", "labels": ""}
    answer = client.post(reverse("intake:mailbox", args=[source.pk]), typed)
    assert answer.context["form"].errors["password"] == ["Enter the password."]


def test_the_page_says_so_and_changes_none_of_it(source, given, now, client):
    page = reverse("intake:mailbox", args=[source.pk])
    for _before_and_after in range(2):
        answer = client.get(page)
        shown = answer.content.decode()
        assert "come from the environment" in shown and SECRET not in shown
        form = answer.context["form"]
        assert "password" not in form.fields
        assert {name: form[name].value() for name in PLACE} == PLACE
        assert all(form.fields[name].disabled for name in PLACE)
        typed = {"host": "evil.example.com", "user_name": "x", "password": "y", "port": "1"}
        typed |= {"since": "2026-11-02", "labels": "联系人手机 = phone"}
        assert client.post(page, typed).status_code == 302
        mailbox = Mailbox.objects.get()
        assert (place_of(mailbox), mailbox.password) == (PLACE, "")
        assert mailbox.labels == {"联系人手机": "phone"}


def test_a_source_that_is_revoked_or_unknown_is_left_alone(source, given, now, settings):
    settings.MAILBOXES += " 999999=imaps://a:b@host"
    source.revoked_at = now
    source.save()
    follow_environment(now=now)
    assert not Mailbox.objects.exists()


@pytest.fixture
def rounds(monkeypatch, now):
    """``rounds(3)``: the keys of the mailboxes that the clock visits after so many minutes."""
    visited = []
    monkeypatch.setattr(tasks.poll_mailbox, "delay", visited.append)

    def rounds(minutes):
        visited.clear()
        monkeypatch.setattr(tasks, "clock", lambda: now + timedelta(minutes=minutes))
        tasks.poll_mailboxes()
        return list(visited)

    return rounds


@pytest.fixture
def broken(source, monkeypatch):
    """What is given for the source cannot be written."""
    write = keeping.save_mailbox

    def fail(of, **told):
        if of == source:
            raise ValueError(SECRET)
        return write(of, **told)

    monkeypatch.setattr(keeping, "save_mailbox", fail)
    return monkeypatch


def test_r5_1_one_that_fails_keeps_none_of_the_others_and_is_shown(
    road, source, given, broken, now, settings, client, rounds, caplog
):
    other, _token = make_source(
        by=road.marketing, now=now, name="Yiche", channel="yiche", store=road.store
    )
    settings.MAILBOXES += f" {other.pk}=imaps://other:x@imap.example.com"
    (visited,) = rounds(0)
    assert Mailbox.objects.get(pk=visited).source == other
    mailbox = Mailbox.objects.get(source=source)
    assert (mailbox.error, mailbox.failures) == (Trouble.GIVEN, 1)
    page = client.get(reverse("intake:mailbox", args=[source.pk])).content.decode()
    assert "cannot be used" in page and SECRET not in page + caplog.text
    # Tried again as visits are, and told after the third time.
    rounds(1)
    mailbox.refresh_from_db()
    assert mailbox.failures == 1 and not Notice.objects.filter(kind="mailbox.fails")
    rounds(3)
    rounds(9)
    mailbox.refresh_from_db()
    assert mailbox.failures == 3
    assert Notice.objects.filter(kind="mailbox.fails", key=source.pk).exists()
    broken.undo()
    keeping.follow_environment(now=now + timedelta(hours=2))
    mailbox.refresh_from_db()
    assert (mailbox.error, mailbox.failures, place_of(mailbox)) == ("", 0, PLACE)


def test_r5_1_one_that_is_given_as_before_is_read_again(
    source, given, now, settings, rounds, monkeypatch
):
    (mailbox,) = rounds(0)
    before = settings.MAILBOXES
    settings.MAILBOXES = before.replace("imap.example.com", "new.example.com")
    with monkeypatch.context() as broken:
        broken.setattr(keeping, "save_mailbox", mock.Mock(side_effect=ValueError))
        assert rounds(2) == []
    assert Mailbox.objects.get().error == Trouble.GIVEN
    settings.MAILBOXES = before
    assert rounds(10) == [mailbox]
    assert Mailbox.objects.get().error == ""


def test_r5_1_one_that_is_given_no_more_waits_for_it_no_more(road, source, now, settings, rounds):
    settings.MAILBOXES = ""
    told = PLACE | {"host": "old.example.com", "password": "old"}
    mailbox = save_mailbox(source, by=road.marketing, now=now, since=now.date(), **told)
    Mailbox.objects.update(error=Trouble.GIVEN, failures=2, failing_since=now)
    assert rounds(0) == [mailbox.pk]
    mailbox.refresh_from_db()
    assert (mailbox.error, mailbox.host) == ("", "old.example.com")
