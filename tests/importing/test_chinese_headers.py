"""Files whose columns are named in Chinese, as the staff's spreadsheets are, and empty ones to fill in."""

import csv
from io import BytesIO

import pytest
from django.utils.html import escape
from django.utils.translation import override
from openpyxl import load_workbook

from accounts.people.models import User
from followups.activities.models import Activity
from followups.calendars.models import Absence
from foundation.importing.cells import of_field
from foundation.importing.importer import Context
from foundation.importing.registry import IMPORTERS
from intake.arrivals.models import Lead
from leads.customers.models import Customer
from leads.opportunities.models import Opportunity
from orders.stock.models import Vehicle
from tests.factories import UserFactory
from tests.importing.conftest import ACTIVITY, CUSTOMER, DONE


def in_chinese(kind, row):
    """The row under Chinese headings."""
    headers = IMPORTERS[kind].headers
    return {headers[column][0]: value for column, value in row.items()}


@pytest.mark.parametrize("kind", IMPORTERS)
def test_every_column_has_a_chinese_name_of_its_own(kind, db, now):
    importer = IMPORTERS[kind](Context(by=None, now=now))
    headers = importer.headers
    assert headers.keys() == importer.columns.keys()
    names = [name for others in headers.values() for name in others]
    assert len(names) == len(set(names)) and not set(names) & headers.keys()


def test_the_four_files_move_in_under_chinese_headings(floor, write, run):
    customer = in_chinese("customers", CUSTOMER)
    activity = in_chinese("activities", ACTIVITY | DONE) | {"方式": "电话"}
    with override("zh-hans"):
        activity["联系结果"] = str(dict(Activity._meta.get_field("result").choices)["reached"])
    absence = {
        "用户名": "li.na",
        "开始日期": "2026-10-10",
        "结束日期": "2026-10-11",
        "类型": "休假",
    }
    for command, row in (("customers", customer), ("activities", activity), ("absences", absence)):
        result = run(command, write(f"{command}.csv", [row]))
        assert result.counts["created"] == 1, result.errors
    assert Customer.objects.get().name == "王小明"
    assert Activity.objects.executed().get().mode == "phone"
    assert Absence.objects.get().kind == "leave"


@pytest.mark.parametrize("model", [Customer, Activity, Absence, Vehicle, User])
def test_every_word_of_a_list_is_read_as_the_pages_show_it(model):
    """Full-width signs too: 来店／来电."""
    for field in model._meta.fields:
        read = of_field(field) if field.choices else None
        for value, _label in field.flatchoices if read else []:
            for language in ("zh-hans", "en"):
                with override(language):
                    label = str(dict(field.flatchoices)[value])
                assert value == "" or read(label) == value


def test_a_wrong_word_is_told_the_words_of_the_readers_language(floor, write, run):
    path = write("a.csv", [in_chinese("customers", CUSTOMER) | {"来源": "路过", "性别": "男士"}])
    with override("zh-hans"):
        said = "\n".join(run("customers", path).errors)
    assert "来店／来电" in said and "男, 女, 未知" in said
    assert "M, F, U" in "\n".join(run("customers", path).errors)


@pytest.mark.parametrize(
    ("kind", "models"),
    [
        ("customers", [Customer, Opportunity]),
        ("activities", [Activity, Opportunity]),
        ("absences", [Absence]),
        ("vehicles", [Vehicle]),
        ("staff", [User]),
        ("leads", [Lead]),
    ],
)
def test_what_the_pages_call_a_column_is_a_heading_of_it(kind, models):
    headers = IMPORTERS[kind].headers
    for model in models:
        for field in model._meta.fields:
            with override("zh-hans"):
                assert field.name not in headers or str(field.verbose_name) in headers[field.name]


def test_a_wrong_row_is_told_under_the_files_own_headings(floor, write, run):
    row = in_chinese("customers", CUSTOMER | {"birthday": "gestern", "consultant": "nobody"})
    path = write("c.csv", [row])
    result = run("customers", path)
    assert "column 生日" in "\n".join(result.errors)
    with open(f"{path}.rejected.csv", encoding="utf-8") as file:
        (rejected,) = csv.DictReader(file)
    assert rejected["姓名"] == "王小明" and rejected["column"] == "生日"


def test_unknown_headings_and_one_column_named_twice_are_refused(floor, write, run):
    row = in_chinese("customers", CUSTOMER)
    unknown = run("customers", write("a.csv", [row | {"星座": "x"}]))
    assert unknown.status == 2 and "Unknown columns: 星座." in unknown.errors
    twice = run("customers", write("b.csv", [row | {"name": "x"}]))
    assert twice.status == 2 and "Columns named twice: name, 姓名." in twice.errors
    assert not Customer.objects.exists() and not Vehicle.objects.exists()


@pytest.mark.parametrize("kind", IMPORTERS)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_an_empty_spreadsheet_is_offered(kind, language, floor, client):
    client.force_login(UserFactory(role="administrator", store=floor.store))
    url = f"/imports/form?kind={kind}&language={language}"
    assert escape(url) in client.get("/imports/new").content.decode()
    made = b"".join(client.get(url).streaming_content)
    sheet = load_workbook(BytesIO(made)).active
    header = [cell.value for cell in sheet[1]]
    importer = IMPORTERS[kind]
    named = {c: importer.headers[c][0] if language != "en" else c for c in importer.headers}
    assert set(header) == set(named.values())
    assert header[: len(importer.required)] == [named[c] for c in importer.required]


def test_there_is_no_form_of_anything_else(floor, client):
    client.force_login(UserFactory(role="administrator", store=floor.store))
    for query in ("kind=horses", "kind=staff&language=fr"):
        assert client.get(f"/imports/form?{query}").status_code == 404
