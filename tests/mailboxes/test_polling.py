"""A mailbox at a real IMAP server: each mail once, whatever breaks off; what is wrong is said (R5.1, R5.2)."""

import socket
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, OperationalError

from accounts.notices.models import Notice
from intake.arrivals.models import Lead
from intake.distribution.services.arriving import carry_on
from intake.mailboxes.models import Mail, Mailbox, MailReason, MailState, Trouble
from intake.mailboxes.services import imap, judging, polling
from intake.mailboxes.services.keeping import read_mail_again
from intake.sources.services import revoke_source
from tests.mailboxes import dovecot
from tests.mailboxes.conftest import mail

pytestmark = pytest.mark.django_db

PORTAL = "姓名：韩梅\n联系电话：139 0013 9000\n意向车型：Golf\n预算：12.8万\n留言：周末想试驾"


def test_r5_1_a_mail_becomes_exactly_one_lead(box):
    (lead,) = box.read(mail())
    assert (lead.source, lead.channel, lead.store) == (box.source, "autohome", box.road.store)
    assert (lead.name, lead.phone, lead.email) == ("李雷", "13800138000", "lilei@example.com")
    assert lead.text.startswith("试驾\n想看看") and lead.state == "new"
    assert box.poll() == [] and Lead.objects.count() == 1
    assert box.mailbox.taken == 1 and box.mailbox.polled_at == box.at and not box.mailbox.error
    carry_on(lead, by=None, now=box.at)
    assert Lead.objects.get().assigned_to


def test_a_portals_notice_is_read_by_its_labels(box):
    box.set_up(labels={"客户手机号": "phone", "线索ID": ""})
    notice = mail(
        PORTAL.replace("联系电话", "客户手机号") + "\n线索ID：77",
        sender="no-reply@portal.example",
        Auto_Submitted="auto-generated",
        Precedence="bulk",
    )
    (lead,) = box.read(notice)
    assert (lead.name, lead.phone, lead.model) == ("韩梅", "13900139000", "Golf")
    assert (str(lead.budget), lead.text, lead.email) == ("128000.00", "周末想试驾", "")


def test_the_mails_stay_as_they_are(box):
    box.read(mail())
    flags = box.server.do(lambda c: c.fetch("1", "(FLAGS)")[1], folder=box.folder)
    assert b"Seen" not in flags[0]


def test_the_same_mail_twice_is_one_lead_and_another_of_its_name_is_not_lost(box):
    same = mail()
    assert len(box.read(same, same)) == 1
    (other,) = box.read(mail("另一位 13900139001", message_id=same["Message-ID"]))
    assert other.phone == "13900139001"


def test_a_server_that_counts_anew_brings_no_second_lead(box):
    """UIDVALIDITY changes where a folder is made anew."""
    box.read(mail())
    client = box.server.client()
    client.delete(box.folder)
    client.logout()
    before = box.mailbox.uid_validity
    box.server.put(folder=box.folder)
    assert [lead.phone for lead in box.read(mail(), mail("再问 13900139001"))] == ["13900139001"]
    assert box.mailbox.uid_validity != before


def test_a_worker_killed_between_writing_and_marking_gives_no_second_lead(box, monkeypatch):
    box.read(mail())
    Mailbox.objects.update(last_uid=0, claimed_at=None)
    assert box.poll() == [] and Lead.objects.count() == 1
    # Not even the row of the mail: the number of the lead at its source is the same.
    Mail.objects.all().delete()
    Mailbox.objects.update(last_uid=0)
    assert box.poll() == [] and Lead.objects.count() == 1 == Mail.objects.count()


def test_what_breaks_off_in_the_middle_goes_on_there(box, monkeypatch):
    box.put(*(mail(f"问价 1380013800{n}") for n in range(3)))
    fetch, calls = imap.Visit.fetch, []

    def breaks(visit, uid):
        calls.append(uid)
        if len(calls) == 2:
            visit._imap.sock.shutdown(socket.SHUT_RDWR)
        return fetch(visit, uid)

    monkeypatch.setattr(imap.Visit, "fetch", breaks)
    assert len(box.poll()) == 1 and box.mailbox.error == Trouble.BROKEN
    assert len(box.poll()) == 2 and Lead.objects.count() == 3 and not box.mailbox.error


def test_a_lead_that_cannot_be_written_leaves_its_mail_to_be_read(box, monkeypatch):
    def away(**told):
        raise OperationalError("locked")

    with monkeypatch.context() as patch:
        patch.setattr(judging, "record_lead", away)
        assert box.read(mail()) == [] and box.mails == [] and box.mailbox.last_uid == 0
    assert len(box.poll()) == 1


