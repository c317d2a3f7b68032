"""What spreadsheet programs do to a file, and what is read of it all the same, or refused by its row."""

import csv
import re
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import Workbook

from foundation.importing.problems import FileProblem
from foundation.importing.tables import open_table
from leads.customers.models import Customer
from leads.opportunities.models import Opportunity
from tests.importing.conftest import CUSTOMER

FILES = Path(__file__).parent / "files"


@pytest.fixture
def book(tmp_path):
    """`book([row, …], change=…)`: a workbook with these rows, changed before it is saved; its path."""

    def book(rows, change=lambda book: None):
        made = Workbook()
        for row in rows:
            made.active.append(row)
        change(made)
        made.save(tmp_path / "c.xlsx")
        return tmp_path / "c.xlsx"

    return book


@pytest.fixture
def mended(tmp_path):
    """`mended(path, part, {old: new})`: the package with a part's text replaced."""

    def mended(path, part, changes):
        target = tmp_path / f"mended-{path.name}"
        with (
            zipfile.ZipFile(path) as source,
            zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as to,
        ):
            for name in source.namelist():
                content = source.read(name).decode()
                for old, new in changes.items() if name == part else ():
                    assert old in content
                    content = content.replace(old, new)
                to.writestr(name, content)
        return target

    return mended


SHEET = "xl/worksheets/sheet1.xml"


def customer(**cells):
    return list((CUSTOMER | cells).values())


def columns(result):
    return [re.match(r"row (\d+), column (\w+)", line).groups() for line in result.errors]


def rows_in(path):
    with open_table(path) as table:
        table.require({"a", "b"}, ["a"])
        return [(row.number, row.values["a"]) for row in table.rows()]


def test_cells_that_show_an_error_reject_their_row(floor, run):
    result = run("customers", FILES / "e02g_err_name.xlsx", "--dry-run")
    assert columns(result) == [("2", "name"), ("2", "model")] and "#N/A" in result.errors[0]


def test_east_asian_dates_are_dates(floor, run):
    result = run("customers", FILES / "e02j_fmt31.xlsx", "--dry-run")
    assert result.counts["created"] == 1, result.errors


@pytest.mark.parametrize("number", [14, 22, 27, 30, 31, 36, 50, 57, 58])
def test_every_built_in_format_of_dates(book, mended, number):
    def change(made):
        made.active["A2"].number_format = "yyyy-mm-dd"

    path = mended(
        book([["a"], [date(2026, 11, 21)]], change),
        "xl/styles.xml",
        {'numFmtId="164" fontId': f'numFmtId="{number}" fontId'},
    )
    assert rows_in(path) == [(2, "2026-11-21")]


@pytest.mark.parametrize(
    ("shown_as", "value", "text"),
    [
        ('[$-804]yyyy"年"m"月"d"日"', 46347, "2026-11-21"),
        ("yyyy-mm-dd hh:mm", 46347.5, "2026-11-21 12:00:00"),
        ("hh:mm", 0.5, "12:00:00"),
        ("000000", 10000, "010000"),
        ("#,##0.00", 159800.10000000001, "159800.1"),
        ('0.00"days"', 3, "3"),
        ("General", 13900001001.0, "13900001001"),
        ("General", 0.1 + 0.2, "0.3"),
        ("yyyy-mm-dd", 1, "1900-01-01"),
        ("yyyy-mm-dd", -3, "-3"),
    ],
)
def test_numbers_read_as_they_are_shown(book, shown_as, value, text):
    def change(made):
        made.active["A2"].number_format = shown_as

    assert rows_in(book([["a"], [value]], change)) == [(2, text)]


def test_the_unknown_birthday_as_libreoffice_counts_days():
    with open_table(FILES / "libreoffice_customers.xlsx") as table:
        assert [row.values["birthday"] for row in table.rows()] == ["1985-03-04", "1900-01-01"]


