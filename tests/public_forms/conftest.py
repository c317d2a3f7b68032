from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from intake.public_forms.models import PublicForm
from tests.leads_road import at_fixed_now, browse, count_queries, now, road, today  # noqa: F401

TOLD = {
    "name": "韩梅梅",
    "phone": "138 0013 8000",
    "wechat": "",
    "model": "Golf",
    "text": "想试驾",
    "website": "",
    "agrees": "on",
}


@pytest.fixture(autouse=True)
def handed_on(monkeypatch):
    """The leads that a worker was given."""
    keys = []
    monkeypatch.setattr(
        "intake.distribution.tasks.carry_on_lead.apply_async",
        lambda args, **options: keys.append(*args),
    )
    return keys


@pytest.fixture
def public_form(road, now):
    return PublicForm.objects.create(
        store=road.store, title="广州车展", made_by=road.marketing, made_at=now
    )


class Visitor:
    """Somebody with a telephone, who opens a form and sends it ten seconds later."""

    def __init__(self, form, now, tick):
        self.client, self.now, self._tick = Client(enforce_csrf_checks=True), now, tick
        self.url = reverse("intake:ask", args=[form.slug])
        self.fields = {}

    def open(self):
        answer = self.client.get(self.url)
        self.fields = self._hidden(answer)
        return answer

    def _hidden(self, answer):
        form = answer.context["form"] if answer.context else None
        token = self.client.cookies.get("csrftoken")
        page = form and (form.data.get("page") if form.is_bound else form.initial["page"])
        return {"page": page or "", "csrfmiddlewaretoken": token.value if token else ""}

    def send(self, *, after=10, **told):
        self._tick(self.now + timedelta(seconds=after))
        values = {k: v for k, v in (self.fields | TOLD | told).items() if v is not None}
        return self.client.post(self.url, values)

    def again(self, answer, *, after=20, **told):
        """What is shown, sent once more."""
        self.fields = self._hidden(answer)
        return self.send(after=after, **told)


@pytest.fixture
def tick(monkeypatch):
    """`tick(moment)`: requests take place then."""
    return lambda moment: monkeypatch.setattr("foundation.clock.now", lambda: moment)


@pytest.fixture
def visitor(public_form, now, tick):
    found = Visitor(public_form, now, tick)
    found.open()
    return found
