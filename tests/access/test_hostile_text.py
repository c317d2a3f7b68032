"""What people type breaks no page, and stands there as they typed it, in either language (R1.4)."""

import re
from html import unescape

import pytest
from django.apps import apps
from django.db import connection, models
from django.urls import reverse
from icalendar import Calendar

from followups.activities.models import Activity
from followups.feeds.services import renew_feed
from foundation.reason_codes import ReasonField
from tests.access.rows import add_rows
from tests.access.table import PAGES
from tests.hostile import HOSTILE

APPS = (
    "accounts",
    "leads",
    "followups",
    "orders",
    "reception",
    "compliance",
    "rewards",
    "reports",
    "intake",
    "service",
)
# What stands in them is made or checked by the house, or is the key to something.
MADE = {
    "password",
    "phone",
    "old_phone",
    "code",
    "time_zone",
    "number",
    "vin",
    "sheet",
    "id_number",
}
MADE |= {"token_hash", "username", "plate_number", "rule", "slug", "host"}
# Only what is over has one.
TIED = {("TargetCustomer", "inactive_reason"), ("Errand", "result"), ("Errand", "cancel_reason")}
# Digests, types of files, codes of grades and occasions, and what is sent to the letter or lies sealed.
TIED |= {("Lead", "content"), ("Mail", "key"), ("ComplaintFile", "content_type")}
TIED |= {("LossReview", "grade"), ("HistoricalLossReview", "grade")}
TIED |= {("Survey", "occasion"), ("HistoricalSurvey", "occasion")}
TIED |= {("Webhook", "secret"), ("Event", "body")}
# The database refuses to change a ledger; a notice holds codes and values, nothing that is typed.
KEPT = {"LedgerEntry", "RewardEntry", "Notice"}
# Keys and counts of the house, which no page shows.
KEPT |= {"Attempt", "FormSending", "Pace", "PageSending", "SubmittedForm"}
# What machines say of their work.
KEPT |= {"BackupRun"}
# Made of what is typed elsewhere.
KEPT |= {"ComplaintKey", "CustomerKey", "OrderKey", "OwnedVehicleKey", "VehicleKey"}
TEXT = (models.CharField, models.TextField, ReasonField)
LANGUAGES = ("en", "zh-hans")


def typed_fields(model):
    for field in model._meta.local_concrete_fields:
        if (
            type(field) in TEXT
            and not field.choices
            and not field.unique
            and field.name not in MADE
            and (model.__name__, field.name) not in TIED
        ):
            yield field


def unique_together(model):
    """The names of fields of which no two rows may have the same."""
    rules = (rule for rule in model._meta.constraints if isinstance(rule, models.UniqueConstraint))
    return {name for rule in rules for name in rule.fields}


def type_everywhere(shift):
    """Put one text after the other into each field in which somebody may type."""
    texts = HOSTILE + (["a\x00b"] if connection.vendor == "sqlite" else [])
    number = shift
    for label in APPS:
        for model in apps.get_app_config(label).get_models():
            fields = [] if model.__name__ in KEPT else list(typed_fields(model))
            apart = unique_together(model)
            for pk in model._base_manager.values_list("pk", flat=True) if fields else ():
                values = {}
                for field in fields:
                    number += 1
                    end = f"~{pk}" if field.name in apart else ""
                    longest = field.max_length and field.max_length - len(end)
                    values[field.name] = texts[number % len(texts)][:longest] + end
                model._base_manager.filter(pk=pk).update(**values)


def test_no_text_of_any_model_is_forgotten(world):
    """A new model gets a row in the world or its rows, or says above why nobody types into it."""
    add_rows(world.places["own"], world.now)
    world.use_jobs_of("director")
    models_of = [model for label in APPS for model in apps.get_app_config(label).get_models()]
    empty = {
        model.__name__
        for model in models_of
        if model.__name__ not in KEPT
        and any(typed_fields(model))
        and not model._base_manager.exists()
    }
    assert not empty, f"no row of {sorted(empty)}"
    names = {model.__name__ for model in models_of}
    fields = {field.name for model in models_of for field in model._meta.get_fields()}
    assert not KEPT - names and not MADE - fields, "gone since"


