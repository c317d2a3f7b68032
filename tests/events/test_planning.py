"""Planning an event, and naming it as what brought a customer (R9.7)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from leads.events.models import MarketEvent
from leads.opportunities.models import Opportunity
from tests.browsing import (
    fields,  # noqa: F401
    floor,  # noqa: F401
)
from tests.factories import Floor, UserFactory

NEW = reverse("leads:event_create")
CUSTOMER = reverse("followups:customer_create")


@pytest.fixture
def marketing(browse, floor):  # noqa: F811
    return browse(UserFactory(store=floor.store, role="marketing"))


@pytest.fixture
def event(floor, today):  # noqa: F811
    return MarketEvent.objects.create(
        store=floor.store, name="Show", starts_on=today, ends_on=today
    )


def filled(fields, client, **typed):  # noqa: F811
    values = {"name": "Show", "starts_on": "2026-12-01", "ends_on": "2026-12-02"}
    return fields(client.get(NEW)) | values | typed


def test_marketing_plans_an_event_once(marketing, fields, floor):  # noqa: F811
    values = filled(fields, marketing, target_leads="20", budget="5000.50")
    for _again in range(2):
        answer = marketing.post(NEW, values)
        assert answer.status_code == 302 and answer["Location"] == reverse("reports:events")
    event = MarketEvent.objects.get()
    assert (event.store, event.target_leads, str(event.budget)) == (floor.store, 20, "5000.50")
    assert event.history.count() == 1


def test_what_it_cost_is_added_afterwards(marketing, event, fields):  # noqa: F811
    url = reverse("leads:event_edit", args=[event.pk])
    marketing.post(url, fields(marketing.get(url), cost="4200"))
    event.refresh_from_db()
    assert str(event.cost) == "4200.00"


def test_the_plan_names_who_is_responsible_and_by_when(marketing, fields, floor):  # noqa: F811
    """S1: target, responsible, steps with dates, budget before, result after."""
    typed = {
        "responsible": floor.manager.pk,
        "steps": "11-25 场地\n11-28 物料",
        "result": "来客 80 组",
    }
    assert marketing.post(NEW, filled(fields, marketing, **typed)).status_code == 302
    event = MarketEvent.objects.get()
    assert (event.responsible, event.result) == (floor.manager, "来客 80 组")
    assert "11-28" in event.steps
    form = marketing.post(NEW, filled(fields, marketing, responsible=Floor().manager.pk)).context
    assert set(form["form"].errors) == {"responsible"}


def test_dates_and_amounts_that_make_no_sense_are_refused(marketing, fields, floor):  # noqa: F811
    values = filled(fields, marketing, ends_on="2026-11-01", budget="-1", target_leads="x")
    form = marketing.post(NEW, values).context["form"]
    assert set(form.errors) == {"ends_on", "budget", "target_leads"}


def test_whom_another_stores_event_is_shown(marketing, today):
    other = MarketEvent.objects.create(
        store=Floor().store, name="Far", starts_on=today, ends_on=today
    )
    assert marketing.get(reverse("leads:event_edit", args=[other.pk])).status_code == 404


def test_a_new_customer_names_the_event(browse, floor, event, fields, today):  # noqa: F811
    client = browse(floor.consultant)
    typed = {
        "name": "何先生",
        "phone": "13912345678",
        "gender": "M",
        "birthday": "1990-01-01",
        "source": "6",
        "customer_type": "private",
        "district": "朝阳区",
        "model": "Golf",
        "note": "H 看车",
        "expected_on": str(today + timedelta(days=3)),
        "event": str(event.pk),
    }
    page = client.get(CUSTOMER)
    assert "Show" in page.content.decode()
    assert client.post(CUSTOMER, fields(page, **typed)).status_code == 302
    assert Opportunity.objects.get().event == event


def test_an_event_of_long_ago_or_of_another_store_is_not_offered(
    browse,
    floor,  # noqa: F811
    event,
    today,
):
    client = browse(floor.consultant)
    MarketEvent.objects.filter(pk=event.pk).update(
        starts_on=today - timedelta(days=70), ends_on=today - timedelta(days=61)
    )
    assert 'name="event"' not in client.get(CUSTOMER).content.decode()
