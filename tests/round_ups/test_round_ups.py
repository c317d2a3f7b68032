"""The round-up after work and after the week (R12.8)."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from intake.round_ups.models import RoundUp
from intake.round_ups.queries import facts_of, span_of
from intake.round_ups.services import mark_read, write
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
    assert [(each["name"], each["code"]) for each in facts["key"]] == [("欧阳修", "2")]


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
