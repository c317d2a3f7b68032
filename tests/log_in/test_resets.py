"""A lost password: a link that is good for a day and once, and answers that tell nothing."""

from urllib.parse import urlsplit

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.log_in.models import Attempt
from accounts.log_in.rules import BOUNDS
from accounts.log_in.services.resets import key_of, send_links
from accounts.people.models import Role
from accounts.staff.models import RightsChange
from tests.factories import UserFactory
from tests.log_in.conftest import PASSWORD

NEW = {"new_password1": "battery staple 9", "new_password2": "battery staple 9"}


@pytest.fixture
def asked(monkeypatch):
    """What was handed to the worker."""
    sent = []
    monkeypatch.setattr("accounts.log_in.views.resets.send_reset.delay", lambda *a: sent.append(a))
    return sent


@pytest.fixture
def administrator(director):
    return UserFactory(role=Role.ADMINISTRATOR, store=director.store)


@pytest.fixture
def office(administrator):
    client = Client()
    client.force_login(administrator)
    return client


def link_in(message):
    return next(word for word in message.body.split() if "/reset/" in word)


def test_the_answer_is_the_same_for_whoever_asks(director, client, asked):
    pages = []
    for name in (director.username, "nobody", "x@y.cn"):
        assert client.post("/forgotten/", {"name": name}).url == "/login/"
        pages.append(client.get("/login/").context["messages"]._loaded_data[0].message)
    assert len(set(pages)) == 1 and "If there is such a person" in pages[0]
    assert [name for name, _root in asked] == [director.username, "nobody", "x@y.cn"]


def test_a_link_by_mail_is_good_once(director, client, asked, settings):
    settings.SITE_URL = "https://crm.example.com"
    director.email, director.language = "He@Example.com", "zh-hans"
    director.save()
    client.post("/forgotten/", {"name": "he@example.com"})
    assert send_links(*asked[0][:1], root=asked[0][1]) == 1
    (message,) = mail.outbox
    assert message.to == ["He@Example.com"] and "24 小时" in message.body
    link = link_in(message)
    assert link.startswith("https://crm.example.com/reset/")
    path = urlsplit(link).path
    assert "for " in client.get(path).content.decode()
    assert "at least 12" in client.post(path, dict.fromkeys(NEW, "short")).content.decode()
    assert client.post(path, NEW).url == "/login/"
    assert client.login(username="he", password=NEW["new_password1"])
    for answer in (client.get(path), client.post(path, NEW)):
        assert answer.status_code == 404 and "no longer works" in answer.content.decode()


def test_no_mail_for_the_unknown_the_closed_and_those_without_an_address(director):
    UserFactory(username="gone", is_active=False, email="gone@example.com")
    UserFactory(username="poor", email="")
    assert [send_links(name, root="") for name in ("nobody", "gone", "poor", "")] == [0] * 4
    assert not mail.outbox


def test_a_link_ends_after_a_day(director, client):
    path = f"/reset/{key_of(director)}/"
    # A number, as a moment with a time zone would change that of the machine.
    day = timezone.now().timestamp() + 24 * 3600
    for moment, status in ((day - 60, 200), (day + 60, 404)):
        with time_machine.travel(moment, tick=False):
            assert client.get(path).status_code == status


@pytest.mark.parametrize("key", ["x", ".", "1.", "zzzzzzzzzzzzzzz.a-b", "1.a-b", "１.a-b"])
def test_a_damaged_link_is_a_plain_word(key, client, db):
    assert client.get(f"/reset/{key}/").status_code == 404


def test_mails_are_bounded_and_the_answer_stays_the_same(director, client, asked):
    for _n in range(BOUNDS["reset"].name + 2):
        assert client.post("/forgotten/", {"name": "he"}).url == "/login/"
    assert len(asked) == BOUNDS["reset"].name
    assert Attempt.objects.filter(what="reset", outcome="refused").count() == 2


def test_the_administrators_link(director, administrator, office, client, enter):
    enter(client)
    assert client.get("/profile/").status_code == 200
    address = f"/staff/{director.pk}/password/"
    assert "You get a link" in office.get(address).content.decode()
    first = urlsplit(office.post(address).context["link"]).path
    link = urlsplit(office.post(address).context["link"]).path
    # The old password no longer holds, the session has ended, and of two links the later one counts.
    assert client.get("/profile/").status_code == 302
    assert enter(Client()).status_code == 200
    assert Client().get(first).status_code == 404
    assert Client().post(link, NEW).url == "/login/"
    assert enter(Client(), password=NEW["new_password1"]).status_code == 302
    assert (
        RightsChange.objects.filter(person=director, what="password", by=administrator).count() == 2
    )


def test_nobody_makes_a_link_for_themselves(administrator, office):
    assert office.post(f"/staff/{administrator.pk}/password/").status_code == 403
    assert office.post(f"/staff/{administrator.pk}/second-factor/").status_code == 403


def test_passwords_stay_out_of_what_is_kept(director, client):
    assert PASSWORD not in repr(Attempt.objects.values())
