"""Guessing is slowed down: by name and address, by name, by address over many names; and said in words."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.log_in.models import Attempt, Outcome
from accounts.log_in.rules import ATTEMPTS_KEPT, BOUNDS
from accounts.log_in.services.attempts import begin_attempt, digest_of, forget_attempts
from accounts.people.models import User
from tests.factories import UserFactory
from tests.log_in.conftest import PASSWORD

BOUND = BOUNDS["password"]
HOME, AWAY = "203.0.113.7", "198.51.100.9"


@pytest.fixture
def moment(monkeypatch, now):
    """A clock of requests that can be set on."""
    clock = [now]
    monkeypatch.setattr("foundation.clock.now", lambda: clock[0])
    return clock


@pytest.fixture
def guess(client, db, moment, monkeypatch):
    """`guess("li.na", ip=…)`: the status of a wrong password; hashing is left out."""
    monkeypatch.setattr("accounts.log_in.forms.AuthenticationForm.clean", wrong)

    def send(who="li.na", ip=HOME, **headers):
        person = {"username": who, "password": "guess"}
        return client.post("/login/", person, REMOTE_ADDR=ip, **headers).status_code

    return send


def wrong(form):
    raise form.get_invalid_login_error()


def test_the_ninth_guess_is_refused_and_others_are_not(guess):
    answers = [guess() for _ in range(BOUND.pair + 1)]
    assert answers == [200] * BOUND.pair + [429]
    assert guess("wang.wei") == 200
    # A stranger elsewhere does not lock anybody out of their own place.
    assert guess(ip=AWAY) == 200


def test_a_name_is_bounded_from_however_many_addresses(guess):
    answers = [guess(ip=f"198.51.100.{n}") for n in range(BOUND.name + 1)]
    assert answers == [200] * BOUND.name + [429]
    assert guess("wang.wei", ip="198.51.100.1") == 200


def test_an_address_is_bounded_over_many_names(guess):
    answers = [guess(f"name{n}") for n in range(BOUND.address + 1)]
    assert answers == [200] * BOUND.address + [429]
    assert guess("name0", ip=AWAY) == 200


def test_names_that_are_read_alike_are_one(guess):
    for n in range(BOUND.pair):
        assert guess(["li.na", "LI.NA", " li.na ", "ｌｉ.na"][n % 4]) == 200
    assert guess("Li.Na") == 429


def test_it_ends_by_itself(guess, moment, now):
    for _ in range(BOUND.pair + 1):
        guess()
    moment[0] = now + BOUND.within + timedelta(seconds=1)
    assert guess() == 200


def test_refused_tries_do_not_lengthen_it(guess, moment, now):
    for _ in range(BOUND.pair):
        guess()
    moment[0] = now + BOUND.within - timedelta(minutes=1)
    assert guess() == 429
    moment[0] = now + BOUND.within + timedelta(seconds=1)
    assert guess() == 200


@pytest.mark.parametrize(
    ("hops", "header", "counted"),
    [
        (0, None, HOME),
        (0, "192.0.2.1", HOME),
        (1, "192.0.2.1, 198.51.100.9", AWAY),
        (1, "192.0.2.66", "192.0.2.66"),
        (2, "192.0.2.1, 198.51.100.9, 10.0.0.5", AWAY),
        (1, "2001:db8::1:2:3:4", "2001:db8::"),
    ],
)
def test_behind_proxies_the_caller_is_counted(hops, header, counted, guess, settings):
    settings.TRUSTED_PROXIES, settings.PROXIES = hops, ["10.0.0.0/8"]
    headers = {"HTTP_X_FORWARDED_FOR": header} if header else {}
    guess(ip="10.0.0.4" if hops else HOME, **headers)
    assert Attempt.objects.get().address == counted


def test_many_behind_one_proxy_are_told_apart(guess, settings):
    settings.TRUSTED_PROXIES, settings.PROXIES = 1, ["10.0.0.4"]
    for n in range(BOUND.address + 1):
        answer = guess(f"name{n}", ip="10.0.0.4", HTTP_X_FORWARDED_FOR=f"forged, 192.0.2.{n}")
        assert answer == 200


def test_a_right_password_begins_anew_for_its_name_alone(client, db, moment):
    person = UserFactory(username="li.na")
    person.set_password(PASSWORD)
    person.save()
    for _ in range(BOUND.pair - 1):
        client.post("/login/", {"username": "li.na", "password": "guess"})
    client.post("/login/", {"username": "wang.wei", "password": "guess"})
    assert client.post("/login/", {"username": "li.na", "password": PASSWORD}).status_code == 302
    left = Attempt.objects.filter(outcome=Outcome.WRONG)
    assert [attempt.name for attempt in left] == [digest_of("wang.wei")]


def test_too_many_say_how_long_to_wait_and_not_whether_it_was_right(client, db, moment):
    person = UserFactory(username="li.na")
    person.set_password(PASSWORD)
    person.save()
    for _ in range(BOUND.pair):
        client.post("/login/", {"username": "li.na", "password": "guess"})
    page = client.post("/login/", {"username": "li.na", "password": PASSWORD})
    assert page.status_code == 429
    assert "Wait a quarter of an hour" in page.content.decode()


def test_the_present_password_is_bounded_too(client, db, moment):
    person = UserFactory()
    client.force_login(person)
    fields = {"new_password1": "battery staple 9", "new_password2": "battery staple 9"}
    answers = [
        client.post("/password/", fields | {"old_password": "guess"}).status_code
        for _ in range(BOUNDS["present"].pair + 1)
    ]
    assert answers == [200] * BOUNDS["present"].pair + [429]


def test_log_ins_are_kept_right_and_wrong_without_what_was_typed(client, db, moment, now):
    person = UserFactory(username="li.na")
    person.set_password(PASSWORD)
    person.save()
    client.post("/login/", {"username": "my-password", "password": "li.na"})
    client.post("/login/", {"username": "li.na", "password": PASSWORD})
    first, second = Attempt.objects.order_by("pk")
    assert (first.outcome, first.person, first.at) == (Outcome.WRONG, None, now)
    assert (second.outcome, second.person) == (Outcome.RIGHT, person)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM accounts_attempt")
        assert "my-password" not in repr(cursor.fetchall())
    assert forget_attempts(now=now + ATTEMPTS_KEPT) == 0
    assert forget_attempts(now=now + ATTEMPTS_KEPT + timedelta(seconds=1)) == 2


def test_counting_takes_as_much_after_many_as_after_one(db, now):
    def queries():
        with CaptureQueriesContext(connection) as found:
            begin_attempt("password", name="x", address=HOME, now=now)
        return len(found)

    assert queries() == queries() == queries() <= 2


def test_too_long_a_password_is_not_even_hashed(client, db, monkeypatch):
    monkeypatch.setattr(User, "check_password", lambda *given: pytest.fail("hashed"))
    UserFactory(username="li.na")
    page = client.post("/login/", {"username": "li.na", "password": "x" * 129})
    assert "User name or password is wrong" in page.content.decode()
