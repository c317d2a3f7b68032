"""Target customers come from spreadsheets and business cards, with their contact people (R14.2, R2.5)."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.uploads.models import ImportJob
from leads.companies.models import ContactPerson
from leads.customers.services import find_by_phone
from leads.prospecting.models import TargetCustomer
from leads.prospecting.services import set_aside
from tests.importing.conftest import floor, run, write  # noqa: F401

ROW = {"company": "远航物流", "name": "陈建", "position": "采购", "phone": "138 0000 0001"}
CARD = (
    "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:李娜\r\nORG:蓝天旅行社\r\nTITLE:经理\r\n"
    "TEL;CELL:13800138000\r\nEND:VCARD\r\n"
)


@pytest.fixture(autouse=True)
def place(floor, settings, tmp_path):  # noqa: F811
    settings.MEDIA_ROOT = tmp_path / "media"


def numbers(result):
    return tuple(result.counts.values())


def test_r14_2_companies_with_several_people_and_people_alone(floor, write, run):  # noqa: F811
    rows = [
        ROW | {"trade": "物流", "size": "21 to 100 people", "consultant": "li.na"},
        ROW | {"name": "周敏", "phone": "13800000002"},
        ROW | {"name": "", "position": "", "phone": "010-65880000"},
        {"name": "王小明", "phone": "13800000003", "found_in": "市场活动"},
        {"trade": "x"},
    ]
    path = write("t.csv", rows)
    result = run("targets", path, "--store", floor.store.code)
    assert numbers(result) == (5, 2, 2, 0, 1), result.errors
    company = TargetCustomer.objects.get(name="远航物流")
    assert (company.is_company, company.phone, company.size) == (True, "01065880000", "middle")
    assert company.consultant == floor.consultant and company.trade == "物流"
    people = ContactPerson.objects.filter(target=company).order_by("pk")
    assert [(p.name, p.position, p.phone) for p in people] == [
        ("陈建", "采购", "13800000001"),
        ("周敏", "采购", "13800000002"),
    ]
    alone = TargetCustomer.objects.get(name="王小明")
    assert not alone.is_company and alone.found_in == "event" and alone.consultant is None
    assert numbers(run("targets", path, "--store", floor.store.code)) == (5, 0, 0, 4, 1)
    assert company.history.count() == 1 and ContactPerson.objects.count() == 2


def test_r2_5_a_number_on_a_card_is_rejected(floor, write, run, now):  # noqa: F811
    known = floor.open(now=now, on=now.date()).customer
    target = {"name": "某人", "phone": known.phone}
    result = run("targets", write("t.csv", [target]), "--store", floor.store.code)
    assert numbers(result) == (1, 0, 0, 0, 1) and "phone" in result.errors[0]
    assert find_by_phone(floor.store, known.phone) == known


def test_r2_6_what_is_inactive_stays_so(floor, write, run, now):  # noqa: F811
    path = write("t.csv", [ROW])
    run("targets", path, "--store", floor.store.code)
    target = TargetCustomer.objects.get()
    set_aside(by=floor.director, now=now, on=now.date(), target=target, reason="搬走")
    result = run("targets", path, "--store", floor.store.code)
    assert numbers(result) == (1, 0, 0, 0, 1) and "inactive" in result.errors[0]


def test_r14_2_business_cards_become_companies_with_a_person(floor, run, tmp_path):  # noqa: F811
    path = tmp_path / "cards.vcf"
    path.write_bytes((CARD + CARD.replace("ORG:蓝天旅行社\r\n", "")).encode())
    result = run("targets", path, "--store", floor.store.code)
    assert numbers(result) == (2, 2, 0, 0, 0), result.errors
    company = TargetCustomer.objects.get(name="蓝天旅行社")
    person = ContactPerson.objects.get(target=company)
    assert (person.name, person.position, person.phone) == ("李娜", "经理", "13800138000")
    alone = TargetCustomer.objects.get(name="李娜")
    assert alone.found_in == company.found_in == "card" and alone.phone == "13800138000"


def test_r14_2_in_the_browser(floor, client):  # noqa: F811
    client.force_login(floor.director)
    files = [SimpleUploadedFile("a.vcf", CARD.encode())]
    client.post(reverse("import_upload"), {"kind": "targets", "file": files})
    job = ImportJob.objects.get()
    assert job.counts["created"] == 1, job.problems
    client.post(reverse("import_decide", args=[job.pk]), {"decision": "import"})
    assert TargetCustomer.objects.get().store == floor.store
