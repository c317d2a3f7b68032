"""A store whose manager and customer service are named to read what is told in confidence."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from service.misconduct.models import MisconductReport
from service.misconduct.queries import desk_of
from service.misconduct.services import follow_up, name_trustees
from tests.browsing import browse, today  # noqa: F401
from tests.factories import Floor, UserFactory
from tests.leads_road import now  # noqa: F401

TEXT = "伪造试驾记录骗取奖金"


class Store(Floor):
    """``send(text, …)``: told by nobody; returns the report, with its ``secret`` code."""

    def __init__(self, now, tick):
        super().__init__()
        self.now, self.tick = now, tick
        people = {"director": "郭总监", "manager": "马经理", "consultant": "卢顾问"}
        for name, full_name in people.items():
            person = getattr(self, name)
            person.full_name = full_name
            person.save()
        self.service = UserFactory(store=self.store, role="service", full_name="史客服")
        self.general = UserFactory(store=self.store, role="general_manager", full_name="沈总")
        self.desk = desk_of(store=self.store)
        self.url = reverse("service:misconduct_public", args=[self.desk.slug])
        self.name(self.manager, self.service)

    def name(self, *people, by=None):
        name_trustees(self.desk, by=by or self.general, now=self.now, people=people)

    def page(self, client=None, url=None):
        self.tick(self.now)
        answer = (client or Client()).get(url or self.url)
        self.tick(self.now + timedelta(seconds=30))
        return answer.context["form"].initial["page"]

    def send(self, text=TEXT, client=None, page=None, **told):
        client = client or Client(enforce_csrf_checks=True)
        sent = {"text": text, "page": page or self.page(client)} | told
        answer = client.post(self.url, sent)
        assert "code" in answer.context, answer.context["form"].errors
        report = MisconductReport.objects.latest("pk")
        report.secret = answer.context["code"]
        return report

    def readers(self, report):
        return set(report.readers.filter(ended_on=None).values_list("person", flat=True))

    def follow(self, report, days=0):
        then = self.now + timedelta(days=days)
        follow_up(report, on=then.date(), now=then)


@pytest.fixture
def store(db, now, monkeypatch, settings, tmp_path):  # noqa: F811
    settings.MEDIA_ROOT = tmp_path
    return Store(now, lambda moment: monkeypatch.setattr("foundation.clock.now", lambda: moment))