def shown(response):
    """The text of a page as its reader gets it."""
    html = re.sub(r"<br ?/?>", "\n", response.content.decode())
    return unescape(html)


def is_html(response):
    return response.headers.get("content-type", "").startswith("text/html")


def test_every_page_opens(world, url_of, client):
    client.raise_request_exception = False
    add_rows(world.places["own"], world.now)
    wrong = []
    for role, language in (("director", "zh-hans"), ("consultant", "en")):
        world.use_jobs_of(role)
        world.log_in(client, role)
        type_everywhere(shift=len(role))
        for name, page in PAGES.items():
            if page.opens(role, "own") and not page.post_only and name not in ("logout", "login"):
                spoken = {"accept-language": language}
                answer = client.get(url_of(name), {"state": "all"}, headers=spoken)
                if answer.status_code not in (200, 302):
                    wrong.append(f"{name} {role}: {answer.status_code}")
                elif is_html(answer) and b"<script>alert(" in answer.content:
                    wrong.append(f"{name} {role}: not escaped")
    assert not wrong, "\n".join(wrong)


@pytest.mark.once
def test_what_was_typed_into_a_plan_is_read_as_it_was_typed(world, url_of, client):
    place = world.places["own"]
    world.log_in(client, "consultant")
    token = renew_feed(user=place.person, now=world.now)
    feed = reverse("followups:feed", args=[token])
    Activity.objects.filter(pk=place.plan.pk).update(planned_on=world.now.date())
    names = ("customer_card", "week", "plan_list", "log_plan")
    pages = [url_of(f"followups:{name}") for name in names]
    wrong = []
    for text in HOSTILE:
        Activity.objects.filter(consultant=place.person).update(expected_content=text)
        for language in LANGUAGES:
            for url in pages:
                answer = client.get(url, headers={"accept-language": language})
                if answer.status_code != 200 or text not in shown(answer):
                    wrong.append(f"{url} {language} {answer.status_code}: {text[:40]!r}")
        calendar = Calendar.from_ical(client.get(feed).content)
        if not any(text in str(event["description"]) for event in calendar.walk("VEVENT")):
            wrong.append(f"feed: {text[:40]!r}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.once
def test_what_was_typed_as_a_reason_is_read_as_it_was_typed(world, url_of, client):
    """Of moves, cancellations, changes, decisions and in the history."""
    place = world.places["own"]
    world.log_in(client, "director")
    card, history = url_of("followups:customer_card"), url_of("followups:customer_history")
    plan = place.plan
    other = Activity.objects.get(pk=plan.pk)
    other.pk, other.state, other.ended_on = None, "cancelled", plan.recorded_on
    other.save()
    plan.moves.create(
        moved_on=plan.recorded_on, from_on=plan.planned_on, to_on=plan.planned_on, reason="x"
    )
    change = place.opportunity.changes.latest("pk")
    change.pk, change.note = None, "H改"
    change.save()
    place.customer.address = "changed"
    place.customer.save()
    rows = {
        card: [
            (Activity.objects.filter(pk=other.pk), "cancel_reason"),
            (plan.moves.all(), "reason"),
            (place.opportunity.changes.all(), "reason"),
        ],
        history: [(place.customer.history.all(), "history_change_reason")],
        url_of("followups:absence_detail"): [
            (type(place.absence).objects.filter(pk=place.absence.pk), "decision_reason")
        ],
        url_of("compliance:claim_detail"): [
            (type(place.claim).objects.filter(pk=place.claim.pk), "reason")
        ],
    }
    type(place.absence).objects.filter(pk=place.absence.pk).update(state="refused")
    type(place.claim).objects.filter(pk=place.claim.pk).update(
        state="refused", decided_at=world.now
    )
    wrong = []
    for text in HOSTILE:
        for url, fields in rows.items():
            for queryset, name in fields:
                queryset.update(**{name: text})
                for language in LANGUAGES:
                    answer = client.get(url, headers={"accept-language": language})
                    if answer.status_code != 200 or text not in shown(answer):
                        wrong.append(f"{url} {name} {language} {answer.status_code}: {text[:40]!r}")
                queryset.update(**{name: ""})
    assert not wrong, "\n".join(wrong)
