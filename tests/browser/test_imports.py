"""Moving in from spreadsheets, as administrator and director, on the phone and at the desk, in both languages."""

import csv
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from accounts.uploads.models import ImportJob
from accounts.uploads.services import run_job
from accounts.uploads.tasks import run_import_job
from leads.customers.models import Customer
from tests.browser.conftest import PASSWORD
from tests.browser.steps import follow
from tests.factories import Floor, UserFactory
from tests.importing.conftest import CUSTOMER
from tests.importing.test_uploads_of_workbooks import FILES

VIEWS = [("phone", "zh-CN", "director"), ("desktop", "en-US", "administrator")]


@pytest.fixture
def floor(transactional_db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    floor = Floor()
    floor.administrator = UserFactory(store=floor.store, role="administrator")
    for person in (floor.director, floor.administrator):
        person.set_password(PASSWORD)
        person.save()
    return floor


@pytest.fixture
def write(floor, tmp_path, now):
    """`write(wrong=2)`: a file of ten customers of the floor, so many of them wrong; returns its path."""
    today = floor.store.business_date(now)
    right = CUSTOMER | {
        "consultant": floor.consultant.username,
        "note": "H 周末看车",
        "registered_on": today.isoformat(),
        "expected_purchase_date": (today + timedelta(days=5)).isoformat(),
    }

    def write(wrong=0):
        path = tmp_path / "搬家-客户.csv"
        rows = [right | {"phone": f"1380000{n:04}"} for n in range(10)]
        for row in rows[:wrong]:
            row.update(birthday="soon", source="99")
        with path.open("w", newline="", encoding="gb18030") as file:
            writer = csv.DictWriter(file, list(right))
            writer.writeheader()
            writer.writerows(rows)
        return path

    return write


def upload(page, path, kind="customers"):
    page.goto("/imports/")
    follow(page, "a[href='/imports/new']")
    page.select_option("#id_kind", kind)
    page.set_input_files("#id_file", path)
    follow(page, "main form button.btn-primary")
    page.wait_for_url("**/imports/*-*")


def numbers(page):
    """Rows, rejected, new, changed, unchanged."""
    return [int(text) for text in page.locator(".stats .stat-value").all_inner_texts()]


@pytest.mark.parametrize("viewport, locale, role", VIEWS)
def test_wrong_rows_are_shown_and_come_back_as_a_file(
    floor, write, new_page, log_in, assert_accessible, tmp_path, viewport, locale, role
):
    page = new_page(viewport, locale=locale)

    def looks_right():
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    log_in(page, getattr(floor, role).username)
    page.goto("/imports/")
    looks_right()
    page.goto("/imports/new")
    follow(page, "main form button.btn-primary")
    expect(page.locator("[data-error-summary]")).to_be_focused()
    looks_right()

    upload(page, write(wrong=2))
    assert numbers(page) == [10, 2, 8, 0, 0]
    expect(page.locator("tbody tr")).to_have_count(4)
    expect(page.locator("tbody tr").first).to_contain_text("birthday")
    assert not Customer.objects.exists()
    looks_right()

    follow(page, "button[value=import]")
    expect(page.locator("a[href$='/rejects']")).to_be_visible()
    assert numbers(page) == [10, 2, 8, 0, 0]
    assert Customer.objects.count() == 8
    looks_right()
    with page.expect_download() as download:
        page.click("a[href$='/rejects']")
    rejects = tmp_path / download.value.suggested_filename
    download.value.save_as(rejects)
    text = rejects.read_text(encoding="utf-8-sig")
    assert text.count("birthday; source") == 2

    # Mended in the file that came back, they go in like any other.
    rejects.write_text(text.replace(",soon,99,", ",1900-01-01,3,"), encoding="utf-8-sig")
    upload(page, rejects)
    assert numbers(page) == [2, 0, 2, 0, 0]
    follow(page, "button[value=import]")
    expect(page.locator("button[value=import]")).to_have_count(0)
    assert Customer.objects.count() == 10
    page.goto("/imports/")
    expect(page.locator("tbody tr")).to_have_count(2)
    looks_right()


@pytest.mark.parametrize("viewport, locale", [("phone", "zh-CN"), ("desktop", "en-US")])
def test_what_cannot_be_read_and_what_is_not_wanted(
    floor, write, new_page, log_in, assert_accessible, tmp_path, viewport, locale
):
    page = new_page(viewport, locale=locale)
    log_in(page, floor.director.username)
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"PK\x03\x04 broken")
    upload(page, broken, kind="vehicles")
    expect(page.locator("#import-job .alert-danger")).to_contain_text("XLSX")
    assert_accessible(page)

    upload(page, write())
    follow(page, "button[value=discard]")
    page.wait_for_url("**/imports/")
    assert not Customer.objects.exists()
    follow(page, page.locator("tbody tr a").first)
    expect(page.locator(".stats")).to_have_count(0)
    assert_accessible(page)


@pytest.mark.parametrize("viewport, locale", [("phone", "en-US"), ("desktop", "zh-CN")])
def test_a_large_file_shows_how_far_it_has_come(
    floor, write, now, new_page, log_in, assert_accessible, settings, monkeypatch, viewport, locale
):
    """The page follows the worker by itself, from the bar to the result."""
    settings.IMPORT_AT_ONCE = 10
    monkeypatch.setattr(run_import_job, "delay", lambda pk: None)
    page = new_page(viewport, locale=locale)
    log_in(page, floor.administrator.username)
    upload(page, write(wrong=1))
    expect(page.locator("progress")).to_be_visible()
    assert_accessible(page)
    job = ImportJob.objects.get()
    ImportJob.objects.update(done=4, total=10)
    expect(page.locator(".job-count")).to_have_text("4 / 10")
    run_job(job, now=now)
    expect(page.locator(".stats")).to_be_visible()
    assert numbers(page) == [10, 1, 9, 0, 0]
    follow(page, "button[value=import]")
    expect(page.locator("progress")).to_be_visible()
    job.refresh_from_db()
    run_job(job, now=now)
    expect(page.locator("a[href$='/rejects']")).to_be_visible()
    assert Customer.objects.count() == 9


def test_it_works_without_javascript(floor, write, new_page, log_in):
    page = new_page("phone", javascript=False)
    log_in(page, floor.director.username)
    upload(page, write(wrong=1))
    follow(page, "button[value=import]")
    expect(page.locator("a[href$='/rejects']")).to_be_visible()
    assert Customer.objects.count() == 9


@pytest.mark.parametrize("viewport, locale", [("phone", "zh-CN"), ("desktop", "en-US")])
def test_a_workbook_with_hidden_rows_and_other_sheets(
    floor, new_page, log_in, assert_accessible, viewport, locale
):
    """As LibreOffice writes it; what the file hides is told before anything is saved."""
    floor.consultant.username = "li.na"
    floor.consultant.save()
    page = new_page(viewport, locale=locale)
    log_in(page, floor.director.username)
    upload(page, FILES / "libreoffice_hidden.xlsx")
    assert numbers(page) == [2, 0, 2, 0, 0]
    expect(page.locator(".notices li")).to_have_count(2)
    assert_accessible(page)
    follow(page, "button[value=import]")
    expect(page.locator("button[value=import]")).to_have_count(0)
    assert Customer.objects.count() == 2