@pytest.mark.parametrize(
    "headers, sender, reason",
    [
        ({"Auto_Submitted": "auto-replied"}, "a@example.com", MailReason.AUTO_REPLY),
        ({"Auto_Submitted": "auto-generated"}, "a@example.com", MailReason.BULK),
        ({"Precedence": "bulk"}, "a@example.com", MailReason.BULK),
        ({"List_Id": "<news.example.com>"}, "a@example.com", MailReason.BULK),
        ({"Return_Path": "<>"}, "a@example.com", MailReason.BOUNCE),
        ({}, "MAILER-DAEMON@example.com", MailReason.BOUNCE),
        ({"X_Spam_Flag": "YES"}, "a@example.com", MailReason.SPAM),
        ({}, "crm@localhost", MailReason.OWN),
    ],
)
def test_r5_2_what_is_nobody_who_asks_is_kept_with_the_reason(box, headers, sender, reason):
    assert box.read(mail(sender=sender, **headers)) == []
    assert box.mails == [(MailState.IGNORED, reason)] and not Lead.objects.exists()


def test_r5_2_what_cannot_be_read_is_set_aside_and_keeps_no_other_waiting(box, monkeypatch):
    monkeypatch.setattr(imap, "LARGEST_MAIL", 3000)
    nobody = mail("你好", sender="no-reply@portal.example")
    garbled = (
        b"From: a@example.com\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n\xff\xfe\xff\r\n"
    )
    large = mail("x" * 4000)
    (lead,) = box.read(nobody, garbled, large, mail())
    assert lead.name == "李雷"
    assert box.mails[:3] == [
        (MailState.SET_ASIDE, MailReason.NO_CONTACT),
        (MailState.SET_ASIDE, MailReason.UNREADABLE),
        (MailState.SET_ASIDE, MailReason.TOO_LARGE),
    ]


def test_what_was_set_aside_is_read_again_once_its_labels_are_known(box):
    box.read(mail("客户：韩梅\n座机：021-63451000", sender="no-reply@portal.example"))
    assert box.mails == [(MailState.SET_ASIDE, MailReason.NO_CONTACT)]
    box.set_up(labels={"客户": "name", "座机": "phone"})
    read_mail_again(Mail.objects.get())
    (lead,) = box.poll()
    assert lead.phone_given and lead.name == "韩梅" and box.mails == [(MailState.TAKEN, "")]
    read_mail_again(Mail.objects.get())
    assert Mail.objects.get().state == MailState.TAKEN


def test_what_was_deleted_meanwhile_is_said_to_be_gone(box):
    box.read(mail("你好", sender="no-reply@portal.example"))

    def delete(client):
        client.store("1", "+FLAGS", "\\Deleted")
        client.expunge()

    box.server.do(delete, folder=box.folder)
    read_mail_again(Mail.objects.get())
    box.poll()
    assert box.mails == [(MailState.SET_ASIDE, MailReason.GONE)]


def test_a_nameless_failure_with_one_mail_sets_that_aside(box, monkeypatch):
    def fail(*args):
        raise ZeroDivisionError

    monkeypatch.setattr(judging, "asked_in", fail)
    box.read(mail())
    assert box.mails == [(MailState.SET_ASIDE, MailReason.UNREADABLE)] and not box.mailbox.error


def test_what_came_before_the_day_is_left_alone(box):
    box.set_up(since=date.today() + timedelta(days=2))
    assert box.read(mail()) == [] and box.mails == []


def test_a_folder_with_a_chinese_name(box):
    box.folder = "&fr99Ig-"
    box.server.put(folder=box.folder)
    box.set_up(folder="线索")
    assert len(box.read(mail())) == 1


def test_starttls_as_well(box):
    box.set_up(security="starttls", port=box.server.plain_port)
    assert len(box.read(mail())) == 1


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_wrong_certificate_is_refused_before_the_password_is_told(box, monkeypatch, security):
    port = box.server.port if security == "tls" else box.server.plain_port
    box.set_up(security=security, port=port)
    monkeypatch.delenv("SSL_CERT_FILE")
    monkeypatch.setattr(imap, "_log_in", lambda *args: pytest.fail("told"))
    assert box.read(mail()) == [] and box.mailbox.error == Trouble.CERTIFICATE


@pytest.mark.parametrize(
    "wrong, trouble",
    [
        ({"password": "no"}, Trouble.REFUSED),
        ({"user_name": "nobody"}, Trouble.REFUSED),
        ({"folder": "nowhere"}, Trouble.FOLDER),
        ({"port": 1}, Trouble.UNREACHABLE),
        ({"host": "nowhere.invalid"}, Trouble.UNREACHABLE),
        ({"host": "127.0.0.1"}, Trouble.OWN_NETWORK),
    ],
)
def test_why_it_cannot_be_read_is_said(box, wrong, trouble):
    box.set_up(**wrong)
    assert box.poll() == []
    assert (box.mailbox.error, box.mailbox.failures) == (trouble, 1)
    assert box.mailbox.next_poll_at > box.at and box.mailbox.claimed_at is None


def test_of_the_third_failure_its_keepers_hear_once_until_it_works(box):
    box.set_up(password="no")
    for _round in range(5):
        box.poll()
    told = Notice.objects.filter(kind="mailbox.fails")
    assert told.filter(person=box.road.marketing).count() == 1
    assert "3" in str(told.first())
    box.set_up()
    box.poll()
    assert (box.mailbox.error, box.mailbox.failures) == ("", 0)


