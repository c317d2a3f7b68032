"""What becomes of a lead is told to its source: with the change, in order, signed, at least once (R5.1)."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction

from accounts.notices.models import Notice
from foundation import calling
from foundation.deliveries import DeliveryState, NoConnection
from intake.arrivals.models import Lead
from intake.arrivals.services.mending import close_lead, join_leads
from intake.arrivals.services.sorting import sort_lead
from intake.distribution.services.arriving import carry_on
from intake.webhooks.models import Event, Webhook
from intake.webhooks.queries import due_webhooks
from intake.webhooks.rules import MOST_FAILURES
from intake.webhooks.services import (
    expire_claims,
    forget_events,
    note_changes,
    pause_webhook,
    renew_secret,
    resume_webhook,
    send_again,
)
from tests.webhooks.test_signatures import verify

pytestmark = pytest.mark.django_db


def arrive(partner, **told):
    told = {"sent_id": "a-1"} | told
    return partner.road.record(source=partner.source, **told)


def test_r5_1_each_state_is_told_with_the_keys_of_the_endpoint(partner):
    lead = arrive(partner)
    assert not Event.objects.exists()
    carry_on(lead, by=None, now=partner.road.now)
    assert partner.send() == 1
    (told,) = partner.told
    event = Event.objects.get()
    assert (told["event_id"], told["source_id"]) == (str(event.event_id), "a-1")
    assert (told["number"], told["state"], told["stage"]) == (lead.pk, "new", "assigned")
    assert told["assigned_at"] and told["first_contact_at"] is None
    assert event.state == DeliveryState.SENT and event.attempts == 1
    note_changes([lead.pk])
    assert partner.send() == 0 and Event.objects.count() == 1


def test_r5_2_what_is_set_aside_known_or_closed_is_told(partner):
    aside = sort_lead(arrive(partner, text="点错了"), by=None, now=partner.road.now)
    close_lead(aside, remark="no", by=partner.road.marketing, now=partner.road.now)
    assert partner.send() == 2
    assert [(t["state"], t["stage"]) for t in partner.told] == [
        ("set_aside", "waiting"),
        ("new", "closed"),
    ]


def test_of_one_that_joined_another_it_is_told_how_far_that_comes(partner):
    now = partner.road.now
    first = sort_lead(partner.road.record(), by=None, now=now)
    second = sort_lead(arrive(partner), by=None, now=now)
    join_leads(second, into=first, by=partner.road.marketing, now=now)
    carry_on(Lead.objects.get(pk=first.pk), by=None, now=now + timedelta(minutes=1))
    partner.send()
    assert [(t["state"], t["stage"]) for t in partner.told] == [
        ("merged", "waiting"),
        ("merged", "assigned"),
    ]


def test_what_is_undone_with_its_transaction_is_never_told(partner):
    lead = arrive(partner)
    with pytest.raises(RuntimeError), transaction.atomic():
        carry_on(lead, by=None, now=partner.road.now)
        assert Event.objects.exists()
        raise RuntimeError
    assert not Event.objects.exists()


def test_a_source_without_a_webhook_costs_no_row(road):
    road.take_in()
    assert not Event.objects.exists()


def test_it_is_sent_in_the_order_of_each_lead(partner):
    one, two = arrive(partner), arrive(partner, sent_id="a-2")
    for lead in (one, two):
        sort_lead(lead, by=None, now=partner.road.now)
        carry_on(Lead.objects.get(pk=lead.pk), by=None, now=partner.road.now)
    close_without_card(two)
    partner.server.troubles = [422]
    partner.send()
    # The first lead's event was refused: the other's go on, its own wait behind it.
    assert {told["source_id"] for told in partner.told} == {"a-2"}
    partner.send(later=2)
    stages = [told["stage"] for told in partner.told if told["source_id"] == "a-2"]
    assert stages == ["assigned", "closed"] and partner.stages[-1] == "assigned"


def close_without_card(lead):
    """As though nothing came of it."""
    Lead.objects.filter(pk=lead.pk).update(state="closed")
    note_changes([lead.pk])


def test_a_server_that_is_away_is_left_alone_and_asked_again(partner):
    carry_on(arrive(partner), by=None, now=partner.road.now)
    partner.server.troubles = [503, 503]
    assert partner.send() == 0
    assert partner.states == [DeliveryState.WAITING]
    assert Webhook.objects.get().failures == 1 and Webhook.objects.get().rests_until
    assert partner.send() == 0 and Event.objects.get().attempts == 1
    assert partner.send(later=1) == 0 and partner.send(later=3) == 1
    webhook = Webhook.objects.get()
    assert (webhook.failures, webhook.rests_until) == (0, None)


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_redirects_are_not_followed(partner, status):
    carry_on(arrive(partner), by=None, now=partner.road.now)
    partner.server.troubles = [status]
    partner.send()
    event = Event.objects.get()
    assert (event.state, event.error) == (DeliveryState.WAITING, f"HTTP {status}")


def test_an_answer_that_does_not_come_is_no_arrival_and_the_event_is_the_same(partner, monkeypatch):
    """At least once: the receiver drops doubles by the event."""
    carry_on(arrive(partner), by=None, now=partner.road.now)
    monkeypatch.setattr(calling, "STEP", 1)
    partner.server.troubles = ["silent"]
    assert partner.send() == 0 and partner.send(later=2) == 1
    first, second = partner.told
    assert first == second
    signatures = [headers["webhook-id"] for headers, _body in partner.server.got]
    assert signatures == [first["event_id"]] * 2


def test_a_worker_that_was_killed_while_sending_lets_it_be_sent_again(partner):
    carry_on(arrive(partner), by=None, now=partner.road.now)
    Event.objects.update(state=DeliveryState.SENDING, claimed_at=partner.at)
    assert partner.send() == 0
    assert expire_claims(partner.at + timedelta(minutes=11)) == 1
    assert partner.send(later=11) == 1


def test_after_too_many_failures_it_pauses_and_its_keepers_are_told_once(partner):
    carry_on(arrive(partner), by=None, now=partner.road.now)
    partner.server.troubles = [500] * 50
    for _round in range(MOST_FAILURES + 3):
        partner.send(later=24 * 60)
    webhook = Webhook.objects.get()
    assert webhook.paused_at and webhook.failures == MOST_FAILURES
    told = Notice.objects.filter(kind="webhook.paused")
    assert set(told.values_list("person", flat=True)) >= {partner.road.marketing.pk}
    assert "Autohome" in str(told.first()) and told.first().url.endswith("/sources/")
    partner.server.troubles = []
    resume_webhook(webhook, by=partner.road.marketing, now=partner.at)
    if partner.states == [DeliveryState.FAILED]:
        send_again(Event.objects.get(), now=partner.at)
    assert partner.send() == 1


def test_what_happens_while_it_is_paused_is_sent_afterwards(partner):
    acting = {"by": partner.road.marketing, "now": partner.road.now}
    pause_webhook(partner.webhook, **acting)
    carry_on(arrive(partner), by=None, now=partner.road.now)
    assert not due_webhooks(partner.at).exists()
    resume_webhook(partner.webhook, **acting)
    assert due_webhooks(partner.at).exists() and partner.send() == 1


def test_by_hand_it_is_sent_once_more_as_the_same_event(partner):
    carry_on(arrive(partner), by=None, now=partner.road.now)
    partner.send()
    send_again(Event.objects.get(), now=partner.at)
    assert partner.send() == 1 and partner.told[0] == partner.told[1]


def test_a_new_secret_signs_from_then_on(partner):
    carry_on(arrive(partner), by=None, now=partner.road.now)
    secret = renew_secret(partner.webhook, by=partner.road.marketing, now=partner.at)
    partner.send()
    ((headers, body),) = partner.server.got
    assert verify(secret, headers, body, partner.at.timestamp())
    assert not verify(partner.secret, headers, body, partner.at.timestamp())
    assert secret not in str(list(Webhook.history.values()) + list(Webhook.objects.values()))


def test_our_own_network_is_never_called(partner, settings):
    carry_on(arrive(partner), by=None, now=partner.road.now)
    settings.PRIVATE_HOSTS = []
    assert partner.send() == 0 and partner.server.got == []
    assert Event.objects.get().error == "an address of our own network"


@pytest.mark.parametrize(
    "url", ["https://10.0.0.1/", "https://[::1]/", "https://169.254.169.254/latest", "http://x.cn/"]
)
def test_what_may_not_be_called(url, settings):
    with pytest.raises(NoConnection):
        calling.post(url, b"{}", {})


def test_a_certificate_that_nobody_vouches_for_is_refused(partner, monkeypatch):
    carry_on(arrive(partner), by=None, now=partner.road.now)
    monkeypatch.delenv("SSL_CERT_FILE")
    assert partner.send() == 0 and partner.server.got == []
    assert Event.objects.get().error == "the certificate is not valid"


def test_what_was_told_long_ago_is_forgotten_but_for_the_last(partner):
    lead = arrive(partner)
    sort_lead(lead, by=None, now=partner.road.now)
    carry_on(Lead.objects.get(pk=lead.pk), by=None, now=partner.road.now)
    close_without_card(lead)
    partner.send()
    assert forget_events(partner.at + timedelta(days=91)) == 1
    assert partner.states == [DeliveryState.SENT] and '"closed"' in Event.objects.get().body


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_send_the_same_at_once(partner):
    for number in range(6):
        carry_on(arrive(partner, sent_id=f"b-{number}"), by=None, now=partner.road.now)
    partner.server.pace = 0.05
    numbers = []

    def work():
        try:
            numbers.append(partner.send())
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    events = [told["event_id"] for told in partner.told]
    assert sum(numbers) == 6 == len(events) == len(set(events))
