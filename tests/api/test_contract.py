"""Leads over HTTP, line by line of what is promised (R5.1, R5.2)."""

import json
from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from kombu.exceptions import OperationalError as BrokerAway

from intake.arrivals.models import IntakePolicy, Lead
from intake.arrivals.services.mending import close_lead
from intake.distribution.services.arriving import carry_on
from intake.distribution.tasks import carry_on_lead, sweep_leads
from intake.sources.models import LeadSource
from intake.sources.services import revoke_source
from tests.api.conftest import Portal
from tests.factories import StoreFactory

pytestmark = pytest.mark.django_db

WHOLE = {
    "source_id": "a-1",
    "name": "王小明",
    "phone": "138 0013 8001",
    "wechat": "wxid_1",
    "email": "wang@example.com",
    "model": "ID.4  X",
    "budget": "128000.00",
    "district": "浦东新区",
    "event": "上海车展",
    "text": "周末想试驾",
    "received_at": "2026-11-18T09:30:00+08:00",
}


def is_problem(answer, status, *fields):
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    told = answer.json()
    assert {"type", "title", "detail"} <= told.keys() and told["status"] == status
    assert set(told.get("errors", {})) == set(fields)
    assert not Lead.objects.exists()
    return told


def test_r5_1_a_new_lead_is_recorded_whole_and_handed_on(portal, handed_on, road):
    answer = portal.send(WHOLE)
    lead = Lead.objects.get()
    assert (answer.status_code, answer.json()) == (202, {"number": lead.pk, "state": "new"})
    assert answer["Content-Type"] == "application/json" and not answer.cookies
    assert (lead.name, lead.phone, lead.wechat, lead.email) == (
        "王小明",
        "13800138001",
        "wxid_1",
        "wang@example.com",
    )
    assert (lead.model, lead.budget, lead.district) == ("ID.4 X", Decimal("128000"), "浦东新区")
    assert (lead.event_name, lead.text, lead.sent_id) == ("上海车展", "周末想试驾", "a-1")
    assert (lead.store, lead.channel, lead.source) == (road.store, "autohome", portal.source)
    assert lead.received_at.isoformat() == "2026-11-18T01:30:00+00:00"
    assert lead.payload == WHOLE and lead.sorted_at and handed_on == [lead.pk]


def test_r5_2_the_worker_gives_it_to_somebody_and_the_sender_is_not_told_to_whom(
    portal, handed_on, road
):
    number = portal.send().json()["number"]
    carry_on_lead(number)
    assert Lead.objects.get().assigned_to == road.people[0]
    assert portal.send().json() == {"number": number, "state": "new"}
    assert portal.read(number).json()["stage"] == "assigned"


def test_r5_2_set_aside_with_the_reason(portal, handed_on):
    answer = portal.send(portal.lead(phone="12"))
    number = Lead.objects.get().pk
    assert answer.status_code == 202
    assert answer.json() == {"number": number, "state": "set_aside", "reason": "bad_phone"}
    assert handed_on == []


def test_r5_2_merged_into_the_lead_of_the_same_number(portal, handed_on, road):
    earlier = road.take_in(phone="13800138001")
    answer = portal.send()
    assert answer.json() == {
        "number": Lead.objects.latest("pk").pk,
        "state": "merged",
        "into": earlier.pk,
    }


def test_r5_2_known_is_whose_customer_an_owner_has(portal, handed_on, road, now):
    opportunity = road.open(now=now, on=now.date())
    answer = portal.send(portal.lead(phone=opportunity.customer.phone))
    assert answer.json() == {"number": Lead.objects.get().pk, "state": "known"}
    assert portal.read(Lead.objects.get().pk).json()["stage"] == "assigned"


@pytest.mark.parametrize("phone", ["13800138001", "12"])
def test_the_same_again_is_answered_as_the_first_time_and_writes_nothing(
    portal, handed_on, clock, phone
):
    first = portal.send(portal.lead(phone=phone))
    lead = Lead.objects.get()
    kept = lead.history.count()
    clock.now += timedelta(seconds=30)
    again = portal.send(portal.lead(phone=phone, received_at="2026-11-19T10:00:10+08:00"))
    assert (first.status_code, again.status_code) == (202, 200)
    assert again.json() == first.json()
    assert Lead.objects.count() == 1 and lead.history.count() == kept
    assert handed_on == ([lead.pk] if phone != "12" else [])