def test_the_password_lies_sealed(box):
    stored = [*Mailbox.objects.values(), *Mailbox.history.values()]
    assert dovecot.PASSWORD not in str(stored)
    Mailbox.objects.update(password="something else")
    box.poll()
    assert box.mailbox.error == Trouble.SEALED


def test_two_workers_do_not_read_it_at_once(box):
    box.put(mail())
    Mailbox.objects.update(claimed_at=box.at)
    assert box.poll() == []
    box.at += timedelta(minutes=11)
    assert len(box.poll()) == 1


def test_a_revoked_source_and_a_paused_mailbox_are_not_read(box):
    box.set_up(is_paused=True)
    assert box.read(mail()) == []
    box.set_up(is_paused=False)
    revoke_source(box.source, by=box.road.marketing, now=box.at)
    assert box.poll() == [] and box.mails == []


def test_a_server_that_cannot_now_has_not_said_that_the_mail_is_gone(box, monkeypatch):
    box.put(mail())
    with monkeypatch.context() as patch:
        patch.setattr(imap._Connection, "uid", refuses(imap._Connection.uid, "FETCH"))
        assert box.poll() == [] and box.mailbox.error == Trouble.BROKEN
    assert len(box.poll()) == 1


def refuses(real, command):
    def uid(self, said, *told):
        return ("NO", [b"try later"]) if said == command else real(self, said, *told)

    return uid


def anew(box, *mails):
    """The folder is made anew, with these mails."""
    client = box.server.client()
    client.delete(box.folder)
    client.logout()
    box.put(*mails)


def validity(box, folder):
    return int(box.server.do(lambda c: c.response("UIDVALIDITY")[1][0], folder=folder))


def test_in_another_folder_no_mail_passes_for_one_that_was_read(box):
    """Servers count from 1 in every folder, and may give two folders the same mark."""
    box.read(mail())
    other = f"{box.folder}b"
    box.server.put(mail("再问 13900139001").as_bytes(), folder=other)
    Mail.objects.update(uid_validity=validity(box, other))
    box.set_up(folder=other)
    assert [lead.phone for lead in box.poll()] == ["13900139001"]
    box.set_up(folder=box.folder)
    assert box.poll() == [] and Lead.objects.count() == 2 and not box.mailbox.error


def test_what_was_set_aside_is_read_again_wherever_it_is_by_now(box):
    aside = mail("客户：韩梅\n座机：021-63451000", sender="no-reply@portal.example")
    box.read(aside)
    anew(box, mail("再问 13900139001"), aside)
    assert len(box.poll()) == 1
    box.set_up(labels={"客户": "name", "座机": "phone"})
    read_mail_again(Mail.objects.get(state=MailState.SET_ASIDE))
    (lead,) = box.poll()
    assert lead.name == "韩梅" and Mail.objects.count() == 2


def test_what_is_to_be_read_again_is_while_the_server_counts_anew(box):
    aside = mail("客户：韩梅\n座机：021-63451000", sender="no-reply@portal.example")
    gone = mail("您好", sender="no-reply@portal.example")
    box.read(aside, gone)
    box.set_up(labels={"客户": "name", "座机": "phone"})
    for each in Mail.objects.all():
        read_mail_again(each)
    anew(box, mail("再问 13900139001"), aside)
    assert {lead.name for lead in box.poll()} == {"李雷", "韩梅"}
    assert (MailState.SET_ASIDE, MailReason.GONE) in box.mails and len(box.mails) == 3


def test_an_earlier_day_brings_what_came_since(box):
    box.set_up(since=date.today() + timedelta(days=2))
    box.read(mail())
    Mailbox.objects.update(last_uid=1)
    box.set_up()
    assert len(box.poll()) == 1


def test_a_mail_at_which_visits_break_keeps_no_other_waiting(box, monkeypatch):
    monkeypatch.setattr(imap, "LARGEST_ANSWER", 3000)
    box.put(mail("x" * 4000), mail())
    for _round in range(3):
        assert box.poll() == [] and box.mailbox.error == Trouble.BROKEN
    (lead,) = box.poll()
    assert lead.name == "李雷" and not box.mailbox.error
    assert box.mails == [(MailState.SET_ASIDE, MailReason.UNREADABLE), (MailState.TAKEN, "")]


def test_a_long_backlog_is_no_failure(box, monkeypatch):
    monkeypatch.setattr(polling, "LONG_ENOUGH", -1)
    box.put(*(mail(f"问价 1380013800{n}") for n in range(3)))
    for _round in range(3):
        assert len(box.poll()) == 1 and not box.mailbox.error


def test_a_constraint_that_is_broken_is_not_taken_for_a_mail_that_is_here(box, monkeypatch):
    def broken(**told):
        raise IntegrityError

    with monkeypatch.context() as patch:
        patch.setattr(judging, "record_lead", broken)
        assert box.read(mail()) == [] and box.mailbox.error == Trouble.BROKEN
    assert len(box.poll()) == 1
