"""The worklist in a calendar: opened by a calendar library, closed to everybody else (R1.3, R10)."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from icalendar import Calendar

from accounts.people.models import User
from followups.feeds.models import CalendarFeed
from followups.feeds.queries import feed_owner
from followups.feeds.services import hash_of, renew_feed, revoke_feed
from followups.ownership.services import reassign


@pytest.fixture
def address(floor, now):
    User.objects.filter(pk=floor.consultant.pk).update(language="en")
    return reverse("followups:feed", args=[renew_feed(user=floor.consultant, now=now)])


def events(answer):
    calendar = Calendar.from_ical(answer.content)
    return {str(event["summary"]): event for event in calendar.walk("VEVENT")}


def test_all_day_events_of_the_open_plans(floor, address, today):
    answer = Client().get(address)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    found = events(answer)
    days = {name: event.decoded("dtstart") for name, event in found.items()}
    assert days == {
        "Overdue: 王小明, Phone call": today - timedelta(days=2),
        "Due today: 王小明, Phone call": today,
        "王小明, Phone call": today + timedelta(days=2),
    }
    event = found["Due today: 王小明, Phone call"]
    assert event.decoded("dtend") == today + timedelta(days=1)
    plan = floor.consultant.deadlines.get(kind="overdue_activity", due_on=today)
    assert event["uid"] == f"activity-{plan.activity_id}@crm"
    assert str(event["url"]) == f"http://testserver/plans/{plan.activity_id}/log/"
    assert plan.opportunity.customer.phone in event["description"]
    assert "A · Golf" in event["description"]


def test_long_chinese_text_is_folded_between_characters(floor, address, now, today):
    words = "客户周末带家人看车，想要白色；预算二十万，\n犹豫中\\" * 12
    opportunity = floor.open(now=now, on=today, name="欧阳" * 20, plan_in=1)
    opportunity.activities.update(expected_content=words)
    content = Client().get(address).content
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    event = next(e for name, e in events(Client().get(address)).items() if "欧阳" in name)
    assert "欧阳" * 20 in event["summary"]
    assert words in event["description"]


def test_in_the_owners_language(floor, address):
    User.objects.filter(pk=floor.consultant.pk).update(language="zh-hans")
    english = {"HTTP_ACCEPT_LANGUAGE": "en"}
    assert not any("Phone call" in name for name in events(Client().get(address, **english)))


def test_only_what_lies_in_the_window(floor, address, now, today):
    floor.open(now=now, on=today, grade="C", days=200, plan_in=181)
    floor.open(now=now, on=today - timedelta(days=40), plan_in=9)
    assert len(events(Client().get(address))) == 3


def test_nobody_elses_plans_and_only_numbers_of_ones_own_customers(floor, address, now, today):
    colleague = floor.new_consultant()
    floor.open(now=now, on=today, consultant=colleague, plan_in=1)
    assert len(events(Client().get(address))) == 3
    plan = floor.consultant.deadlines.get(kind="overdue_activity", due_on=today)
    customer = plan.opportunity.customer
    type(customer).objects.filter(pk=customer.pk).update(consultant=colleague)
    assert customer.phone not in Client().get(address).content.decode()


def test_a_wrong_a_revoked_and_a_leavers_address_are_not_found(floor, address, now):
    wrong = address.replace(".ics", "x.ics")
    assert Client().get(wrong).status_code == 404
    User.objects.filter(pk=floor.consultant.pk).update(is_active=False)
    assert Client().get(address).status_code == 404
    User.objects.filter(pk=floor.consultant.pk).update(is_active=True)
    assert Client().get(address).status_code == 200
    renew_feed(user=floor.consultant, now=now)
    assert Client().get(address).status_code == 404
    revoke_feed(user=floor.consultant)
    assert not CalendarFeed.objects.exists()


def test_the_database_does_not_hold_the_token(floor, now):
    token = renew_feed(user=floor.consultant, now=now)
    feed = CalendarFeed.objects.get()
    assert token not in str(feed.__dict__) and feed.token_hash == hash_of(token)
    assert feed_owner(token) is None
    assert feed_owner(hash_of(token)) == floor.consultant


def test_no_cookie_and_only_reading(floor, address):
    answer = Client().get(address)
    assert not answer.cookies
    assert Client().post(address).status_code == 405
    assert Client().head(address).status_code == 200


def test_unchanged_is_not_sent_again(floor, address, now, today):
    first = Client().get(address)
    again = Client().get(address, HTTP_IF_NONE_MATCH=first["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    floor.open(now=now, on=today, plan_in=1)
    assert Client().get(address, HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 200


def test_queries_do_not_grow_with_plans(floor, address, now, today):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            Client().get(address)
        return len(queries)

    before = asked()
    for _ in range(4):
        floor.open(now=now, on=today, plan_in=1)
    assert asked() == before <= 4


def test_made_shown_once_and_closed_on_its_page(floor, client):
    client.force_login(floor.consultant)
    profile = client.get(reverse("profile")).content.decode()
    page = reverse("followups:feed_settings")
    assert page in profile
    made = client.post(page, {"renew": ""})
    address = made.context["address"]
    assert address in made.content.decode() and made["Cache-Control"] == "private, no-store"
    assert Client().get(address).status_code == 200
    assert address not in client.get(page).content.decode()
    assert client.post(page, {"revoke": ""}).status_code == 302
    assert Client().get(address).status_code == 404


def test_a_customer_handed_over_leaves_the_calendar(floor, address, now, today):
    colleague = floor.new_consultant()
    plan = floor.consultant.deadlines.get(kind="overdue_activity", due_on=today)
    reassign(
        customer=plan.opportunity.customer,
        to=colleague,
        by=floor.director,
        now=now,
        on=today,
        reason="split",
    )
    assert len(events(Client().get(address))) == 2