def test_the_first_answer_stands_whatever_became_of_the_lead(portal, handed_on, road, clock):
    first = portal.send(portal.lead(phone="12")).json()
    close_lead(Lead.objects.get(), remark="x", by=road.marketing, now=clock.now)
    assert portal.send(portal.lead(phone="12")).json() == first


def test_other_content_under_the_same_number_is_409(portal, handed_on):
    portal.send()
    answer = portal.send(portal.lead(name="韩梅梅"))
    assert answer.status_code == 409 and answer["Content-Type"] == "application/problem+json"
    assert Lead.objects.get().name == "李雷"


def test_two_sources_may_use_the_same_number(portal, handed_on, road, now):
    other = Portal(now=now, name="Yiche", channel="yiche", store=road.store)
    portal.send()
    assert other.send(other.lead(phone="13800138002")).status_code == 202
    assert Lead.objects.count() == 2


def test_one_sees_the_progress_of_ones_own_leads_alone(portal, handed_on, road, now):
    number = portal.send().json()["number"]
    lead = carry_on(Lead.objects.get(), by=None, now=now)
    assert portal.read(number).json() == {
        "number": number,
        "state": "new",
        "received_at": now.astimezone(lead.received_at.tzinfo).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "assigned_at": lead.assigned_at.astimezone(lead.received_at.tzinfo).strftime(
            "%Y-%m-%dT%H:%M:%SZ"
        ),
        "first_contact_at": None,
        "stage": "assigned",
    }
    other = Portal(now=now, name="Yiche", channel="yiche", store=road.store)
    for answer in (other.read(number), portal.read(number + 1), portal.read(2**70)):
        assert answer.status_code == 404
        assert answer["Content-Type"] == "application/problem+json"


def test_the_progress_follows_the_customer_to_the_end(portal, handed_on, road, now):
    number = portal.send().json()["number"]

    def stage():
        return portal.read(number).json()["stage"]

    assert stage() == "waiting"
    lead = carry_on(Lead.objects.get(), by=None, now=now)
    assert stage() == "assigned"
    later = now + timedelta(minutes=5)
    planned = lead.opportunity.activities.planned().get()
    road.contact(lead.opportunity, now=later, on=later.date(), activity=planned)
    assert stage() == "contacted"
    assert portal.read(number).json()["first_contact_at"]
    for change, hoped in (
        ({"ordered_on": now.date()}, "ordered"),
        ({"state": "won", "ended_on": now.date()}, "delivered"),
        ({"state": "lost"}, "lost"),
    ):
        type(lead.opportunity).objects.filter(pk=lead.opportunity_id).update(**change)
        assert stage() == hoped


def test_what_was_joined_tells_of_the_lead_it_joined_but_nothing_from_before(
    portal, handed_on, road, clock
):
    road.take_in(phone="13800138001")
    clock.now += timedelta(minutes=1)
    told = portal.read(portal.send().json()["number"]).json()
    assert (told["state"], told["stage"]) == ("merged", "assigned")
    assert told["assigned_at"] is None


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "Bearer"},
        {"Authorization": "Basic abc"},
        {"Authorization": "Bearer x"},
    ],
)
def test_no_or_a_wrong_token_is_401(portal, headers):
    for method, path in (("post", "/api/v1/leads"), ("get", "/api/v1/leads/1")):
        answer = getattr(portal.client, method)(path, headers=headers)
        is_problem(answer, 401)
        assert answer["WWW-Authenticate"].startswith("Bearer")


def test_a_revoked_token_is_401(portal, now):
    revoke_source(portal.source, by=None, now=now)
    is_problem(portal.send(), 401)


