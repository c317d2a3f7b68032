"""Activities beyond intents: given, reminded of, late, done; none of them enters the audit (R14.3)."""

import io
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.urls import reverse
from icalendar import Calendar

from accounts.notices.models import Notice
from compliance.audit.services import run_audit
from compliance.findings.models import Finding
from followups.calendars.models import Absence
from followups.deadlines.models import Deadline
from followups.errands.models import Errand
from followups.errands.queries import count_open, due_by
from followups.errands.rules import is_late, reminder_fits
from followups.errands.services import (
    cancel_errand,
    change_errand,
    finish_errand,
    give_errand,
)
from followups.errands.tasks import watch_errands
from followups.feeds.services import renew_feed
from followups.retirement.services import approve_request
from followups.workload.queries import day_load, week_of
from foundation.shown import MARKS
from leads.change_requests.services import ask_deletion
from leads.customers.models import Customer
from leads.events.models import MarketEvent
from tests.factories import Floor, UserFactory

LIST = reverse("followups:errand_list")


def told(person, kind):
    return Notice.objects.filter(person=person, kind=f"errand.{kind}")


def watch_at(monkeypatch, moment):
    monkeypatch.setattr("followups.errands.tasks.clock", lambda: moment)
    for _twice in range(2):
        watch_errands()


def press(client, url, **typed):
    form = client.get(url).context["form"]
    values = {bound.html_name: bound.value() for bound in form}
    values = {name: "" if value is None else value for name, value in values.items()}
    values |= {MARKS: form.marks_as_text()} if hasattr(form, "marks_as_text") else {}
    return client.post(url, values | typed, follow=True), values | typed


def test_r14_3_late_after_its_moment_and_reminded_before_it(now):
    assert not is_late(now, now) and is_late(now, now + timedelta(seconds=1))
    assert reminder_fits(None, now) and reminder_fits(now, now)
    assert not reminder_fits(now + timedelta(seconds=1), now)


def test_r14_3_of_a_customer_an_event_or_the_person_alone(floor, give, now):
    customer = floor.open(now=now, on=now.date()).customer
    event = MarketEvent.objects.create(
        store=floor.store, name="车展", starts_on=now.date(), ends_on=now.date()
    )
    assert give(kind="call", customer=customer).about == customer
    assert give(kind="duty", event=event).about == event
    assert give().about is None
    assert list(Errand.objects.of_customer(customer)) == [Errand.objects.get(kind="call")]


def test_r14_3_the_manager_gives_one_and_sees_it_done(floor, give, now):
    errand = give(by=floor.manager, priority=1, remind_at=now + timedelta(hours=3))
    assert told(floor.consultant, "given").unread().count() == 1
    assert not told(floor.manager, "given").exists()
    finish_errand(errand, by=floor.consultant, now=now, result="已参加，成绩合格")
    (notice,) = told(floor.manager, "done")
    assert notice.url == reverse("followups:errand", args=[errand.pk])
    assert not told(floor.consultant, "given").unread().exists()
    # One's own is told to nobody.
    finish_errand(give(), by=floor.consultant, now=now, result="好")
    assert told(floor.manager, "done").count() == 1
    assert not told(floor.consultant, "done").exists()


def test_r14_3_the_reminder_rings_once_at_its_time(floor, give, now, monkeypatch):
    give(remind_at=now + timedelta(hours=1))
    watch_at(monkeypatch, now + timedelta(minutes=59))
    assert not told(floor.consultant, "reminder").exists()
    watch_at(monkeypatch, now + timedelta(hours=1))
    assert told(floor.consultant, "reminder").count() == 1


def test_r14_3_a_late_one_is_told_once_to_its_person_and_who_gave_it(
    floor, give, now, monkeypatch, browse
):
    errand = give(by=floor.manager)
    watch_at(monkeypatch, errand.due_at)
    assert not told(floor.consultant, "late").exists()
    watch_at(monkeypatch, errand.due_at + timedelta(minutes=1))
    assert told(floor.consultant, "late").count() == told(floor.manager, "late").count() == 1
    monkeypatch.setattr("foundation.clock.now", lambda: errand.due_at + timedelta(minutes=1))
    page = browse(floor.consultant).get(reverse("home"))
    assert errand in page.context["errands"] and b"pill-bad" in page.content


