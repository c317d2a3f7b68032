"""Compile the translations without the gettext tools, which a fresh machine lacks."""

import os
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileParser
from django.conf import settings


class DuplicateMessageError(Exception):
    """A catalogue translates one message twice."""


class StrictCatalog(Catalog):
    """Refuses what babel would silently overwrite and msgfmt calls a fatal error."""

    def __setitem__(self, id, message):
        if id and self.get(id, message.context) is not None:
            raise DuplicateMessageError(f"line {message.lineno}: {id!r} is translated twice")
        super().__setitem__(id, message)


def sources() -> list[Path]:
    """Return every .po file of the site."""
    return sorted(
        path for root in settings.LOCALE_PATHS for path in Path(root).glob("*/LC_MESSAGES/*.po")
    )


def compile_one(source: Path) -> None:
    """Write the .mo beside a .po, whole or not at all. Fuzzy messages stay out."""
    catalog = StrictCatalog(locale=source.parent.parent.name)
    with open(source, encoding="utf-8") as handle:
        try:
            PoFileParser(catalog, abort_invalid=True).parse(handle)
        except DuplicateMessageError as error:
            raise DuplicateMessageError(f"{source}: {error}") from None
    draft = source.with_suffix(f".mo.{os.getpid()}")
    with open(draft, "wb") as handle:
        write_mo(handle, catalog)
    draft.replace(source.with_suffix(".mo"))


def compile_stale() -> list[Path]:
    """Compile each .po that is newer than its .mo; return those."""
    stale = [source for source in sources() if _is_stale(source)]
    for source in stale:
        compile_one(source)
    return stale


def _is_stale(source: Path) -> bool:
    target = source.with_suffix(".mo")
    return not target.exists() or target.stat().st_mtime <= source.stat().st_mtime
