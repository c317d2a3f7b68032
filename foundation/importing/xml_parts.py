"""The XML parts of an XLSX package, read as a stream within bounds of size, number and depth."""

import posixpath
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Self
from xml.parsers import expat

from django.utils.translation import gettext as _

from .limits import (
    DEEPEST,
    LARGEST_DIRECTORY,
    LARGEST_UNPACKED,
    LONGEST_TAG,
    MOST_ELEMENTS,
    too_large,
)
from .patience import Patience
from .problems import FileProblem

Attributes = dict[str, str]

CHUNK = 64 * 1024
END, ZIP64 = b"PK\x05\x06", b"PK\x06\x07"
PLAIN = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
FAILURES = (
    ArithmeticError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    ValueError,
    expat.ExpatError,
    struct.error,
    zipfile.BadZipFile,
    zlib.error,
)


def not_readable() -> FileProblem:
    return FileProblem(_("The file is not a readable XLSX workbook."))


class Package:
    """An opened package; ``parse`` reads its parts, all of them together within the bounds."""

    def __init__(self, path: Path | str, patience: Patience) -> None:
        self._patience = patience
        _check_directory(path)
        self._archive = zipfile.ZipFile(path)
        self._names = {name.lower(): name for name in self._archive.namelist()}
        self._bytes, self._elements = LARGEST_UNPACKED, MOST_ELEMENTS

    def close(self) -> None:
        self._archive.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    def related(self, name: str) -> dict[str, tuple[str, str]]:
        """``{id: (kind, part)}`` of what a part refers to; without a list of relations, nothing."""
        folder, file = posixpath.split(name)
        found = {}

        def start(tag: str, attributes: Attributes) -> None:
            if tag == "Relationship" and attributes.get("TargetMode") != "External":
                part = posixpath.normpath(posixpath.join("/", folder, attributes["Target"]))[1:]
                kind = attributes["Type"].rpartition("/")[2]
                found[attributes["Id"]] = (kind, part)

        relations = posixpath.join(folder, "_rels", f"{file}.rels")
        if relations.lower() in self._names:
            self.parse(relations, start)
        return found

    def parse(
        self,
        name: str,
        start: Callable[[str, Attributes], None],
        end: Callable[[str], None] | None = None,
        text: Callable[[str], None] | None = None,
    ) -> None:
        """Call the handlers for each element of a part; names come without their namespaces."""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = _refuse
        plain: dict[str, str] = {}
        depth = 0

        def on_start(tag: str, attributes: Attributes) -> None:
            nonlocal depth
            depth += 1
            self._elements -= 1
            if depth > DEEPEST or self._elements < 0:
                raise too_large()
            if tag not in plain:
                plain[tag] = tag.rpartition(" ")[2]
            start(plain[tag], attributes)

        def on_end(tag: str) -> None:
            nonlocal depth
            depth -= 1
            if end:
                end(plain[tag])

        parser.StartElementHandler, parser.EndElementHandler = on_start, on_end
        if text:
            parser.CharacterDataHandler = text
        self._patience.go_on()
        self._feed(parser, self._names[name.lower()])

    def _feed(self, parser: expat.XMLParserType, name: str) -> None:
        if self._archive.getinfo(name).compress_type not in PLAIN:
            raise not_readable()
        fed = 0
        with self._archive.open(name) as part:
            while chunk := part.read(CHUNK):
                self._patience.check()
                self._bytes -= len(chunk)
                fed += len(chunk)
                if self._bytes < 0:
                    raise too_large()
                parser.Parse(chunk, False)
                if fed - max(parser.CurrentByteIndex, 0) > LONGEST_TAG:
                    raise too_large()
        parser.Parse(b"", True)


def _refuse(*_declaration: object) -> None:
    """A workbook declares no entities: whatever they would unfold to stays folded."""
    raise not_readable()


def _check_directory(path: Path | str) -> None:
    """Refuse a package whose list of parts alone would fill the memory, before it is read."""
    with open(path, "rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - 66_000))
        tail = file.read()
    at = tail.rfind(END)
    if at < 0 or len(tail) < at + 22 or tail[max(0, at - 20) :].startswith(ZIP64):
        raise not_readable()
    (length,) = struct.unpack_from("<I", tail, at + 12)
    if length > LARGEST_DIRECTORY:
        raise too_large()
