"""A sealed copy is read by nobody without the key, nor changed unnoticed; it is its owner's alone (R13.4)."""

import io
import os
import stat

import pytest
from django.core.management import CommandError, call_command

from accounts.people.models import Region
from crm_site.backup import BackupError
from crm_site.backup.sealing import PIECE, Sealer, is_sealed, unseal

KEY = "a long random text of the operator"
TEXT = os.urandom(1000) * 2500


@pytest.fixture
def sealed():
    target = io.BytesIO()
    sealer = Sealer(target, KEY)
    for start in range(0, len(TEXT), 300_000):
        sealer.write(TEXT[start : start + 300_000])
    sealer.close()
    return target.getvalue()


def opened(content, key=KEY):
    target = io.BytesIO()
    unseal(io.BytesIO(content), target, key)
    return target.getvalue()


def test_what_is_sealed_comes_back(sealed):
    assert len(TEXT) > 2 * PIECE and TEXT[:50] not in sealed
    assert is_sealed(io.BytesIO(sealed)) and opened(sealed) == TEXT


@pytest.mark.parametrize("size", [0, 1, PIECE, PIECE + 1])
def test_any_size(size):
    target = io.BytesIO()
    sealer = Sealer(target, KEY)
    sealer.write(bytes(size))
    sealer.close()
    assert opened(target.getvalue()) == bytes(size)


def test_another_key_none_and_a_short_one(sealed):
    for key, word in [
        (KEY + "x", "another BACKUP_KEY"),
        ("", "set BACKUP_KEY"),
        ("short", "too short"),
    ]:
        with pytest.raises(BackupError, match=word):
            opened(sealed, key)


def test_nothing_is_changed_left_out_exchanged_or_cut_off(sealed):
    head, step = 43, PIECE + 16
    first, second = sealed[head : head + step], sealed[head + step : head + 2 * step]
    rest = sealed[head + 2 * step :]
    forged = [
        sealed[:-1],
        sealed[: head + step],
        sealed[:head] + second + first + rest,
        sealed[:head] + second + rest,
        sealed[:500] + bytes([sealed[500] ^ 1]) + sealed[501:],
        sealed[:25] + bytes([sealed[25] ^ 1]) + sealed[26:],
        sealed + b"x",
    ]
    for content in forged:
        with pytest.raises(BackupError, match="changed or cut off"):
            opened(content)


@pytest.mark.django_db
def test_the_command_seals_and_opens(settings, tmp_path, capsys):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.BACKUP_KEY = KEY
    path = tmp_path / "backups" / "copy.zip"
    Region.objects.create(code="R", name="北区")
    call_command("backup", path)
    assert "not sealed" not in capsys.readouterr().err
    modes = [stat.S_IMODE(each.stat().st_mode) for each in (path, path.parent)]
    assert modes == [0o600, 0o700]
    assert not path.read_bytes().startswith(b"PK")
    Region.objects.all().delete()
    settings.BACKUP_KEY = ""
    with pytest.raises(CommandError, match="set BACKUP_KEY"):
        call_command("restore", path)
    settings.BACKUP_KEY = KEY
    call_command("restore", path)
    assert Region.objects.get().name == "北区"


@pytest.mark.django_db
def test_without_a_key_it_says_so(settings, tmp_path, capsys):
    settings.MEDIA_ROOT = tmp_path / "media"
    call_command("backup", tmp_path / "copy.zip")
    assert "not sealed" in capsys.readouterr().err
    assert stat.S_IMODE((tmp_path / "copy.zip").stat().st_mode) == 0o600
