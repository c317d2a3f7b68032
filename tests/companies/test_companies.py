"""A company's people with their roles, its fleet and its contracts (R2.3, R14.2)."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from leads.companies.models import ContactPerson, FleetVehicle
from leads.companies.queries import company_of
from leads.companies.services import add_part, change_part
from leads.prospecting.services import put_on_card
from tests.prospecting.test_targets import press


@pytest.fixture
def company(floor, now):
    return floor.open(
        now=now, on=now.date(), name="远航物流有限公司", customer_type="company"
    ).customer


def test_r14_2_people_fleet_and_contracts_on_the_card(floor, company, now, browse):
    client = browse(floor.consultant)
    pages = {
        "card_person": {"name": "陈建", "position": "采购", "phone": floor.new_phone()},
        "card_vehicle": {"brand": "大众", "plate_number": "京A12345", "from_us": "on"},
        "card_contract": {"number": "JY-7", "subject": "十辆车保养", "from_on": "2026-01-01"},
    }
    for name, typed in pages.items():
        url = reverse(f"leads:{name}", args=[company.pk])
        bad, _sent = press(client, url, **dict.fromkeys(typed, "\x00"))
        assert bad.context["form"].errors
        answer, values = press(client, url, **typed)
        client.post(url, values)
    text = answer.content.decode()
    assert all(each in text for each in ("陈建", "采购", "京A12345", "JY-7", "十辆车保养"))
    found = company_of(company)
    assert [len(found.people), len(found.vehicles), len(found.contracts)] == [1, 1, 1]
    assert found.vehicles[0].from_us


def test_r14_2_a_private_customer_has_no_empty_fleet(floor, now, browse):
    private = floor.open(now=now, on=now.date()).customer
    page = browse(floor.consultant).get(reverse("followups:customer_card", args=[private.pk]))
    assert b"fleet-title" not in page.content


def test_r14_2_corrected_with_the_former_kept(floor, company, now, browse):
    who = {"by": floor.consultant, "now": now}
    person = add_part("person", **who, owner=company, name="陈建")
    page = reverse("leads:company_person", args=[person.pk])
    press(browse(floor.manager), page, name="陈健", left_on="2026-11-01")
    person.refresh_from_db()
    assert person.name == "陈健" and person.history.filter(name="陈建").exists()
    late, _sent = press(browse(floor.manager), page, left_on="2027-01-01")
    assert "left_on" in late.context["form"].errors
    contract = {"number": "1", "subject": "x", "from_on": now.date()}
    with pytest.raises(ValidationError):
        add_part("contract", **who, owner=company, **contract, to_on=now.date() - timedelta(days=1))


def test_r14_2_of_others_nothing_is_seen_or_written(floor, company, put, now):
    second = floor.new_consultant()
    person = add_part("person", by=floor.consultant, now=now, owner=company, name="陈建")
    target = put()
    add_part("vehicle", by=floor.manager, now=now, owner=target, brand="大众")
    assert not ContactPerson.objects.visible_to(second).exists()
    assert not FleetVehicle.objects.visible_to(second).exists()
    for owner in (company, target):
        with pytest.raises(PermissionDenied):
            add_part("person", by=second, now=now, owner=owner, name="x")
    with pytest.raises(PermissionDenied):
        change_part("person", person.pk, by=second, now=now, name="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        ContactPerson.objects.create(name="nobody's")


def test_r14_2_once_a_customer_all_stands_on_the_card(floor, company, put, now):
    target, who = put(), {"by": floor.consultant, "now": now}
    old = add_part("person", **who, owner=target, name="陈建")
    put_on_card(**who, on=now.date(), target=target, customer=company)
    new = add_part("person", **who, owner=company, name="李四")
    assert set(company_of(company).people) == {old, new}
    target.refresh_from_db()
    assert set(company_of(target).people) == {old, new}
    with pytest.raises(ValidationError):
        add_part("person", **who, owner=target, name="x")
    # Whoever has the card now sees them, though the target customer was another's.
    second = floor.new_consultant()
    company.consultant = second
    company.save()
    assert set(ContactPerson.objects.visible_to(second)) == {old, new}
    assert not ContactPerson.objects.visible_to(floor.consultant).exists()
