"""`backup` and `restore` say why they do not; nothing is half done."""

import shutil
from zipfile import ZipFile

import pytest

from tests.backup.test_round_trip import tables


def refused(site, *arguments):
    done = site.manage(*arguments)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    return done.stderr


def test_a_file_that_exists_is_not_overwritten(source, copy):
    before = copy.read_bytes()
    assert "exists already" in refused(source, "backup", copy)
    assert copy.read_bytes() == before


def test_a_folder_that_does_not_exist(source, tmp_path):
    said = refused(source, "backup", tmp_path / "none" / "copy.zip")
    assert "cannot be written: No such file or directory" in said


def test_a_database_with_data_is_not_restored_over(source, copy):
    before = tables(source.file)
    assert "already has data" in refused(source, "restore", copy)
    assert tables(source.file) == before


def test_a_media_folder_with_files_is_not_mixed(copy, target):
    (target.folder / "media").mkdir()
    (target.folder / "media" / "left.txt").write_text("left")
    assert "left.txt" in refused(target, "restore", copy)


@pytest.mark.parametrize("content", [b"", b"no zip", None])
def test_a_file_that_is_no_backup(target, tmp_path, content):
    path = tmp_path / "copy.zip"
    if content is not None:
        path.write_bytes(content)
    assert str(path) in refused(target, "restore", path)


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


def test_a_database_without_tables(copy, tmp_path, target):
    target.file.unlink()
    assert "manage.py migrate" in refused(target, "restore", copy)


def test_a_copy_of_another_version(copy, target):
    target.run("migrate", "axes", "0001", "--no-input")
    assert "differ in their migrations" in refused(target, "restore", copy)