def test_more_digits_than_a_cell_keeps_are_rejected(floor, run, tmp_path):
    result = run("customers", FILES / "e02i_id_excel.xlsx", "--rejects", str(tmp_path / "r.csv"))
    assert columns(result) == [("2", "id_number")] and "15 digits" in result.errors[0]
    # What it has lost does not come in by way of the file of wrong rows either.
    again = run("customers", tmp_path / "r.csv")
    assert columns(again) == [("2", "id_number")] and "1.1010119900307" in again.errors[0]


@pytest.mark.parametrize("column", ["phone", "id_number", "introducer_phone", "wechat", "postcode"])
def test_shortened_numbers_are_rejected(floor, write, run, column):
    result = run("customers", write("c.csv", [CUSTOMER | {column: "1.39E+10"}]))
    assert columns(result) == [("2", column)] and "type it as text" in result.errors[0]


def test_escaped_characters_are_what_they_stand_for(floor, run, book):
    assert run("customers", FILES / "e03c_x000D.xlsx").counts["created"] == 1
    assert Opportunity.objects.get().note == "H客户周末看车\n第二行"
    path = book([["a"], ["_x005F_x000D_ _xD83D__xDE00_"]])
    assert rows_in(path) == [(2, "_x000D_ 😀")]


def test_the_first_visible_sheet_with_a_title_above_its_headings(floor, run):
    result = run("customers", FILES / "libreoffice_hidden.xlsx")
    assert (result.status, result.counts["created"]) == (0, 2)
    assert result.errors == [
        "Only the first visible sheet is read: “客户”.",
        "1 row is hidden and read all the same; it is row 4.",
    ]


def test_rows_below_a_title_have_the_numbers_of_the_sheet(floor, run, book, tmp_path):
    rows = [["客户资料"], [], list(CUSTOMER), customer(), customer(phone="1")]
    result = run("customers", book(rows))
    assert (result.counts["read"], result.counts["rejected"]) == (2, 1)
    assert columns(result) == [("5", "phone")]
    with open(tmp_path / "c.xlsx.rejected.csv", encoding="utf-8-sig") as file:
        assert csv.DictReader(file).fieldnames[:2] == ["name", "gender"]


def test_formulas_without_a_value_are_told(floor, run, book):
    rows = [[*CUSTOMER, "address"], [*customer(), "=A1"], [*customer(phone="=B1"), ""]]
    result = run("customers", book(rows))
    assert (
        result.errors[0].startswith("2 formulas have no computed value")
        and "M2" in result.errors[0]
    )
    assert columns_of_rows(result) == [("3", "phone")]
    assert "no computed value" in result.errors[-1] and Customer.objects.count() == 1


def columns_of_rows(result):
    return [
        re.match(r"row (\d+), column (\w+)", line).groups()
        for line in result.errors
        if line[:3] == "row"
    ]


def test_a_number_twice_with_other_content(floor, run):
    for outcome in ("created", "unchanged"):
        result = run("customers", FILES / "f1_same_number_two_names.csv")
        assert (result.counts[outcome], result.counts["rejected"]) == (1, 1)
        assert columns(result) == [("3", "name")]
    assert Customer.objects.get().name == "测试甲"


def test_a_number_twice_where_one_row_says_more(floor, load):
    more = CUSTOMER | {"model": "Polo", "hobbies": "钓鱼"}
    assert load("customers", [CUSTOMER | {"hobbies": ""}, more])["created"] == 2
    assert load("customers", [CUSTOMER | {"hobbies": ""}, more])["unchanged"] == 2
    assert load("customers", [CUSTOMER, CUSTOMER | {"colour": "白"}])["updated"] == 1
    counts = load("customers", [CUSTOMER | {"colour": "白"}, CUSTOMER | {"colour": "黑"}])
    assert (counts["unchanged"], counts["rejected"]) == (1, 1)


def test_a_number_twice_across_batches(floor, load, monkeypatch):
    from foundation.importing.importer import Importer

    monkeypatch.setattr(Importer, "batch_size", 1)
    rows = [CUSTOMER, CUSTOMER | {"name": "另一个"}]
    for outcome in ("created", "unchanged"):
        counts = load("customers", rows)
        assert (counts[outcome], counts["rejected"]) == (1, 1)


