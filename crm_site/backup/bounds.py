"""What a copy may hold: looked at before anything is unpacked or written.

A copy is as large as its dealership, so its bounds are its own: what its manifest says, and the free
disk. A member never unpacks to more than it declares; that is Python's `zipfile`.
"""

import shutil
import stat
import zipfile
from collections.abc import Collection
from pathlib import Path

from django.conf import settings

from . import MANIFEST, MEDIA, BackupError

LARGEST_MANIFEST = 10 * 1024**2
# In bytes: a row of any table, as text.
LONGEST_LINE = 32 * 1024**2
# What a file system takes.
LONGEST_NAME = 250
PLAIN = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
ENCRYPTED = 1


def check_members(archive: zipfile.ZipFile, *, size: int) -> None:
    """Raise ``BackupError`` where a member is none that a backup has, or all of them need too much room.

    ``size``: of the file itself, in bytes.
    """
    members = archive.infolist()
    names = {member.filename for member in members}
    if len(names) < len(members):
        raise BackupError("The file holds two members of one name.")
    for member in members:
        if why := _what_is_wrong(member):
            raise BackupError(f"The file holds what no backup holds: {member.filename!r} {why}.")
    if sum(member.compress_size for member in members) > size:
        raise BackupError("The file holds members that lie over each other.")
    if archive.getinfo(MANIFEST).file_size > LARGEST_MANIFEST:
        raise BackupError(f"{MANIFEST} is too large.")
    needed = sum(member.file_size for member in members)
    free = shutil.disk_usage(_existing(Path(settings.MEDIA_ROOT))).free
    if needed > free:
        raise BackupError(
            f"Unpacked the copy takes {needed // 1024**2} MB, and {free // 1024**2} MB are free."
        )


def check_contents(archive: zipfile.ZipFile, tables: Collection[str], files: int) -> None:
    """Raise ``BackupError`` where there are other members than these tables and so many files."""
    others = [name for name in archive.namelist() if name != MANIFEST and name not in tables]
    for name in others:
        if not name.startswith(MEDIA):
            raise BackupError(f"The file holds what no backup holds: {name!r} is unknown.")
    if len(others) != files:
        raise BackupError(f"The copy has {len(others)} files instead of {files}.")


def _what_is_wrong(member: zipfile.ZipInfo) -> str:
    kind = stat.S_IFMT(member.external_attr >> 16)
    if kind not in (0, stat.S_IFREG) or member.is_dir():
        return "is no plain file"
    if member.flag_bits & ENCRYPTED or member.compress_type not in PLAIN:
        return "is packed in another way"
    return "" if _is_safe(member.filename) else "leads elsewhere"


def _is_safe(name: str) -> bool:
    parts = name.split("/")
    return not any(
        part in ("", ".", "..")
        or "\\" in part
        or not part.isprintable()
        or len(part.encode()) > LONGEST_NAME
        for part in parts
    )


def _existing(folder: Path) -> Path:
    """The folder, or the nearest above it that exists."""
    return next(path for path in (folder, *folder.absolute().parents) if path.exists())
