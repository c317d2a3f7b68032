"""The fleets of companies, on screen, paper and as a spreadsheet (R2.3, R14.2)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from leads.companies import queries
from leads.companies.models import FleetVehicle
from leads.companies.services import add_part
from leads.prospecting.services import register_target

URL = reverse("reports:fleets")


@pytest.fixture
def fleets(hand_made, now, today):
    """Two vehicles of a customer of the consultant, one of a target customer, one bought later."""
    person = hand_made.chen
    who = {"by": person, "now": now}
    customers = [o.customer for o in hand_made.customers.values()]
    own = next(customer for customer in customers if customer.consultant == person)
    told = {"on": today, "store": person.store, "consultant": person, "name": "远航物流"}
    target = register_target(**who, **told)
    add_part("vehicle", **who, owner=own, brand="大众", model="Passat", from_us=True)
    add_part("vehicle", **who, owner=own, brand="丰田", bought_on=today)
    add_part("vehicle", **who, owner=target, brand="别克", bought_on=today - timedelta(days=9))
    FleetVehicle.objects.create(customer=own, brand="本田", bought_on=today + timedelta(days=9))
    return own, target


def test_r14_2_company_by_company(director, fleets, assert_figures_lead_to_their_rows):
    answer = director.get(URL)
    (group,) = answer.context["groups"]
    assert [figure.value for figure in group.figures] == [3, 1, 2]
    lines = {line[2]: str(line[1]) for line in answer.context["lines"]}
    own, target = fleets
    assert lines == {"大众": own.name, "丰田": own.name, "别克": target.name}
    assert_figures_lead_to_their_rows(director, URL)


def test_r14_2_on_paper_and_as_a_spreadsheet(director, fleets, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    assert "大客户车辆清单" in director.get(f"{URL}paper").content.decode()
    token = director.get(URL).context["once"]["token"].value()
    assert director.post(f"{URL}export", {"token": token}).status_code == 302


def test_r14_2_a_page_says_where_it_is_cut(director, fleets, monkeypatch):
    monkeypatch.setattr(queries, "MOST", 2)
    own, _target = fleets
    page = director.get(reverse("followups:customer_card", args=[own.pk])).content.decode()
    assert "in full in its sheet" in page
    monkeypatch.setattr(queries, "MOST", 3)
    page = director.get(reverse("followups:customer_card", args=[own.pk])).content.decode()
    assert "in full in its sheet" not in page
