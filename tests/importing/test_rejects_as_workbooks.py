"""The wrong rows as a workbook of text, at the console and in the browser."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from accounts.uploads.models import ImportJob
from leads.customers.models import Customer
from tests.importing.conftest import CUSTOMER

WRONG = CUSTOMER | {"phone": "1", "id_number": "110101199003074016", "address": "=1+1"}


def texts(content):
    """The rows by heading, all of whose cells are text."""
    sheet = load_workbook(content).active
    header, *rows = [[cell.value for cell in row] for row in sheet]
    assert all(
        cell.data_type in "sn" and cell.number_format == "@" for row in sheet for cell in row
    )
    return [dict(zip(header, row, strict=True)) for row in rows]


def test_at_the_console(floor, write, run, tmp_path):
    path = tmp_path / "wrong.xlsx"
    run("customers", write("c.csv", [WRONG]), "--rejects", str(path))
    (row,) = texts(path)
    assert list(row) == [*WRONG, "row", "column", "reason"]
    assert (row["id_number"], row["address"]) == ("110101199003074016", "=1+1")
    assert (row["row"], row["column"]) == ("2", "phone")
    assert not list(tmp_path.glob("*.csv.rejected*"))
    # It comes in as it is, and is the file of its own wrong rows.
    assert run("customers", path, "--rejects", str(path)).counts["rejected"] == 1
    assert texts(path)[0]["row"] == "2"


def test_in_the_browser(floor, client, write, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    client.force_login(floor.director)
    content = write("c.csv", [CUSTOMER, WRONG]).read_bytes()
    file = SimpleUploadedFile("客户.csv", content)
    client.post(reverse("import_upload"), {"kind": "customers", "file": file})
    job = ImportJob.objects.get()
    page = client.post(reverse("import_decide", args=[job.pk]), {"decision": "import"}, follow=True)
    address = reverse("import_rejects", args=[job.pk]) + "?as=xlsx"
    assert address in page.content.decode()
    answer = client.get(address)
    assert "rejected.xlsx" in answer["Content-Disposition"]
    (row,) = texts(BytesIO(b"".join(answer.streaming_content)))
    assert (row["id_number"], row["row"], row["column"]) == ("110101199003074016", "3", "phone")
    assert Customer.objects.count() == 1


def test_a_text_too_long_for_a_workbook_is_told(floor, write, run, tmp_path):
    path = tmp_path / "wrong.xlsx"
    run(
        "customers", write("c.csv", [WRONG | {"note": "H" + "长" * 40_000}]), "--rejects", str(path)
    )
    (row,) = texts(path)
    assert not row["note"] and "too long for a workbook" in row["reason"]


@pytest.mark.parametrize("name", ["r.csv", "r.xlsx"])
def test_no_password_is_repeated(db, write, run, tmp_path, name):
    row = {"username": "x", "full_name": "X", "role": "boss", "store": "S", "password": "s3cret"}
    run("staff", write("s.csv", [row]), "--rejects", str(tmp_path / name))
    content = (tmp_path / name).read_bytes()
    assert b"s3cret" not in content and content
