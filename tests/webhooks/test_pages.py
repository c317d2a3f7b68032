"""The webhook of a source in the browser: the secret shown once, deliveries, once more, pause (R5.1)."""

import pytest
from django.urls import reverse

from intake.distribution.services.arriving import carry_on
from intake.sources.services import make_source
from intake.webhooks.models import Event, Webhook
from tests.factories import StoreFactory, UserFactory

pytestmark = pytest.mark.django_db


def page(name, *args):
    return reverse(f"intake:{name}", args=args)


def test_the_secret_is_shown_once(road, browse, source):
    client = browse(road.marketing)
    form = client.get(page("webhook", source.pk)).context["form"]
    sent = {"url": "https://partner.example/crm", "token": str(form["token"].value())}
    answer = client.post(page("webhook", source.pk), sent)
    secret = answer.context["secret"]
    assert secret.startswith("whsec_") and secret in answer.content.decode()
    again = client.post(page("webhook", source.pk), sent, follow=True)
    assert secret not in again.content.decode() and Webhook.objects.count() == 1
    renewed = client.post(page("webhook_secret", source.pk), {}).context["secret"]
    assert renewed != secret and Webhook.objects.get().history.count() == 2


@pytest.mark.parametrize(
    "url",
    [
        "http://partner.example/",
        "https://user:password@partner.example/",
        "https://10.1.2.3/",
        "https://[::1]/",
        "https://localhost/",
        "https://crm.internal/",
        "https://partner.example:99999/",
        "https://partner.example:0/",
        "ftp://partner.example/",
        "nonsense",
        "",
        "https://partner.example/" + "x" * 400,
    ],
)
def test_an_address_that_may_not_be_called_is_refused_beside_the_field(road, browse, source, url):
    answer = browse(road.marketing).post(page("webhook", source.pk), {"url": url})
    assert answer.context["form"].errors["url"] and not Webhook.objects.exists()


def test_what_was_sent_is_listed_and_sent_once_more(partner, browse, count_queries):
    client, url = browse(partner.road.marketing), page("webhook", partner.source.pk)
    carry_on(partner.road.record(source=partner.source, sent_id="1"), by=None, now=partner.road.now)
    partner.server.troubles = [422]
    partner.send()
    shown = client.get(url).content.decode()
    assert "HTTP 422" in shown and partner.secret not in shown
    before = count_queries(client, url)
    for number in (2, 3):
        lead = partner.road.record(source=partner.source, sent_id=f"{number}")
        carry_on(lead, by=None, now=partner.road.now)
    assert count_queries(client, url) == before
    event = Event.objects.order_by("pk").first()
    client.post(page("event_again", event.pk), {})
    assert Event.objects.get(pk=event.pk).attempts == 0


def test_it_is_paused_and_goes_on(partner, browse):
    client = browse(partner.road.marketing)
    client.post(page("webhook_pause", partner.source.pk), {})
    assert Webhook.objects.get().paused_at
    assert "Webhook paused" in client.get(page("source_list")).content.decode()
    client.post(page("webhook_pause", partner.source.pk), {"go_on": "1"})
    assert Webhook.objects.get().paused_at is None


def test_another_address_keeps_the_secret(partner, browse):
    sealed = Webhook.objects.get().secret
    sent = {"url": "https://partner.example/new"}
    browse(partner.road.marketing).post(page("webhook", partner.source.pk), sent)
    assert (Webhook.objects.get().url, Webhook.objects.get().secret) == (sent["url"], sealed)


def test_r1_3_another_store_and_who_only_sees_it_do_not_enter(partner, browse, now):
    carry_on(partner.road.record(source=partner.source, sent_id="1"), by=None, now=partner.road.now)
    stranger = browse(UserFactory(store=StoreFactory(), role="marketing"))
    for url in (page("webhook", partner.source.pk), page("webhook_secret", partner.source.pk)):
        assert stranger.get(url).status_code == 404
    for url in (
        page("webhook_pause", partner.source.pk),
        page("event_again", Event.objects.get().pk),
    ):
        assert stranger.post(url, {}).status_code == 404
    group, _token = make_source(by=None, now=now, name="Group", channel="website")
    head = browse(UserFactory(role="director", store=None, region=partner.road.store.region))
    assert head.get(page("webhook", group.pk)).status_code == 404
    assert head.get(page("webhook", partner.source.pk)).status_code == 200


def test_without_a_webhook_there_is_nothing_to_pause_or_renew(road, browse, source):
    client = browse(road.marketing)
    assert client.get(page("webhook_secret", source.pk)).status_code == 404
    assert client.post(page("webhook_pause", source.pk), {}).status_code == 404
