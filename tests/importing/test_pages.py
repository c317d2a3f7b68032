"""The same imports in the browser: who may, what the preview says, what confirming does."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.people.models import Role, User
from accounts.uploads.models import ImportJob
from accounts.uploads.tasks import run_import_job
from leads.customers.models import Customer
from tests.factories import Floor, UserFactory
from tests.importing.conftest import CUSTOMER

IMPORTING = (Role.DIRECTOR, Role.ADMINISTRATOR, Role.MARKETING)


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT / "imports"


@pytest.fixture
def upload(client, write):
    def upload(kind, rows):
        content = write("upload.csv", rows).read_bytes()
        file = SimpleUploadedFile("客户.csv", content)
        return client.post(reverse("import_upload"), {"kind": kind, "file": file})

    return upload


def decide(client, job, decision="import"):
    return client.post(reverse("import_decide", args=[job.pk]), {"decision": decision}, follow=True)


@pytest.mark.parametrize("role", [r for r in Role if r not in IMPORTING])
def test_others_may_not(db, client, role):
    client.force_login(UserFactory(role=role))
    assert client.get(reverse("import_list")).status_code == 403
    assert client.post(reverse("import_upload")).status_code == 403


def test_upload_preview_confirm_result(floor, client, upload, media):
    client.force_login(floor.director)
    assert b"Upload a file" in client.get(reverse("import_list")).content
    answer = upload("customers", [CUSTOMER, CUSTOMER | {"phone": "1"}])
    job = ImportJob.objects.get()
    assert answer.url == reverse("import_preview", args=[job.pk])
    page = client.get(answer.url).content.decode()
    assert "Nothing is saved yet" in page and "phone" in page
    assert not Customer.objects.exists() and len(list(media.iterdir())) == 1

    page = decide(client, job).content.decode()
    assert "has been imported" in page and "Download the wrong rows" in page
    customer = Customer.objects.get()
    assert customer.history.get().history_user == floor.director
    assert [path.suffixes for path in media.iterdir()] == [[".rejected", ".csv"]]
    rejects = client.get(reverse("import_rejects", args=[job.pk]))
    assert b"phone" in b"".join(rejects.streaming_content)
    decide(client, job)
    assert Customer.objects.count() == 1


def test_discarding_leaves_nothing(floor, client, upload, media):
    client.force_login(floor.director)
    upload("customers", [CUSTOMER])
    decide(client, ImportJob.objects.get(), "discard")
    assert not Customer.objects.exists() and not list(media.iterdir())


def test_a_file_that_cannot_be_read(floor, client, media):
    client.force_login(floor.director)
    file = SimpleUploadedFile("c.xlsx", b"PK\x03\x04 broken")
    answer = client.post(
        reverse("import_upload"), {"kind": "customers", "file": file}, follow=True
    ).content.decode()
    assert "not a readable XLSX" in answer and not list(media.iterdir())


def test_only_ones_own_stores_and_imports_r1_3(floor, client, upload):
    other = Floor()
    client.force_login(other.director)
    upload("customers", [CUSTOMER])
    job = ImportJob.objects.get()
    assert job.counts["rejected"] == 1 and job.problems[0][1] == "consultant"
    client.force_login(floor.director)
    assert client.get(reverse("import_preview", args=[job.pk])).status_code == 404


def test_a_stores_administrator_makes_no_administrators(floor, client, upload):
    client.force_login(UserFactory(role=Role.ADMINISTRATOR, store=floor.store))
    row = {"username": "x", "full_name": "X", "role": "administrator", "store": floor.store.code}
    elsewhere = row | {"username": "y", "role": "consultant", "store": "NEW"}
    upload("staff", [row, elsewhere])
    job = ImportJob.objects.get()
    assert [problem[1] for problem in job.problems] == ["role", "store"]
    decide(client, job)
    assert not User.objects.filter(username__in="xy").exists()


def test_an_administrator_without_a_store_moves_a_dealership_in(db, client, upload):
    client.force_login(UserFactory(role=Role.ADMINISTRATOR, store=None, is_superuser=True))
    upload("staff", [{"username": "x", "full_name": "X", "role": "director", "store": "NEW"}])
    decide(client, ImportJob.objects.get())
    assert User.objects.get(username="x").store.code == "NEW"


def test_too_large(floor, client, upload, settings):
    settings.LARGEST_IMPORT = 10
    client.force_login(floor.director)
    assert "larger than" in upload("customers", [CUSTOMER]).content.decode()
    assert not ImportJob.objects.exists()


def test_large_files_run_in_the_background(
    floor, client, upload, settings, monkeypatch, django_capture_on_commit_callbacks
):
    settings.IMPORT_AT_ONCE = 10
    asked = []
    monkeypatch.setattr(run_import_job, "delay", asked.append)
    client.force_login(floor.director)
    with django_capture_on_commit_callbacks(execute=True):
        upload("customers", [CUSTOMER])
    job = ImportJob.objects.get()
    address = reverse("import_preview", args=[job.pk])
    part = client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "<progress" in part and "<html" not in part
    run_import_job(*asked)
    run_import_job(*asked)
    job.refresh_from_db()
    assert (job.state, job.counts["created"], Customer.objects.count()) == ("checked", 1, 0)
    with django_capture_on_commit_callbacks(execute=True):
        decide(client, job)
    run_import_job(asked[-1])
    job.refresh_from_db()
    assert (job.state, Customer.objects.count()) == ("done", 1)


def test_forgotten_uploads_are_removed(floor, client, upload, media, now):
    client.force_login(floor.director)
    upload("customers", [CUSTOMER])
    ImportJob.objects.update(created_at=now.replace(year=2025))
    (old,) = media.iterdir()
    upload("customers", [CUSTOMER])
    assert not Path(old).exists() and ImportJob.objects.count() == 1