def test_r14_3_no_task_enters_the_audit(floor, give, now, monkeypatch):
    """Late ones make no deadline, no finding, and the check finds no difference."""
    opened = floor.open(now=now, on=now.date(), plan_in=1, grade="A", days=10)
    before = list(Deadline.objects.order_by("pk").values())
    give(customer=opened.customer, kind="call")
    give(by=floor.manager)
    watch_at(monkeypatch, now + timedelta(hours=9))
    assert list(Deadline.objects.order_by("pk").values()) == before
    run_audit(floor.store, on=now.date(), now=now + timedelta(days=1))
    assert not Finding.objects.exists()
    said = io.StringIO()
    call_command("check_deadlines", stdout=said)
    assert "0 differences" in said.getvalue()


def test_r14_3_who_is_away_gets_none_on_that_day_and_is_told_on_their_return(
    floor, give, now, monkeypatch
):
    errand = give(by=floor.manager)
    Absence.objects.create(
        user=floor.consultant,
        kind="leave",
        from_on=now.date(),
        to_on=now.date() + timedelta(days=2),
        recorded_on=now.date(),
        state="approved",
    )
    with pytest.raises(ValidationError) as refused:
        give(by=floor.manager, due_at=now + timedelta(days=2))
    assert "due_at" in refused.value.message_dict
    give(by=floor.manager, due_at=now + timedelta(days=3))
    watch_at(monkeypatch, errand.due_at + timedelta(days=1))
    assert not told(floor.consultant, "late").exists()
    watch_at(monkeypatch, errand.due_at + timedelta(days=2, hours=20))
    assert told(floor.consultant, "late").count() == 1


def test_r14_3_only_to_whom_one_leads_and_of_what_both_may_see(floor, give, now):
    stranger, colleague = Floor(), floor.new_consultant()
    customer = floor.open(now=now, on=now.date()).customer
    for by, person in (
        (floor.consultant, colleague),
        (floor.manager, stranger.consultant),
        (stranger.director, floor.consultant),
        (UserFactory(store=floor.store, role="general_manager"), floor.consultant),
    ):
        with pytest.raises(PermissionDenied):
            give(by=by, person=person)
    with pytest.raises(PermissionDenied):
        give(by=colleague, person=colleague, customer=customer)
    with pytest.raises(ValidationError) as refused:
        give(by=floor.manager, person=colleague, customer=customer)
    assert "person" in refused.value.message_dict
    with pytest.raises(ValidationError):
        give(due_at=now - timedelta(minutes=1))
    with pytest.raises(ValidationError):
        give(remind_at=now + timedelta(hours=5))
    assert not Errand.objects.exists()


def test_r14_3_changed_and_cancelled_by_who_gave_it_done_by_its_person(floor, give, now):
    errand = give(by=floor.manager, remind_at=now + timedelta(hours=1))
    with pytest.raises(PermissionDenied):
        change_errand(errand, by=floor.consultant, now=now, due_at=now + timedelta(days=9))
    with pytest.raises(PermissionDenied):
        finish_errand(errand, by=floor.manager, now=now, result="…")
    second = floor.new_consultant()
    errand = change_errand(errand, by=floor.director, now=now, person=second)
    assert told(second, "given").count() == 1
    assert not told(floor.consultant, "given").unread()
    (lost,) = told(floor.consultant, "given_away").unread()
    assert str(second) in str(lost) and lost.url == LIST
    assert not told(second, "given_away") and not told(floor.manager, "given_away")
    assert errand.history.filter(person=floor.consultant).exists()
    with pytest.raises(ValidationError):
        cancel_errand(errand, by=floor.manager, now=now, reason=" ")
    cancel_errand(errand, by=floor.manager, now=now, reason="车展取消")
    assert told(second, "cancelled").count() == 1
    with pytest.raises(ValidationError):
        finish_errand(errand, by=second, now=now, result="好")
    assert not Errand.objects.open().exists()


def test_r14_3_on_the_day_and_in_its_load(floor, give, now, today):
    assert day_load(floor.consultant, today, on=today).number == 0
    give()
    give(due_at=now + timedelta(days=2))
    week = week_of(floor.consultant, on=today)
    assert [day.errands for day in week[:3]] == [1, 0, 1]
    assert day_load(floor.consultant, today, on=today).number == 1
    assert len(due_by(floor.consultant, today)) == 1
    # What is late stands on today.
    later = today + timedelta(days=1)
    assert week_of(floor.consultant, on=later)[0].errands == 1
    assert count_open(floor.consultant, now=now) == 1


def test_r14_3_in_the_calendar_with_an_alarm(floor, give, now, client):
    errand = give(remind_at=now + timedelta(hours=1), text="培训\nBEGIN:VEVENT")
    token = renew_feed(user=floor.consultant, now=now)
    body = client.get(reverse("followups:feed", args=[token])).content
    (event,) = Calendar.from_ical(body).walk("VEVENT")
    assert event["uid"] == f"task-{errand.pk}@crm"
    assert event.decoded("dtstart") == errand.due_at
    (alarm,) = event.walk("VALARM")
    assert alarm.decoded("trigger") == errand.remind_at