def test_too_many_calls_are_429_until_the_next_minute(portal, handed_on, clock):
    LeadSource.objects.update(per_minute=3)
    clock.now += timedelta(seconds=20)
    answers = [portal.send(portal.lead(source_id=f"{n}")) for n in range(5)]
    assert [each.status_code for each in answers] == [202, 202, 202, 429, 429]
    assert answers[-1]["Retry-After"] == "40"
    assert answers[-1]["Content-Type"] == "application/problem+json"
    clock.now += timedelta(seconds=40)
    assert portal.send(portal.lead(source_id="later")).status_code == 202


def test_the_calls_of_all_processes_count_together(portal, handed_on):
    from intake.sources import services

    LeadSource.objects.update(per_minute=120)
    codes = []
    for _process in range(61):
        services._leases.clear()
        codes.append(portal.send(portal.lead()).status_code)
    assert codes[0] == 202 and codes[59] == 200 and codes[60] == 429


def test_the_last_use_is_kept_once_a_minute(portal, handed_on, clock):
    def used():
        return LeadSource.objects.get().last_used_at

    first = clock.now
    portal.send()
    clock.now += timedelta(seconds=59)
    portal.send()
    assert used() == first
    clock.now += timedelta(seconds=2)
    portal.send()
    assert used() == clock.now


@pytest.mark.parametrize("method", ["get", "put", "delete", "patch", "head", "options"])
def test_another_method_is_405(portal, method):
    answer = getattr(portal.client, method)("/api/v1/leads")
    assert answer.status_code == 405 and answer["Allow"] == "POST"
    assert portal.client.post("/api/v1/leads/1").status_code == 405
    assert portal.client.post("/api/v1/openapi.json").status_code == 405


def test_an_unknown_address_is_a_problem_document_too(portal):
    is_problem(portal.client.get("/api/v1/customers"), 404)
    is_problem(portal.client.post("/api/v1/leads/"), 404)


def test_over_64_kilobytes_is_413(portal, handed_on):
    whole = json.dumps(portal.lead(), ensure_ascii=False).encode()
    largest = whole + b" " * (64 * 1024 - len(whole))
    is_problem(portal.send(body=largest + b" "), 413)
    assert portal.send(body=largest).status_code == 202


@pytest.mark.parametrize("body", [" ", "{", "[1,]", '{"name": NaN}', "name=x", b"\xff\xfe{\0}\0"])
def test_no_json_is_400(portal, body):
    is_problem(portal.send(body=body), 400)


def test_a_body_that_was_cut_off_takes_no_effect(portal):
    whole = json.dumps(portal.lead()).encode()
    cut = {"wsgi.input": BytesIO(whole), "CONTENT_LENGTH": str(len(whole) + 1)}
    headers = {"Authorization": f"Bearer {portal.token}"}
    answer = portal.client.post(
        "/api/v1/leads", "{}", content_type="application/json", headers=headers, **cut
    )
    is_problem(answer, 400)


def test_a_body_without_its_length_is_411(portal):
    is_problem(portal.send(**{"Transfer-Encoding": "chunked"}), 411)


def test_other_encodings_are_refused(portal):
    whole = json.dumps(portal.lead(), ensure_ascii=False)
    is_problem(portal.send(body=whole.encode("gb18030")), 400)
    is_problem(portal.send(body=whole.encode("utf-16")), 400)
    is_problem(portal.send(kind="application/json; charset=gb18030"), 415)
    is_problem(portal.send(**{"Content-Encoding": "gzip"}), 415)


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "text/json"])
def test_another_type_is_415(portal, kind):
    is_problem(portal.send(body="{}", kind=kind), 415)


def test_a_form_of_a_browser_is_415(portal):
    answer = portal.client.post(
        "/api/v1/leads", portal.lead(), headers={"Authorization": f"Bearer {portal.token}"}
    )
    is_problem(answer, 415)


@pytest.mark.parametrize(
    "kind", ["application/json; charset=utf-8", 'application/json;charset="UTF-8"']
)
def test_utf_8_may_be_said(portal, handed_on, kind):
    assert portal.send(kind=kind).status_code == 202


@pytest.mark.parametrize(
    "sent", ["[]", '"a"', "1", "null", "[" * 30000, '{"a":' * 5000 + "1" + "}" * 5000]
)
def test_json_that_is_no_lead_is_422(portal, sent):
    told = is_problem(portal.send(body=sent), 422)
    assert told["detail"]


