"""`backup` and `restore` say why they do not; nothing is half done."""

import json
import shutil
from zipfile import ZipFile

import pytest
from django.core.management import CommandError, call_command

from accounts.people.models import Region
from leads.grading.models import GradingPolicy
from tests.backup.test_round_trip import tables


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.MEDIA_ROOT.mkdir()
    return settings.MEDIA_ROOT


def refused(site, *arguments):
    done = site.manage(*arguments)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    return done.stderr


@pytest.mark.django_db
def test_a_file_that_exists_is_not_overwritten(tmp_path, media):
    path = tmp_path / "copy.zip"
    path.write_bytes(b"precious")
    with pytest.raises(CommandError, match="exists already"):
        call_command("backup", path)
    assert path.read_bytes() == b"precious"


@pytest.mark.django_db
def test_a_folder_that_does_not_exist(tmp_path, media):
    with pytest.raises(CommandError, match="cannot be written: No such file or directory"):
        call_command("backup", tmp_path / "none" / "copy.zip")


@pytest.mark.django_db
def test_a_database_with_data_is_not_restored_over(copy, media):
    Region.objects.create(code="R", name="R")
    with pytest.raises(CommandError, match="already has data .regions."):
        call_command("restore", copy)
    assert Region.objects.get().code == "R"


@pytest.mark.django_db
def test_a_media_folder_with_files_is_not_mixed(copy, media):
    (media / "left.txt").write_text("left")
    with pytest.raises(CommandError, match="left.txt"):
        call_command("restore", copy)


@pytest.mark.django_db
@pytest.mark.parametrize("content", [b"", b"no zip", None])
def test_a_file_that_is_no_backup(tmp_path, media, content):
    path = tmp_path / "copy.zip"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(CommandError, match=str(path)):
        call_command("restore", path)


@pytest.mark.django_db
def test_a_copy_of_another_version(copy, media, tmp_path):
    older = tmp_path / "older.zip"
    with ZipFile(copy) as archive, ZipFile(older, "w") as other:
        manifest = json.loads(archive.read("manifest.json"))
        manifest["migrations"].remove("mfa.0001_initial")
        other.writestr("manifest.json", json.dumps(manifest))
    with pytest.raises(CommandError, match=r"differ in their migrations \(mfa.0001_initial\)"):
        call_command("restore", older)


@pytest.mark.django_db
def test_an_empty_site_comes_back_as_well(tmp_path, media):
    path = tmp_path / "copy.zip"
    call_command("backup", path, verbosity=0)
    call_command("restore", path, verbosity=0)
    assert GradingPolicy.objects.filter(code__in=["S0", "S1", "S2"]).count() == 3


def test_a_damaged_copy_leaves_nothing_behind(copy, target, tmp_path):
    damaged = tmp_path / "damaged.zip"
    shutil.copy(copy, damaged)
    with ZipFile(copy) as archive:
        offset = archive.getinfo("followups.activity.jsonl").header_offset + 2000
    with open(damaged, "r+b") as handle:
        handle.seek(offset)
        handle.write(b"\0" * 50)
    before = tables(target.file)
    assert "not a whole backup" in refused(target, "restore", damaged)
    assert tables(target.file) == before
    assert not list(target.folder.glob("media/**/*.jpg"))


def test_a_database_that_is_not_migrated(copy, target, tmp_path):
    target.file.unlink()
    for command in (["restore", copy], ["backup", tmp_path / "copy.zip"], ["demo"]):
        assert "manage.py migrate" in refused(target, *command)
