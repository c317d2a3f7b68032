"""The round-up after work and after the week (R12.8)."""

from datetime import date, timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from intake.round_ups.models import RoundUp
from intake.round_ups.queries import facts_of, span_of
from intake.round_ups.services import mark_read, write
from leads.customers.models import Customer
from tests.factories import UserFactory, plan_on

pytestmark = pytest.mark.django_db
URL, LIST = "/telephone-desk/round-up/", "/telephone-desk/round-ups/"


@pytest.fixture
def talked(floor, caller, now, today):
    """One of class 3 who was spoken to and rose to 2, to be called on Monday."""
    opportunity = floor.open(
        now=now, on=today, grade="3", days=2, plan_in=0, consultant=caller, name="欧阳修"
    )
    floor.contact(
        opportunity,
        now=now,
        on=today,
        activity=opportunity.activities.planned().get(),
        note="2 合同已发",
        expected_on=today + timedelta(days=2),
        result="appointment",
        next_plan=plan_on(today + timedelta(days=2)),
    )
    return opportunity


@pytest.mark.parametrize(
    "on, start, end",
    [
        (date(2026, 11, 27), date(2026, 11, 23), date(2026, 11, 29)),
        (date(2026, 11, 29), date(2026, 11, 23), date(2026, 11, 29)),
        (date(2026, 11, 24), date(2026, 11, 16), date(2026, 11, 22)),
    ],
)
def test_r12_8_the_week_that_is_rounded_up(on, start, end):
    """From Friday on the present one, before that the last one."""
    assert span_of("week", on) == (start, end)


def test_r12_8_the_system_says_what_was_done(talked, caller, today):
    facts = facts_of(caller, start=today, end=today)
    assert (facts["done"], facts["effective"], facts["invited"]) == (1, 1, 1)
    assert facts["up"] == [["3", "2", 1]] and facts["down"] == []
    assert facts["key"] == [{"opportunity": talked.pk, "code": "2"}]


def test_r12_8_it_is_kept_as_it_was_written(talked, floor, caller, browse, now, today):
    client = browse(caller)
    page = client.get(URL)
    data = {"token": page.context["form"]["token"].value(), "sentence": " 约到 一位 "}
    assert client.post(URL, data).status_code == client.post(URL, data).status_code == 302
    kept = RoundUp.objects.get()
    assert kept.sentence == "约到 一位" and kept.facts["done"] == 1
    floor.contact(talked, now=now, on=today, note="2 再谈", next_in=2)
    assert client.get(URL).context["facts"]["done"] == 1
    assert facts_of(caller, start=today, end=today)["done"] == 2
    page = client.get(URL)
    assert not page.context["may_write"] and "约到 一位" in page.content.decode()


def test_r12_8_written_twice_is_said(talked, caller, now, today):
    said = {"by": caller, "now": now, "on": today, "kind": "day"}
    write(**said, sentence="好")
    with pytest.raises(ValidationError):
        write(**said, sentence="再来")
    assert write(**said | {"kind": "week"}, sentence="一周")


@pytest.mark.parametrize("later", [0, 1, 2, 3])
def test_r12_8_a_week_is_written_once_on_whichever_day(
    talked, head, caller, browse, monkeypatch, now, today, later
):
    """Written on Friday, it stands until Monday, and a second one is refused."""
    friday = today + timedelta(days=11 - today.weekday())
    on = friday + timedelta(days=later)
    said = {"by": caller, "now": now, "kind": "week"}
    kept = write(**said, on=friday, sentence="一周")
    assert kept.on == friday + timedelta(days=2)
    with pytest.raises(ValidationError):
        write(**said, on=on, sentence="再来")
    monkeypatch.setattr("foundation.clock.now", lambda: now + (on - today))
    page = browse(caller).get(f"{URL}?kind=week")
    assert page.context["kept"] == kept and not page.context["may_write"]
    client = browse(head)
    assert dict(client.get(f"{LIST}?kind=week").context["rows"])[caller] == kept
    page = client.post(f"{LIST}{kept.pk}/read/", follow=True)
    assert not page.context["form"].errors and dict(page.context["rows"])[caller].is_read


