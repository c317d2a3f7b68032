"""The mailbox of a source in the browser: set up, what went wrong, what became of mails (R5.1)."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from intake.mailboxes.models import Mail, Mailbox, MailReason, MailState, Trouble
from intake.mailboxes.services.keeping import save_mailbox
from tests.factories import StoreFactory, UserFactory

pytestmark = pytest.mark.django_db


def page(name, *args):
    return reverse(f"intake:{name}", args=args)


def typed(**more):
    return {
        "host": "imap.exmail.qq.com",
        "port": "993",
        "security": "tls",
        "user_name": "leads@example.com",
        "password": "code",
        "folder": "INBOX",
        "since": "2026-11-01",
        "labels": "联系人手机 = phone\n线索ID ＝",
    } | more


@pytest.fixture
def client(road, browse):
    return browse(road.marketing)


@pytest.fixture
def mailbox(road, source, now):
    told = {name: value for name, value in typed().items() if name != "labels"}
    told |= {"port": 993, "since": now.date()}
    return save_mailbox(source, by=road.marketing, now=now, **told)


def a_mail(mailbox, now, uid, **more):
    told = {"state": MailState.SET_ASIDE, "reason": MailReason.NO_CONTACT, "subject": f"n{uid}"}
    place = {"mailbox": mailbox, "uid_validity": 1, "uid": uid, "key": str(uid)}
    return Mail.objects.create(**place, read_at=now, **told | more)


def test_it_is_set_up_and_the_password_is_never_shown(client, source):
    client.post(page("mailbox", source.pk), typed())
    mailbox = Mailbox.objects.get()
    assert mailbox.labels == {"联系人手机": "phone", "线索ID": ""}
    shown = client.get(page("mailbox", source.pk))
    assert "code" not in shown.context["form"].initial.values()
    assert 'value="code"' not in shown.content.decode()
    assert shown.context["form"]["labels"].value() == "线索ID =\n联系人手机 = phone"
    sealed = mailbox.password
    client.post(page("mailbox", source.pk), typed(password="", folder="Leads"))
    mailbox.refresh_from_db()
    assert (mailbox.folder, mailbox.password) == ("Leads", sealed)


@pytest.mark.parametrize(
    "other",
    [
        {"host": "imap.example.org"},
        {"port": "143"},
        {"security": "starttls"},
        {"user_name": "you@example.com"},
    ],
)
def test_the_password_is_sent_nowhere_else_unless_it_is_entered_again(
    client, road, source, mailbox, now, other
):
    answer = client.post(page("mailbox", source.pk), typed(password="", **other))
    assert answer.context["form"].errors["password"] == ["Enter the password."]
    kept = {name: getattr(mailbox, name) for name in ("host", "port", "security", "user_name")}
    with pytest.raises(ValidationError) as error:
        save_mailbox(source, by=road.marketing, now=now, since=now.date(), **kept | other)
    assert "password" in error.value.message_dict
    client.post(page("mailbox", source.pk), typed(**other))
    name, value = next(iter(other.items()))
    assert str(getattr(Mailbox.objects.get(), name)) == value


@pytest.mark.parametrize(
    "wrong, field",
    [
        ({"host": "a b"}, "host"),
        ({"host": "https://imap.163.com"}, "host"),
        ({"host": ""}, "host"),
        ({"port": "0"}, "port"),
        ({"port": "70000"}, "port"),
        ({"port": "x"}, "port"),
        ({"security": "none"}, "security"),
        ({"user_name": ""}, "user_name"),
        ({"password": ""}, "password"),
        ({"folder": ""}, "folder"),
        ({"since": "yesterday"}, "since"),
        ({"since": "1066-01-01"}, "since"),
        ({"labels": "手机"}, "labels"),
        ({"labels": "手机 = fax"}, "labels"),
        ({"labels": "= phone"}, "labels"),
        ({"labels": "x" * 41 + " = phone"}, "labels"),
        ({"labels": "\n".join(f"l{n} = phone" for n in range(101))}, "labels"),
        ({"user_name": "\0"}, "user_name"),
    ],
)
def test_wrong_input_has_its_error_beside_the_field(client, source, wrong, field):
    answer = client.post(page("mailbox", source.pk), typed(**wrong))
    assert field in answer.context["form"].errors and not Mailbox.objects.exists()
    if field != "host":
        assert answer.context["form"]["host"].value() == "imap.exmail.qq.com"


def test_what_goes_wrong_is_said_in_words(client, source, mailbox, now):
    Mailbox.objects.update(error=Trouble.REFUSED, failures=3, failing_since=now)
    shown = client.get(page("mailbox", source.pk)).content.decode()
    assert "The log-in was refused" in shown and "3 times in a row" in shown
    assert "Mailbox fails" in client.get(page("source_list")).content.decode()
    client.post(page("mailbox", source.pk), typed(labels="", since=now.date().isoformat()))
    assert Mailbox.objects.get().error == ""


def test_mails_are_listed_by_what_became_of_them_and_read_again(
    client, source, mailbox, now, count_queries
):
    url = page("mailbox", source.pk)
    mail = a_mail(mailbox, now, 1)
    before = count_queries(client, url)
    a_mail(mailbox, now, 2, state=MailState.IGNORED, reason=MailReason.BULK)
    a_mail(mailbox, now, 3, state=MailState.IGNORED, reason=MailReason.SPAM)
    assert count_queries(client, url) == before
    assert "Nothing by which" in client.get(url).content.decode()
    shown = client.get(url, {"state": "ignored"}).context["page_obj"]
    assert [each.uid for each in shown] == [3, 2]
    assert len(client.get(url, {"state": "nonsense"}).context["page_obj"]) == 3
    client.post(page("mail_again", mail.pk), {})
    assert Mail.objects.get(pk=mail.pk).state == MailState.AGAIN


def test_it_is_read_soon(client, source, mailbox, now):
    Mailbox.objects.update(next_poll_at=now)
    client.post(page("mailbox_read", source.pk), {})
    assert Mailbox.objects.get().next_poll_at is None


def test_r1_3_another_stores_marketing_does_not_enter(browse, source, mailbox, now):
    stranger = browse(UserFactory(store=StoreFactory(), role="marketing"))
    assert stranger.get(page("mailbox", source.pk)).status_code == 404
    assert stranger.post(page("mailbox_read", source.pk), {}).status_code == 404
    assert stranger.post(page("mail_again", a_mail(mailbox, now, 1).pk), {}).status_code == 404
