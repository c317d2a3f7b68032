"""What is owed outlives surprises, and what somebody sets holds at once (R5.1)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from foundation.deliveries import DeliveryState
from intake.arrivals.models import Lead
from intake.distribution.services.arriving import carry_on
from intake.webhooks import services
from intake.webhooks.models import Event, Webhook
from intake.webhooks.services import (
    edit_webhook,
    note_opportunities,
    pause_webhook,
    renew_secret,
)
from tests.webhooks.test_sending import arrive
from tests.webhooks.test_signatures import verify

pytestmark = pytest.mark.django_db


@pytest.fixture
def owed(partner):
    """A partner that is owed two events, of two leads."""
    for number in range(2):
        lead = arrive(partner, sent_id=f"a-{number}")
        carry_on(lead, by=None, now=partner.road.now)
    return partner


def test_an_address_with_chinese_words_is_called(owed):
    url = owed.server.url.replace("/leads", "/线索")
    edit_webhook(owed.webhook, url=url, by=owed.road.marketing, now=owed.road.now)
    assert owed.send() == 2 and Webhook.objects.get().failures == 0


def test_what_nobody_foresaw_is_tried_again_and_counts_as_a_failure(owed, monkeypatch):
    def fail(*told):
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr(services, "post", fail)
        assert owed.send() == 0
    assert owed.states == [DeliveryState.WAITING] * 2
    assert Webhook.objects.get().failures == 1
    assert owed.send(later=5) == 2


def test_what_another_worker_has_says_nothing_of_the_server(owed, monkeypatch):
    def taken(event, call, **more):
        Event.objects.filter(pk=event.pk).update(state=DeliveryState.SENDING)
        return False

    monkeypatch.setattr(services, "deliver", taken)
    Webhook.objects.update(failures=3)
    assert owed.send() == 0 and Webhook.objects.get().failures == 3


def after_the_first(monkeypatch, act):
    """Somebody acts while the first event is on its way."""
    post, calls = services.post, []

    def send(*told):
        calls.append(told)
        if len(calls) == 1:
            act()
        return post(*told)

    monkeypatch.setattr(services, "post", send)
    return calls


def test_a_pause_holds_from_the_next_event_on(owed, monkeypatch):
    acting = {"by": owed.road.marketing, "now": owed.at}
    after_the_first(monkeypatch, lambda: pause_webhook(owed.webhook, **acting))
    assert owed.send() == 1 and owed.states == [DeliveryState.SENT, DeliveryState.WAITING]


def test_another_address_and_a_new_secret_hold_from_the_next_event_on(owed, monkeypatch):
    acting = {"by": owed.road.marketing, "now": owed.at}
    secrets = []

    def change():
        edit_webhook(owed.webhook, url=owed.server.url + "&new=1", **acting)
        secrets.append(renew_secret(owed.webhook, **acting))

    calls = after_the_first(monkeypatch, change)
    assert owed.send() == 2
    assert [url.endswith("&new=1") for url, *_more in calls] == [False, True]
    headers, body = owed.server.got[1]
    assert verify(secrets[0], headers, body, owed.at.timestamp())


def test_without_a_webhook_a_change_of_an_opportunity_looks_at_no_lead(road):
    lead = road.take_in()
    with CaptureQueriesContext(connection) as queries:
        note_opportunities([1, 2])
    assert len(queries) == 1 and Lead.objects.filter(pk=lead.pk).exists()


def test_the_leads_of_an_opportunity_are_found_by_their_keys_and_told(owed):
    """Each look-up is by one key: no other lead of any source is looked at."""
    first, second = Lead.objects.order_by("pk")
    opportunity = owed.road.open(now=owed.road.now, on=owed.road.now.date())
    Lead.objects.filter(pk=first.pk).update(opportunity=opportunity, state="closed")
    Lead.objects.filter(pk=second.pk).update(into=first, state="merged")
    Event.objects.all().delete()
    with CaptureQueriesContext(connection) as queries:
        note_opportunities([opportunity.pk])
    assert not any(" OR " in query["sql"] for query in queries)
    assert set(Event.objects.values_list("lead", flat=True)) == {first.pk, second.pk}
