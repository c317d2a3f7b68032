"""A portal that is told what becomes of its leads, at a server of its own on this machine."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from intake.webhooks.models import Event, Webhook
from intake.webhooks.services import make_webhook, send_due
from tests.certificates import certificate, trusted  # noqa: F401
from tests.leads_road import at_fixed_now, browse, count_queries, now, road, today  # noqa: F401
from tests.sources.test_sources import source  # noqa: F401
from tests.webhooks.receiver import running


class Partner:
    """``source`` has a webhook at ``server``; ``at`` is the moment of the clock."""

    def __init__(self, road, source, server):
        self.road, self.source, self.server = road, source, server
        self.webhook, self.secret = make_webhook(
            source, url=server.url, by=road.marketing, now=road.now
        )
        self.at = timezone.now() + timedelta(seconds=5)

    def clock(self):
        return self.at

    def send(self, *, later=0):
        """What is due is sent, so many minutes later; returns how many events arrived."""
        self.at += timedelta(minutes=later)
        return send_due(Webhook.objects.get(pk=self.webhook.pk), clock=self.clock)

    @property
    def told(self):
        return [json.loads(body) for _headers, body in self.server.got]

    @property
    def stages(self):
        return [told["stage"] for told in self.told]

    @property
    def states(self):
        return list(Event.objects.order_by("pk").values_list("state", flat=True))


@pytest.fixture
def server(trusted):
    with running(trusted.context) as server:
        yield server


@pytest.fixture
def partner(road, source, server):
    return Partner(road, source, server)
