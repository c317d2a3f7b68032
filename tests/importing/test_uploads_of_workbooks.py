"""Each import in the browser with a real workbook: upload, preview, confirm."""

from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from accounts.people.models import Role, User
from accounts.uploads.models import ImportJob
from followups.activities.models import Activity
from followups.calendars.models import Absence
from foundation.importing.registry import IMPORTERS
from intake.arrivals.models import Lead
from leads.companies.models import ContactPerson
from leads.customers.models import Customer
from orders.stock.models import Vehicle
from tests.factories import UserFactory

FILES = Path(__file__).parent / "files"
RECORDS = {
    "staff": User.objects.filter(username="zhou.jie", manager__username="sun.li"),
    "customers": Customer.objects.filter(phone="13800000001", birthday="1985-03-04"),
    "activities": Activity.objects.filter(content="谈了价格", executed_on="2026-10-03"),
    "absences": Absence.objects.filter(from_on="2026-10-10"),
    "leads": Lead.objects.filter(phone="13800000001", sent_id="a-1", budget=128000),
    "targets": ContactPerson.objects.filter(target__name="华远物流", phone="13800000001"),
    "vehicles": Vehicle.objects.filter(arrived_on="2026-10-01", list_price=159800),
}


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def floor(floor):
    floor.store.code = "JY01"
    floor.store.save()
    return floor


@pytest.fixture
def leader(floor, client):
    person = UserFactory(store=floor.store, role=Role.ADMINISTRATOR)
    client.force_login(person)
    return person


@pytest.fixture
def upload(client):
    """`upload(kind, content)`: the page that follows, and the import."""

    def upload(kind, content, name="文件.xlsx"):
        file = SimpleUploadedFile(name, content)
        answer = client.post(reverse("import_upload"), {"kind": kind, "file": file}, follow=True)
        return answer.content.decode(), ImportJob.objects.latest("created_at")

    return upload


def by_libreoffice(kind):
    return (FILES / f"libreoffice_{kind}.xlsx").read_bytes()


def rows_of(kind):
    return list(load_workbook(BytesIO(by_libreoffice(kind))).active.values)


def saved(book):
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def by_openpyxl(kind):
    book = Workbook()
    for row in rows_of(kind):
        book.active.append(row)
    return saved(book)


def in_the_sites_own(kind, client):
    """The empty spreadsheet of the upload page, filled in under its Chinese headings."""
    got = client.get(reverse("import_form"), {"kind": kind, "language": "zh-hans"})
    book = load_workbook(BytesIO(b"".join(got.streaming_content)))
    headings = [cell.value for cell in book.active[1]]
    names, *rows = rows_of(kind)
    for number, row in enumerate(rows, 2):
        for name, value in zip(names, row, strict=True):
            at = headings.index(IMPORTERS[kind].headers[name][0])
            cell = book.active.cell(number, at + 1, value)
            cell.number_format = "yyyy-mm-dd" if cell.is_date else "@"
    return saved(book)


@pytest.mark.parametrize("writer", ["openpyxl", "LibreOffice", "the site"])
@pytest.mark.parametrize("kind", IMPORTERS)
def test_a_workbook_is_uploaded_checked_and_imported(kind, writer, leader, client, upload, load):
    content = {
        "openpyxl": by_openpyxl,
        "LibreOffice": by_libreoffice,
        "the site": lambda kind: in_the_sites_own(kind, client),
    }[writer](kind)
    if kind == "activities":
        upload("customers", by_libreoffice("customers"))
        client.post(
            reverse("import_decide", args=[ImportJob.objects.get().pk]), {"decision": "import"}
        )
    rows = len(rows_of(kind)) - 1
    page, job = upload(kind, content)
    assert "Nothing is saved yet" in page, page
    assert (job.counts["created"], job.problems) == (rows, [])
    assert not RECORDS[kind].all().exists()
    decided = client.post(
        reverse("import_decide", args=[job.pk]), {"decision": "import"}, follow=True
    )
    assert "has been imported" in decided.content.decode()
    assert RECORDS[kind].all().count() == 1


def test_the_kind_of_a_file_lies_in_it_not_in_its_name(leader, upload):
    assert upload("customers", by_libreoffice("customers"), "客户.csv")[1].counts["created"] == 2
    text = "username,from,to,kind\nli.na,2026-10-10,2026-10-11,leave\n"
    assert upload("absences", text.encode(), "休假.xlsx")[1].counts["created"] == 1