def test_r14_3_by_the_pages_once_however_often_it_is_sent(floor, now, browse):
    manager, own = browse(floor.manager), browse(floor.consultant)
    create = reverse("followups:errand_create")
    bad, _sent = press(manager, create, text="", due_at="nonsense", person="9" * 30, priority="7")
    assert set(bad.context["form"].errors) == {"text", "due_at", "person", "priority"}
    _page, values = press(
        manager,
        create,
        person=floor.consultant.pk,
        kind="duty",
        text="车展一号馆值班",
        due_at="2026-11-21T18:00",
        remind_at="2026-11-21T17:00",
    )
    manager.post(create, values)
    errand = Errand.objects.get()
    assert errand.given_by == floor.manager and errand.due_at == now.replace(hour=18)
    page = reverse("followups:errand", args=[errand.pk])
    assert "车展一号馆值班" in own.get(LIST).content.decode()
    old = own.get(page).context["form"]
    _answer, values = press(own, page, result="接待了 12 位客户")
    own.post(page, values)
    errand.refresh_from_db()
    assert errand.result == "接待了 12 位客户" and errand.history.count() == 2
    # The page from before it was done.
    late = own.post(
        page,
        {"token": old["token"].value(), MARKS: old.marks_as_text(), "result": "没去"},
    )
    assert late.status_code == 200 and late.context["form"].errors
    assert "接待了 12 位客户" in manager.get(f"{LIST}?state=done&given=me").content.decode()


def test_r14_3_typed_nonsense_is_no_filter(floor, give, browse):
    give()
    client = browse(floor.manager)
    for query in ("person=99999999999999999999", "kind=x", "state=x", "q=a%00b", "page=x"):
        assert client.get(f"{LIST}?{query}").status_code == 200
    for about in ("customer=0", "target=99999999999999999999", "event=x", "customer=%00"):
        assert client.get(f"{reverse('followups:errand_create')}?{about}").status_code == 404


@pytest.mark.parametrize("url", [LIST, reverse("home"), reverse("followups:week")])
def test_r14_3_the_queries_do_not_grow_with_the_tasks(floor, give, browse, count_queries, url, now):
    client, customer = browse(floor.consultant), floor.open(now=now, on=now.date()).customer
    give(customer=customer)
    one = count_queries(client, url)
    give(customer=customer, due_at=now + timedelta(hours=5))
    give()
    assert count_queries(client, url) == one


def test_r14_3_a_person_without_a_store_has_none(give, now):
    region = Floor().store.region
    head = UserFactory(store=None, region=region, role="director")
    with pytest.raises(PermissionDenied):
        give_errand(by=head, now=now, person=head, kind="other", text="x", due_at=now)


def test_r14_3_whom_a_card_tells_of_a_task_may_open_it(floor, give, now, browse):
    customer = floor.open(now=now, on=now.date()).customer
    errand = give(customer=customer)
    taker = floor.new_consultant()
    page = reverse("followups:errand", args=[errand.pk])
    assert browse(taker).get(page).status_code == 404
    Customer.objects.filter(pk=customer.pk).update(consultant=taker)
    card = browse(taker).get(reverse("followups:customer_card", args=[customer.pk]))
    assert page in card.content.decode()
    assert browse(taker).get(page).status_code == 200
    assert browse(taker).post(page, {"result": "好"}).status_code == 403
    assert errand not in browse(taker).get(LIST).context["page_obj"].object_list


def test_r1_3_what_one_gave_elsewhere_is_seen_no_more(floor, give):
    errand = give(by=floor.manager)
    assert errand in Errand.objects.visible_to(floor.manager)
    floor.manager.store = Floor().store
    floor.manager.save()
    floor.consultant.manager = None
    floor.consultant.save()
    assert errand not in Errand.objects.visible_to(floor.manager)


def test_r2_6_a_card_out_of_use_leaves_no_open_task(floor, give, now):
    customer = floor.open(now=now, on=now.date()).customer
    errand = give(customer=customer)
    asked = ask_deletion(by=floor.consultant, now=now, customer=customer, reason="号码是空号")
    approve_request(asked, by=floor.manager, now=now, on=now.date())
    errand.refresh_from_db()
    assert errand.cancel_reason == "号码是空号" and told(floor.consultant, "cancelled").count() == 1
    customer.refresh_from_db()
    with pytest.raises(ValidationError):
        give(by=floor.manager, customer=customer)