def test_deep_nesting_is_422(portal):
    deep = {"name": {"a": {"b": 1}}}
    assert "errors" in portal.send(deep).json()
    is_problem(portal.send({"name": {"a": {"b": [1]}}}), 422)


@pytest.mark.parametrize(
    "wrong, fields",
    [
        ({"name": 1}, ["name"]),
        ({"name": None}, ["name"]),
        ({"name": ["x"]}, ["name"]),
        ({"name": {"first": "x"}}, ["name"]),
        ({"name": ""}, ["name"]),
        ({"name": " \u3000"}, ["name"]),
        ({"name": "x" * 81}, ["name"]),
        ({"name": "a\0b"}, ["name"]),
        ({"name": "\ud800"}, ["name"]),
        ({"source_id": "x" * 81}, ["source_id"]),
        ({"source_id": 17}, ["source_id"]),
        ({"phone": ""}, ["phone"]),
        ({"phone": 13800138000}, ["phone"]),
        ({"phone": "1" * 61}, ["phone"]),
        ({"text": "x" * 2001}, ["text"]),
        ({"budget": "-1"}, ["budget"]),
        ({"budget": "1.234"}, ["budget"]),
        ({"budget": "1e5"}, ["budget"]),
        ({"budget": "NaN"}, ["budget"]),
        ({"budget": "１２"}, ["budget"]),
        ({"budget": "12345678901"}, ["budget"]),
        ({"budget": 1000}, ["budget"]),
        ({"budget": "10\n"}, ["budget"]),
        ({"received_at": "yesterday"}, ["received_at"]),
        ({"received_at": "2026-11-19"}, ["received_at"]),
        ({"received_at": "2026-11-19T09:00:00"}, ["received_at"]),
        ({"received_at": "2026-02-30T09:00:00Z"}, ["received_at"]),
        ({"received_at": "1999-12-31T23:59:59Z"}, ["received_at"]),
        ({"received_at": "2026-11-19T10:06:00+08:00"}, ["received_at"]),
        ({"received_at": "9999-12-31T23:59:59-23:59"}, ["received_at"]),
        ({"received_at": "0001-01-01T00:00:00+23:59"}, ["received_at"]),
        ({"received_at": "2026-11-19T09:00:00+24:00"}, ["received_at"]),
        ({"colour": "red"}, ["colour"]),
        ({"a\0": "x", "name": 1, "colour": 2}, ["a\0"]),
        ({"name": 1, "colour": 2, "budget": "x"}, ["name", "colour", "budget"]),
    ],
)
def test_wrong_fields_are_422_each_with_its_error(portal, wrong, fields):
    told = is_problem(portal.send(portal.lead(**wrong)), 422, *fields)
    assert all(isinstance(said, str) for each in told["errors"].values() for said in each)


def test_what_is_required_is_422_where_it_is_missing(portal):
    is_problem(portal.send({}), 422, "source_id", "name", "phone")
    is_problem(portal.send({"source_id": "a", "name": "x", "email": " "}), 422, "phone")


@pytest.mark.parametrize("contact", [{"wechat": "wxid"}, {"email": "a@b.cn"}])
def test_another_contact_than_a_number_is_enough(portal, handed_on, contact):
    sent = {"source_id": "a", "name": "x"} | contact
    assert portal.send(sent).json()["state"] == "new"


def test_a_field_that_is_named_twice_is_422(portal):
    is_problem(
        portal.send(body='{"source_id": "a", "name": "x", "name": "y", "phone": "138"}'),
        422,
        "name",
    )


def test_the_errors_of_a_body_full_of_nonsense_are_bounded(portal):
    answer = portal.send({f"{n}" * 4: n for n in range(2000)})
    assert answer.status_code == 422 and len(answer.json()["errors"]) <= 50


def test_a_clock_a_little_ahead_is_set_to_ours_and_none_said_is_now(portal, handed_on, now):
    portal.send(portal.lead(received_at="2026-11-19T10:04:00+08:00"))
    portal.send(portal.lead(source_id="b"))
    assert [lead.received_at for lead in Lead.objects.all()] == [now, now]


