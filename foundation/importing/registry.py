"""The kinds of files that can be imported, each registered by the app it belongs to."""

from .importer import Importer

IMPORTERS: dict[str, type[Importer]] = {}


def register(kind: str, importer: type[Importer]) -> None:
    """``kind``: the value kept in the row of an import, and named in its command."""
    IMPORTERS[kind] = importer