def test_r12_8_those_kept_before_stand_by_the_week_without_names(caller, today):
    """`intake 0014`: of two of one week the earlier is the week's."""
    named = {"key": [{"opportunity": 1, "name": "欧阳修", "code": "2"}], "done": 3}
    same = {"store": caller.store, "person": caller, "kind": "week", "facts": named}
    friday = today + timedelta(days=4 - today.weekday())
    first, second = (
        RoundUp.objects.create(**same, on=on, written_at=timezone.now())
        for on in (friday, friday + timedelta(days=1))
    )
    import_module("intake.migrations.0014_round_ups_by_the_week").keep_by_the_week(apps, None)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.on, second.on) == (friday + timedelta(days=2), friday + timedelta(days=1))
    assert first.facts == {"key": [{"opportunity": 1, "code": "2"}], "done": 3}


def test_r11_4_a_round_up_keeps_no_name(talked, caller, browse, now, today):
    """What is corrected or erased on the card is so in the round-up."""
    kept = write(by=caller, now=now, on=today, kind="day", sentence="好")
    assert "欧阳修" not in str(kept.facts)
    client = browse(caller)
    assert "欧阳修" in client.get(URL).content.decode()
    Customer.objects.filter(pk=talked.customer_id).update(name="司马光")
    page = client.get(URL).content.decode()
    assert "司马光" in page and "欧阳修" not in page


@pytest.mark.parametrize("sentence", ["", "  ", "长" * 301])
def test_r12_8_it_says_something(browse, caller, sentence):
    answer = browse(caller).post(URL, {"sentence": sentence})
    assert answer.status_code == 200 and answer.context["form"].errors["sentence"]


def test_r12_8_the_manager_sees_who_has_written_and_reads_it(
    talked, head, caller, browse, floor, now, today
):
    other = UserFactory(store=floor.store, manager=head)
    kept = write(by=caller, now=now, on=today, kind="day", sentence="约到一位")
    client = browse(head)
    rows = dict(client.get(LIST).context["rows"])
    assert rows[caller].sentence == "约到一位" and not rows[caller].is_read
    assert rows[other] is None
    for _n in range(2):
        assert client.post(f"{LIST}{kept.pk}/read/").status_code == 302
    assert dict(client.get(LIST).context["rows"])[caller].is_read
    assert kept.readings.count() == 1
    assert head.full_name in browse(caller).get(URL).content.decode()
    assert browse(floor.manager).post(f"{LIST}{kept.pk}/read/").status_code == 404
    with pytest.raises(PermissionDenied):
        mark_read(by=caller, now=now, round_up=kept)


def test_r12_8_a_manager_writes_for_nobody(talked, head, caller, browse):
    answer = browse(head).post(f"{URL}?person={caller.pk}", {"sentence": "好"})
    assert answer.status_code == 403 and not RoundUp.objects.exists()


def test_r1_3_a_key_customer_of_somebody_else_is_not_named(
    talked, floor, head, caller, browse, now, today
):
    from followups.ownership.services import reassign

    write(by=caller, now=now, on=today, kind="day", sentence="好")
    customer = talked.customer
    reassign(
        by=floor.director, now=now, on=today, customer=customer, to=floor.consultant, reason="换"
    )
    for client, address in ((browse(caller), URL), (browse(head), LIST)):
        assert "欧阳修" not in client.get(address).content.decode()


def test_r12_8_the_number_of_queries_stays(floor, head, caller, browse, count_queries, now, today):
    def count():
        return [count_queries(browse(head), LIST), count_queries(browse(caller), URL)]

    write(by=caller, now=now, on=today, kind="week", sentence="好")
    floor.open(now=now, on=today, grade="2", days=2, plan_in=2, consultant=caller)
    before = count()
    for _n in range(2):
        UserFactory(store=floor.store, manager=head)
        floor.open(now=now, on=today, grade="2", days=2, plan_in=2, consultant=caller)
    assert count() == before
