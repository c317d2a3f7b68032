"""The document says what is answered: it is valid, and calls made of it are answered as it says."""

import hypothesis
import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from openapi_spec_validator import validate
from schemathesis import GenerationMode, openapi
from schemathesis.checks import ignored_auth, positive_data_acceptance

from intake.api.rules.document import document
from intake.arrivals.models import Lead
from intake.sources.models import LeadSource

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def kept_open():
    """The connection of the test outlives each request, as with Django's own client."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


POST, GET = ("/api/v1/leads", "POST"), ("/api/v1/leads/{number}", "GET")


def test_the_document_is_valid_and_open_to_all(portal):
    answer = portal.client.get("/api/v1/openapi.json")
    assert answer.status_code == 200 and answer.json() == document()
    validate(answer.json())


def test_the_examples_of_the_document_are_taken(portal, handed_on):
    properties = document()["components"]["schemas"]["Lead"]["properties"]
    sent = {name: schema["examples"][0] for name, schema in properties.items()}
    assert portal.send(sent | {"received_at": "2026-11-18T09:30:00+08:00"}).status_code == 202


def cannot_be_kept(value):
    """NUL and halves of a character, which no schema names and no database takes."""
    return isinstance(value, str) and any(c == "\0" or "\ud800" <= c <= "\udfff" for c in value)


@pytest.mark.parametrize("path, method", [POST, GET])
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_calls_made_of_the_document_are_answered_as_it_says(portal, handed_on, path, method, mode):
    """Fuzzed by schemathesis: bodies and numbers that fit the document, and such as do not."""
    LeadSource.objects.update(per_minute=1_000_000)
    operation = openapi.from_wsgi("/api/v1/openapi.json", WSGIHandler())[path][method]
    headers = {"Authorization": f"Bearer {portal.token}"}

    @hypothesis.given(operation.as_strategy(generation_mode=mode))
    @hypothesis.settings(max_examples=40)
    def send(case):
        answer = case.call(headers=headers)
        # It would take the right token for one that it invented, and no schema says what the future is.
        aside = [ignored_auth]
        body = case.body if isinstance(case.body, dict) else {}
        if "received_at" in body or any(map(cannot_be_kept, body.values())):
            aside.append(positive_data_acceptance)
        case.validate_response(answer, excluded_checks=aside)
        before = Lead.objects.count()
        if method == "POST" and answer.status_code == 202:
            assert Lead.objects.filter(pk=answer.json()["number"]).exists()
            assert case.call(headers=headers).status_code == 200
            assert Lead.objects.count() == before

    send()
