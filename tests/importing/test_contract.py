"""Exit status, output, rejects file and kinds of files: what scripts rely on."""

import csv
import subprocess
import sys

import pytest
from django.conf import settings
from openpyxl import Workbook

from accounts.people.models import User
from leads.customers.models import Customer
from leads.opportunities.models import Opportunity
from tests.importing.conftest import CUSTOMER

KEYS = ["read", "created", "updated", "unchanged", "rejected"]


def counts(*values):
    return dict(zip(KEYS, values, strict=True))


def test_right_rows_are_saved_and_the_last_line_is_json(floor, write, run):
    result = run("customers", write("c.csv", [CUSTOMER]))
    assert (result.status, result.counts) == (0, counts(1, 1, 0, 0, 0))
    assert list(result.counts) == KEYS
    opportunity = Opportunity.objects.get()
    assert (opportunity.customer.phone, opportunity.customer.gender) == ("13800000001", "M")
    assert (opportunity.note, opportunity.grade.code) == ("H客户周末看车", "H")


def test_wrong_rows_are_reported_rejected_mended_and_imported(floor, write, run, tmp_path):
    wrong = CUSTOMER | {"phone": "123", "source": "9", "budget": "150000"}
    path = write("c.csv", [CUSTOMER | {"budget": ""}, wrong])
    result = run("customers", path)
    assert (result.status, result.counts) == (1, counts(2, 1, 0, 0, 1))
    assert [line.split(":")[0] for line in result.errors] == [
        "row 3, column phone",
        "row 3, column source",
    ]
    rejects = tmp_path / "c.csv.rejected.csv"
    with rejects.open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert list(row) == [*CUSTOMER, "budget", "row", "column", "reason"]
    assert (row["row"], row["column"], row["phone"]) == ("3", "phone; source", "123")

    mended = write("mended.csv", [row | {"phone": "13800000002", "source": "1"}])
    assert run("customers", mended).counts == counts(1, 1, 0, 0, 0)
    assert not (tmp_path / "mended.csv.rejected.csv").exists()


def test_the_rejects_file_may_be_named_and_be_the_input(floor, write, run, tmp_path):
    path = write("c.csv", [CUSTOMER, CUSTOMER | {"phone": "1"}])
    named = tmp_path / "wrong.csv"
    assert run("customers", path, "--rejects", str(named)).status == 1
    assert run("customers", named, "--rejects", str(named)).counts == counts(1, 0, 0, 0, 1)
    assert "13" not in named.read_text(encoding="utf-8").splitlines()[1].split(",")[2]
    assert not (tmp_path / "c.csv.rejected.csv").exists()


def test_twice_the_same_file_changes_nothing(floor, write, run):
    path = write("c.csv", [CUSTOMER, CUSTOMER | {"model": "Polo"}, CUSTOMER])
    assert run("customers", path).counts == counts(3, 2, 0, 1, 0)
    before = list(Customer.history.values())
    assert run("customers", path).counts == counts(3, 0, 0, 3, 0)
    assert list(Customer.history.values()) == before


def test_a_dry_run_writes_nothing(floor, write, run, tmp_path):
    path = write("c.csv", [CUSTOMER, CUSTOMER | {"phone": "1"}, CUSTOMER])
    result = run("customers", path, "--dry-run")
    assert (result.status, result.counts) == (1, counts(3, 1, 0, 1, 1))
    assert not Customer.objects.exists() and not Customer.history.exists()
    assert [p.name for p in tmp_path.iterdir()] == ["c.csv"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_encodings(floor, write, run, encoding):
    path = write("c.csv", [CUSTOMER, CUSTOMER | {"phone": "坏"}], encoding)
    assert run("customers", path).counts == counts(2, 1, 0, 0, 1)
    assert Customer.objects.get().name == "王小明"
    rejected = path.with_name("c.csv.rejected.csv")
    assert rejected.read_bytes().startswith(b"\xef\xbb\xbf") == (encoding != "utf-8")
    assert run("customers", rejected).counts == counts(1, 0, 0, 0, 1)


def test_xlsx_with_real_dates_numbers_and_formulas(floor, run, tmp_path, now):
    book = Workbook()
    book.active.append([*CUSTOMER, "address"])
    cells = CUSTOMER | {
        "phone": 13800000001.0,
        "source": 3.0,
        "registered_on": now.replace(tzinfo=None, month=10, day=1, hour=0),
    }
    book.active.append([*cells.values(), "=A1&B1"])
    book.active.append([None] * 20)
    book.save(tmp_path / "c.xlsx")
    assert run("customers", tmp_path / "c.xlsx").counts == counts(1, 1, 0, 0, 0)
    assert Customer.objects.get().phone == "13800000001"


def test_what_spreadsheets_do_to_cells(floor, write, run):
    rows = [
        CUSTOMER | {"note": 'H "引号", 换行\n第二行' + "长" * 10_000, "registered_on": "2026/10/1"},
        CUSTOMER | {"phone": "13800000002", "note": "H\0", "name": "=1+1"},
        CUSTOMER | {"phone": "13800000003", "name": "长" * 81},
        CUSTOMER | {"phone": "13800000004", "name": '=HYPERLINK("http://x")'},
    ]
    result = run("customers", write("c.csv", rows))
    assert result.counts == counts(4, 2, 0, 0, 2)
    assert [line.split(":")[0] for line in result.errors] == [
        "row 3, column note",
        "row 4, column name",
    ]


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "empty"),
        (b"\n\n", "empty"),
        (b"username,,role\n", "no name"),
        (b"username,role,role\n", "role"),
        (b"username,full_name,role,store,colour,shoe\n", "colour, shoe"),
        (b"username,full_name\n", "role, store"),
        (b"\xff\xfeu\x00", "GB18030"),
        (b"PK\x03\x04 broken", "XLSX"),
        (b"\xd0\xcf\x11\xe0 old", "XLSX"),
        (b'username,full_name,role,store\n"' + b"x" * 200_000, "quotation"),
    ],
)
def test_a_file_that_cannot_be_read_writes_nothing(db, run, tmp_path, content, word):
    path = tmp_path / "s.csv"
    path.write_bytes(content)
    result = run("staff", path)
    assert (result.status, result.out) == (2, "")
    assert len(result.errors) == 1 and word in result.errors[0]
    assert not User.objects.exists()


def test_a_file_that_is_not_there(db, run, tmp_path):
    result = run("staff", tmp_path / "none.csv")
    assert result.status == 2 and "none.csv" in result.errors[0]


def test_header_only_is_nothing_to_do(db, run, tmp_path):
    path = tmp_path / "s.csv"
    path.write_text("username,full_name,role,store,\n,,,,\n")
    assert (run("staff", path).status, run("staff", path).counts) == (0, counts(0, 0, 0, 0, 0))


@pytest.mark.django_db(transaction=True)
def test_exit_status_of_a_process(process_environment, tmp_path):
    path = tmp_path / "s.csv"
    rows = {0: "a,甲,director,S1", 1: "b,乙,boss,S1"}
    for status, row in rows.items():
        path.write_text(f"username,full_name,role,store\n{row}\n", encoding="gb18030")
        command = [sys.executable, settings.BASE_DIR / "manage.py", "import_staff", path]
        done = subprocess.run(command, env=process_environment, capture_output=True, text=True)
        assert done.returncode == status, done.stderr
        assert done.stdout.splitlines()[-1].startswith('{"read": 1, ')
    path.unlink()
    done = subprocess.run(command, env=process_environment, capture_output=True, text=True)
    assert done.returncode == 2