def test_no_card_is_taken_out_of_use_by_a_column(floor, run):
    result = run("customers", FILES / "f2_inactive_by_column.csv")
    assert columns(result) == [("2", "lifecycle")] and not Customer.objects.exists()


def test_a_card_out_of_use_takes_no_rows(floor, load, write, run):
    from tests.importing.conftest import ACTIVITY

    load("customers", [CUSTOMER])
    Customer.objects.update(lifecycle="inactive")
    assert columns(run("customers", write("c.csv", [CUSTOMER]))) == [("2", "phone")]
    assert columns(run("activities", write("a.csv", [ACTIVITY]))) == [("2", "phone")]
    assert Customer.objects.get().lifecycle == "inactive"


def test_an_amount_over_its_limit_once_rounded(floor, write, run):
    result = run("customers", write("c.csv", [CUSTOMER | {"budget": "9999999999.995"}]))
    assert columns(result) == [("2", "budget")]
    load = run("customers", write("d.csv", [CUSTOMER | {"budget": "9999999999.994"}]))
    assert load.status == 0 and Opportunity.objects.get().budget == Decimal("9999999999.99")


@pytest.mark.parametrize(
    ("lines", "word"),
    [
        (["名".encode(), "王小明和平区".encode("gb18030")], "lines 1 and 2"),
        (["王小明".encode("gb18030"), "和平区周末看车".encode()], "lines 1 and 2"),
        ([b"a", "\ue5e5".encode()], "Line 2"),
        ([b"a", "王".encode("gb18030"), "\ue5e5".encode("gb18030")], "Line 3"),
        ([b"a", "�".encode()], "Line 2"),
        ([b"a", "王".encode("gb18030"), b"\xff"], "line 3"),
    ],
)
def test_text_that_was_lost_is_refused_with_its_line(tmp_path, lines, word):
    path = tmp_path / "c.csv"
    path.write_bytes(b"\n".join(lines))
    with pytest.raises(FileProblem, match=word):
        open_table(path)


def test_ordinary_gb18030_is_not_taken_for_a_mixture(tmp_path):
    path = tmp_path / "c.csv"
    lines = ["联通", "喆", "王小明,和平区,周末看车；再来", "浣", "a", "镕镕", "𠮷"]
    path.write_bytes("\n".join(["a", *lines]).encode("gb18030"))
    assert [value for _n, value in rows_in_one_column(path)] == [
        line.split(",")[0] for line in lines
    ]


def rows_in_one_column(path):
    with open_table(path) as table:
        return [(row.number, row.values["a"]) for row in table.rows()]


@pytest.mark.parametrize("model", ["ＧＯＬＦ", "gol\u200bf", " Golf\u3000", "GOLF"])
def test_models_fold_alike(floor, load, model):
    load("customers", [CUSTOMER])
    assert load("customers", [CUSTOMER | {"model": model}])["unchanged"] == 1
    assert (
        load(
            "activities",
            [
                {
                    "phone": "１３８００００\u200b０００１",
                    "model": model,
                    "consultant": "li.na",
                    "planned_on": "2026-10-03",
                    "mode": "ＰＨＯＮＥ",
                }
            ],
        )["created"]
        == 1
    )
    assert Opportunity.objects.count() == 1


def test_names_fold_alike(floor, load):
    load("customers", [CUSTOMER | {"name": "Li Na"}])
    assert load("customers", [CUSTOMER | {"name": "ＬＩ\u200b　Ｎａ"}])["unchanged"] == 1
    assert Customer.objects.get().name == "Li Na"


def test_headings_fold_alike(floor, write, run):
    row = {"ＮＡＭＥ": "王", "\u200bPhone": CUSTOMER["phone"]} | CUSTOMER
    del row["name"], row["phone"]
    assert run("customers", write("c.csv", [row])).counts["created"] == 1


@pytest.mark.parametrize("number", ["400-820-1234", "4008201234", "800 810 8888"])
def test_service_numbers_have_no_leading_zero(floor, load, number):
    assert load("customers", [CUSTOMER | {"phone": number}])["created"] == 1
    assert Customer.objects.get().phone == re.sub(r"\D", "", number)
