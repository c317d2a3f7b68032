"""A prepared file is no backup: refused before anything of it is unpacked or written."""

import json
import stat
import warnings
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZipFile, ZipInfo

import pytest
from django.core.management import CommandError, call_command

from accounts.people.models import Region
from crm_site.backup import bounds

MEGABYTE = b"0" * 1024**2


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def empty(db, tmp_path, media):
    """The backup of an empty site."""
    path = tmp_path / "empty.zip"
    call_command("backup", path, verbosity=0)
    return path


@pytest.fixture
def prepared(empty, tmp_path):
    """`prepared(fill, **manifest)`: that backup with what `fill(archive)` adds; its path."""

    def prepared(fill=lambda archive: None, without=(), **changes):
        path = tmp_path / "prepared.zip"
        with ZipFile(empty) as source, ZipFile(path, "w", ZIP_DEFLATED) as archive:
            for name in source.namelist():
                text = source.read(name)
                if name == "manifest.json":
                    text = json.dumps(json.loads(text) | changes).encode()
                if name not in without:
                    archive.writestr(name, text)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                fill(archive)
        return path

    return prepared


def refused(path, word):
    with pytest.raises(CommandError, match=word):
        call_command("restore", path)
    assert not Region.objects.exists()


def test_the_plain_one_comes_back(prepared, media):
    call_command("restore", prepared(), verbosity=0)
    path = prepared(lambda archive: archive.writestr("media/a/照片.jpg", b"x"), files=1)
    call_command("restore", path, verbosity=0)
    assert (media / "a" / "照片.jpg").read_bytes() == b"x"


@pytest.mark.parametrize(
    "name",
    [
        "media/../../outside.jpg",
        "media//etc/passwd",
        "/media/x.jpg",
        "media/a\\..\\b.jpg",
        "media/./x.jpg",
        "media/x\n.jpg",
        "media/" + "长" * 90,
        "../media/x.jpg",
    ],
)
def test_no_name_leads_out_of_the_folder(prepared, name, media):
    refused(prepared(lambda archive: archive.writestr(name, b"x"), files=1), "leads elsewhere")
    assert not list(media.parent.rglob("outside.jpg"))


def link(archive, kind=stat.S_IFLNK):
    info = ZipInfo("media/x.jpg")
    info.external_attr = (kind | 0o777) << 16
    archive.writestr(info, "/etc/passwd")


PREPARED = [
    (link, "no plain file"),
    (lambda archive: link(archive, stat.S_IFIFO), "no plain file"),
    (lambda archive: archive.writestr("media/folder/", b""), "no plain file"),
    (lambda archive: [archive.writestr("media/x", b"x") for _twice in "ab"], "two members"),
    (lambda archive: archive.writestr("manifest.json", b"{}"), "two members"),
    (lambda archive: archive.writestr("run.sh", b"x"), "'run.sh' is unknown"),
    (lambda archive: archive.writestr("x.y.jsonl", b"[]"), "is unknown"),
    (lambda archive: archive.writestr("media/x", b"x", ZIP_BZIP2), "packed in another way"),
    (lambda archive: archive.writestr("media/x", b"x"), "has 1 files instead of 0"),
]


@pytest.mark.parametrize(("fill", "word"), PREPARED)
def test_members_that_no_backup_has(prepared, fill, word, media):
    refused(prepared(fill), word)
    assert not media.exists() or not any(media.rglob("*"))


def test_what_unpacks_to_more_than_the_disk_has(prepared, monkeypatch):
    class Usage:
        free = 20 * 1024**2

    monkeypatch.setattr(bounds.shutil, "disk_usage", lambda path: Usage)
    small = prepared(lambda archive: archive.writestr("media/x", MEGABYTE * 30), files=1)
    assert small.stat().st_size < 1024**2
    refused(small, "takes 30 MB, and 20 MB are free")


def test_members_that_lie_over_each_other(prepared):
    path = prepared(lambda archive: archive.writestr("media/x", MEGABYTE.hex()), files=1)
    with ZipFile(path) as archive:
        at = archive.getinfo("media/x")
        packed = at.compress_size
    content = path.read_bytes()
    entry = content.rindex(b"PK\x01\x02")
    assert int.from_bytes(content[entry + 20 : entry + 24], "little") == packed
    grown = len(content).to_bytes(4, "little")
    path.write_bytes(content[: entry + 20] + grown + content[entry + 24 :])
    refused(path, "lie over each other")


def test_a_line_without_an_end(prepared, monkeypatch):
    monkeypatch.setattr(bounds, "LONGEST_LINE", 1024**2)
    name = "accounts.region.jsonl"
    path = prepared(lambda archive: archive.writestr(name, MEGABYTE * 3), without=[name])
    refused(path, f"{name} has a line that is too long")


def test_a_manifest_like_a_book(prepared, monkeypatch):
    monkeypatch.setattr(bounds, "LARGEST_MANIFEST", 1024**2)
    refused(prepared(words="x" * 2 * 1024**2), "manifest.json is too large")


def test_a_member_gives_no_more_than_it_declares(prepared):
    """What says that it is small and is not is no whole backup."""
    path = prepared(lambda archive: archive.writestr("media/x", MEGABYTE), files=1)
    content = path.read_bytes()
    entry = content.rindex(b"PK\x01\x02")
    path.write_bytes(content[: entry + 24] + (9).to_bytes(4, "little") + content[entry + 28 :])
    refused(path, "not a whole backup")