def test_errors_are_said_in_the_language_that_is_asked_for(portal):
    answer = portal.send({}, **{"Accept-Language": "zh-hans"})
    assert "必填" in str(answer.json()["errors"]["name"]) and "Accept-Language" in answer["Vary"]


def test_fields_of_the_source_are_named_as_its_mapping_says(portal, handed_on):
    mapping = {"id": "source_id", "who": "name", "customer.mobile": "phone", "utm": ""}
    LeadSource.objects.update(mapping=mapping)
    sent = {"id": "7", "who": "李雷", "customer": {"mobile": "13800138001"}, "utm": {"a": 1}}
    assert portal.send(sent).status_code == 202
    lead = Lead.objects.get()
    assert (lead.sent_id, lead.name, lead.phone) == ("7", "李雷", "13800138001")
    assert lead.payload["utm"] == {"a": "1"}


def test_unknown_fields_are_refused_after_the_mapping(portal):
    LeadSource.objects.update(mapping={"who": "name", "customer.mobile": "phone"})
    sent = {"source_id": "7", "who": "李", "customer": {"mobile": "13800138001", "age": "3"}}
    is_problem(portal.send(sent), 422, "customer.age")
    is_problem(portal.send(portal.lead(who="李")), 422, "name")


def test_a_lead_is_kept_when_sorting_fails_and_the_clock_takes_it_up(
    portal, handed_on, monkeypatch, road
):
    def fail(*args, **kwargs):
        raise OperationalError("gone")

    with monkeypatch.context() as patch:
        patch.setattr("intake.api.services.sort_lead", fail)
        answer = portal.send(portal.lead(phone="12"))
    number = Lead.objects.get().pk
    assert (answer.status_code, answer.json()) == (202, {"number": number, "state": "new"})
    assert handed_on == [number]
    sweep_leads()
    assert Lead.objects.get().state == "set_aside"
    assert portal.send(portal.lead(phone="12")).json() == {"number": number, "state": "new"}


def test_a_broker_that_is_away_fails_no_call_and_is_left_alone_for_a_while(
    portal, road, monkeypatch
):
    asked = []

    def away(*args, **options):
        asked.append(options)
        raise BrokerAway("no broker")

    monkeypatch.setattr("intake.distribution.tasks._broker_away_until", 0.0)
    monkeypatch.setattr("intake.distribution.tasks.carry_on_lead.apply_async", away)
    for number in range(3):
        sent = portal.lead(source_id=f"{number}", phone=f"1380013800{number}")
        assert portal.send(sent).status_code == 202
    assert asked == [{"retry": False}]
    sweep_leads()
    assert not Lead.objects.filter(assigned_to=None).exists()


def test_a_database_that_does_not_answer_is_503(portal, monkeypatch):
    def fail(*args, **kwargs):
        raise OperationalError("gone")

    monkeypatch.setattr("intake.api.views.take_call", fail)
    answer = portal.send()
    is_problem(answer, 503)
    assert answer["Retry-After"]


def test_a_source_without_a_store_sends_to_the_one_of_the_district(handed_on, road, clock):
    spread = Portal(now=clock.now, name="Group", channel="website", region=road.store.region)
    near = StoreFactory(region=road.store.region)
    StoreFactory()
    IntakePolicy.objects.create(store=near, districts=["徐汇"])
    for number, district in enumerate(["徐汇区", "浦东", "浦东"]):
        sent = spread.lead(source_id=f"{number}", district=district, phone=f"1380013800{number}")
        spread.send(sent)
    assert [lead.store for lead in Lead.objects.order_by("pk")] == [near, road.store, road.store]
    assert spread.send(spread.lead(source_id="3", phone="13800138009")).status_code == 202
    assert Lead.objects.latest("pk").store == near


def test_a_call_costs_few_queries(portal, handed_on):
    portal.send()
    with CaptureQueriesContext(connection) as counted:
        portal.send(portal.lead(source_id="2", phone="13800138003"))
    assert len(counted) <= 18, [each["sql"][:80] for each in counted]
