"""Exports: what is in them, who may have the numbers, the log, the background (R1.3)."""

import re
import shutil
import subprocess
from datetime import date, datetime, timedelta
from html import unescape
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from accounts.people.models import Role, User
from accounts.staff.services import allow_personal_exports
from foundation import clock
from reports.exports import services as exports
from reports.exports import services as workbook
from reports.exports import tasks
from reports.exports import views as pages
from reports.exports.models import Export, ExportState
from reports.exports.services import LEASE, Lease, TooSlow
from tests.factories import ManagerFactory, StoreFactory
from tests.sheets.hand_made import CONTACTS, PROGRESSION

SHEET = reverse("reports:progression")
LIST = reverse("reports:export_list")


@pytest.fixture(autouse=True)
def media(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path
    # On a busy machine a small one is made at once too.
    monkeypatch.setattr(pages, "LONGEST_WAIT", 600)


def ask(client, url=SHEET, token=None):
    """Press "Export" on the sheet's page; returns the export."""
    token = token or client.get(url).context["once"]["token"].value()
    path, _mark, query = url.partition("?")
    answer = client.post(f"{path}export?{query}", {"token": token})
    assert answer.status_code == 302
    return Export.objects.get(pk=answer["Location"].partition("?new=")[2])


def book_of(export):
    with default_storage.open(export.file_name) as file:
        return load_workbook(file)


def test_the_spreadsheet_holds_real_dates_and_numbers(director, hand_made):
    export = ask(director)
    assert (export.state, export.rows) == (ExportState.DONE, 11)
    sheet = book_of(export).worksheets[0]
    assert sheet.freeze_panes == "B4"
    head = [cell.value for cell in sheet[3]]
    rows = {row[1].value: row for row in sheet.iter_rows(min_row=4, max_row=14)}
    assert [row[0].value for row in rows.values()] == list(range(1, 12))
    assert sheet[2][head.index("18")].value == "We"
    assert set(rows) == set(PROGRESSION)
    first = rows["李二"][head.index("First contact")]
    assert (first.is_date, first.value) == (True, datetime(2026, 10, 20))
    assert rows["李二"][head.index("Source code")].value == 1
    assert rows["李二"][head.index("18")].value == "A"
    total = [cell.value for cell in sheet[15]]
    assert {n: total[head.index(str(n))] for n in CONTACTS} == CONTACTS
    figures = {(a, b): c for a, b, c in book_of(export)["Figures"].iter_rows(values_only=True)}
    assert figures["New this month", "H"] == 1


def read_by_libreoffice(path, folder):
    """Return the CSV that LibreOffice makes of a workbook, and what it said."""
    # Commas, double quotes, UTF-8.
    csv = "csv:Text - txt - csv (StarCalc):44,34,76,1"
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", csv, "--outdir", str(folder)]
    ran = subprocess.run([*command, path], check=True, timeout=300, capture_output=True, text=True)
    # Its exit status is 0 where it could not open the file, too.
    return (folder / Path(path).name).with_suffix(".csv"), ran.stdout + ran.stderr


@pytest.mark.skipif(not shutil.which("soffice"), reason="no LibreOffice is installed")
def test_libreoffice_reads_it(director, hand_made, tmp_path):
    plain = Workbook()
    plain.active.append(["李二"])
    plain.save(tmp_path / "plain.xlsx")
    made, said = read_by_libreoffice(tmp_path / "plain.xlsx", tmp_path)
    if not made.exists():
        pytest.skip(f"the LibreOffice that is installed reads no workbook: {said}")
    made, said = read_by_libreoffice(default_storage.path(ask(director).file_name), tmp_path)
    assert made.exists(), said
    lines = made.read_text(encoding="utf-8").splitlines()
    # Text is quoted, numbers and dates are not.
    assert any(',"李二",2026-10-20,"Tiguan",' in line for line in lines)


def test_text_is_never_a_formula(hand_made, browse):
    customer = hand_made.customers["李二"].customer
    customer.name = "=1+1"
    customer.save()
    sheet = book_of(ask(browse(hand_made.li))).worksheets[0]
    cell = next(row[1] for row in sheet.iter_rows(min_row=4) if row[1].value == "=1+1")
    assert cell.data_type == "s"


def phones(export):
    sheet = book_of(export).worksheets[0]
    at = [cell.value for cell in sheet[3]].index("Phone")
    return {row[1].value: row[at].value for row in sheet.iter_rows(min_row=4) if row[at].value}


def test_numbers_are_masked_unless_one_has_the_right(hand_made, browse, now):
    floor, client = hand_made.floor, browse(hand_made.li)
    masked = ask(client)
    assert not masked.has_phones
    assert all("****" in number for number in phones(masked).values())
    allow_personal_exports(hand_made.li, by=floor.director, now=now, allowed=True)
    full = ask(browse(hand_made.li))
    assert full.has_phones
    assert phones(full)["李二"] == hand_made.customers["李二"].customer.phone
    history = hand_made.li.history.order_by("-history_id").first()
    assert (history.history_user, history.may_export_personal_data) == (floor.director, True)


def test_a_file_with_numbers_closes_with_the_right(hand_made, browse, now):
    li, director = hand_made.li, hand_made.floor.director
    allow_personal_exports(li, by=director, now=now, allowed=True)
    url = reverse("reports:export_file", args=[ask(browse(li)).pk])
    assert browse(li).get(url).status_code == 200
    allow_personal_exports(li, by=director, now=now, allowed=False)
    assert browse(li).get(url)["Location"] == LIST


def move(person, **fields):
    """Change the person as the staff form does."""
    for name, value in fields.items():
        setattr(person, name, value)
    person.save()


@pytest.mark.parametrize("what", ["role", "store", "team"])
def test_a_file_closes_once_its_maker_may_see_something_else(hand_made, browse, what):
    """R1.3: they keep no access by a file that they made before."""
    floor = hand_made.floor
    manager = floor.manager
    export = ask(browse(manager))
    url = reverse("reports:export_file", args=[export.pk])
    assert browse(manager).get(url).status_code == 200
    Export.objects.update(is_announced=True, fetched_at=None)
    if what == "team":
        move(hand_made.li, manager=ManagerFactory(store=floor.store))
    else:
        move(manager, **{"role": Role.DIRECTOR} if what == "role" else {"store": StoreFactory()})
    client = browse(manager)
    answer = client.get(url, follow=True)
    page = answer.content.decode()
    assert answer.redirect_chain == [(LIST, 302)]
    assert "What you may see has changed" in page and url not in page
    assert url not in client.get(SHEET).content.decode()
    anew = unescape(re.search(r'href="([^"]*)">Make it again', page).group(1))
    assert client.get(anew).context["scope"].start == export.start


def test_what_its_maker_may_no_longer_see_is_not_made(hand_made, browse, sent, monkeypatch):
    monkeypatch.setattr(pages, "MOST_AT_ONCE", 0)
    export = ask(browse(hand_made.li))
    move(hand_made.li, role=Role.SERVICE)
    tasks.run_export(str(export.pk))
    export.refresh_from_db()
    assert (export.state, export.has_file) == (ExportState.FAILED, False)


def test_an_old_file_is_offered_anew_only_to_who_works_with_the_sheet(hand_made, browse):
    ask(browse(hand_made.li))
    move(hand_made.li, role=Role.FINANCE)
    page = browse(hand_made.li).get(LIST).content.decode()
    assert "What you may see has changed" in page and "Make it again" not in page


def test_the_right_is_given_and_taken_away_by_others_only(hand_made, browse, now):
    director, li = hand_made.floor.director, hand_made.li
    client = browse(director)
    url = reverse("reports:export_right", args=[li.pk])
    client.post(url, {"allowed": "yes"})
    li.refresh_from_db()
    assert li.may_export_personal_data
    client.post(url, {"allowed": "no"})
    li.refresh_from_db()
    assert not li.may_export_personal_data
    assert client.post(reverse("reports:export_right", args=[director.pk])).status_code == 404
    with pytest.raises(PermissionDenied):
        allow_personal_exports(director, by=director, now=now, allowed=True)


def test_each_export_is_logged_for_who_leads(hand_made, browse, director):
    export = ask(browse(hand_made.li), f"{SHEET}?month=2026-10")
    answer = director.get(reverse("reports:export_log"))
    assert list(answer.context["page_obj"]) == [export]
    assert "李娜" in answer.content.decode()
    assert (export.start, export.end) == (date(2026, 10, 1), date(2026, 10, 31))


def test_a_double_press_makes_one_export(director, hand_made):
    token = director.get(SHEET).context["once"]["token"].value()
    assert ask(director, token=token) == ask(director, token=token)
    assert Export.objects.count() == 1


def test_copies_are_limited(director, hand_made):
    """Thirty an hour; one's colleagues are not kept from theirs."""
    now = clock.now()
    common = {"sheet": "lost", "today": now.date(), "start": now.date(), "end": now.date()}
    person = User.objects.get(pk=director.session["_auth_user_id"])
    Export.objects.bulk_create(Export(by=person, created_at=now, **common) for _n in range(30))
    answer = director.post(f"{SHEET}export", {"token": str(uuid4())}, follow=True)
    assert "very many exports" in answer.content.decode()
    assert Export.objects.count() == 30


def test_only_its_maker_fetches_it(hand_made, browse, director):
    export = ask(browse(hand_made.li))
    url = reverse("reports:export_file", args=[export.pk])
    assert director.get(url).status_code == 404
    answer = browse(hand_made.li).get(url)
    assert answer.status_code == 200 and b"".join(answer.streaming_content)[:2] == b"PK"
    export.refresh_from_db()
    assert export.fetched_at


@pytest.fixture
def sent(monkeypatch):
    """What was handed over to the background."""
    found = []
    monkeypatch.setattr(tasks.run_export, "delay", found.append)
    return found


def test_a_large_one_is_made_in_the_background_and_announced(
    director, hand_made, monkeypatch, sent, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(pages, "MOST_AT_ONCE", 9)
    with django_capture_on_commit_callbacks(execute=True):
        export = ask(director)
    assert export.is_waiting and sent == [str(export.pk)]
    assert "Being made" in director.get(LIST).content.decode()
    tasks.run_export(sent[0])
    tasks.run_export(sent[0])
    export.refresh_from_db()
    assert (export.state, export.rows) == (ExportState.DONE, 11)
    url = reverse("reports:export_file", args=[export.pk])
    assert url in director.get(SHEET).content.decode()
    director.get(url)
    assert url not in director.get(SHEET).content.decode()


def test_a_slow_one_goes_on_in_the_background(
    director, hand_made, monkeypatch, sent, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(pages, "LONGEST_WAIT", -1)
    with django_capture_on_commit_callbacks(execute=True):
        export = ask(director)
    assert export.is_waiting and export.taken_at is None and sent == [str(export.pk)]
    tasks.run_export(sent[0])
    export.refresh_from_db()
    assert export.state == ExportState.DONE and export.is_announced


def test_what_a_worker_lost_is_handed_over_again(director, hand_made, now, sent, monkeypatch):
    export = ask(director)
    waiting = {"state": ExportState.WAITING, "created_at": now}
    Export.objects.filter(pk=export.pk).update(**waiting, taken_at=now)
    for minutes, found in ((10, []), (30, [str(export.pk)])):
        sent.clear()
        monkeypatch.setattr(tasks, "clock", lambda m=minutes: now + timedelta(minutes=m))
        tasks.sweep_exports()
        assert sent == found
    tasks.run_export(str(export.pk))
    export.refresh_from_db()
    assert export.state == ExportState.DONE


@pytest.mark.parametrize("sheet", ["progression", "daily"])
def test_one_made_after_midnight_is_as_of_the_day_it_was_asked_for(director, hand_made, now, sheet):
    """R9.3, R9.4: what was changed on the next day is not in it."""
    export = ask(director, reverse(f"reports:{sheet}"))
    cells = [list(each.values) for each in book_of(export)]
    [later] = waiting(export, now + timedelta(days=1))
    for name, end in (
        ("李二", {"outcome": "lost", "lost_reason": "price"}),
        ("周六", {"grade": "A"}),
    ):
        hand_made.contact(name, later.date(), **end)
    exports.make_export(export, clock=lambda: later)
    assert [list(each.values) for each in book_of(export)] == cells


def test_two_workers_do_not_make_the_same(director, hand_made, now):
    export = ask(director)
    Export.objects.filter(pk=export.pk).update(state=ExportState.WAITING, taken_at=now)
    exports.make_export(export, clock=lambda: now)
    export.refresh_from_db()
    assert export.is_waiting
    with pytest.raises(TooSlow):
        exports.make_export(export, clock=lambda: now + LEASE, within=0)


def waiting(export, now):
    Export.objects.filter(pk=export.pk).update(state=ExportState.WAITING, taken_at=None)
    default_storage.delete(export.file_name)
    return [now]


def test_a_long_one_stays_its_workers(director, hand_made, now, monkeypatch):
    export = ask(director)
    moments = waiting(export, now)
    chunks = []

    def ten_minutes_pass():
        moments[0] += timedelta(minutes=10)
        chunks.append(list(exports.unfinished(now=moments[0])))

    monkeypatch.setattr(workbook, "CHUNK", 2)
    monkeypatch.setattr(exports, "require_time", ten_minutes_pass)
    exports.make_export(export, clock=lambda: moments[0])
    export.refresh_from_db()
    assert len(chunks) > 4 and not any(chunks)
    assert (export.state, export.finished_at) == (ExportState.DONE, moments[0])


def test_who_was_silent_too_long_leaves_it_to_the_other(director, hand_made, now, monkeypatch):
    export = ask(director)
    moments = waiting(export, now)

    def another_takes_it():
        moments[0] = now + LEASE
        assert Lease(export, lambda: moments[0]).take()

    monkeypatch.setattr(exports, "require_time", another_takes_it)
    exports.make_export(export, clock=lambda: moments[0])
    export.refresh_from_db()
    assert export.is_waiting and not default_storage.exists(export.file_name)


def test_the_file_goes_and_the_log_stays(director, hand_made, now, monkeypatch):
    export = ask(director)
    monkeypatch.setattr(tasks, "clock", lambda: now + timedelta(days=8))
    tasks.sweep_exports()
    assert not default_storage.exists(export.file_name)
    assert director.get(reverse("reports:export_file", args=[export.pk])).status_code == 404
    assert director.get(LIST).context["page_obj"].paginator.count == 1
    export.refresh_from_db()
    assert export.state == ExportState.REMOVED


def test_files_that_are_long_due_go_too(director, hand_made, now, monkeypatch):
    """The service stood still for a month."""
    export = ask(director)
    monkeypatch.setattr(tasks, "clock", lambda: now + timedelta(days=40))
    tasks.sweep_exports()
    assert not default_storage.exists(export.file_name)


def test_what_cannot_be_made_says_so(director, hand_made, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(exports, "SheetWorkbook", fail)
    export = ask(director)
    assert export.state == ExportState.FAILED
    assert "Failed" in director.get(LIST).content.decode()
