"""The kinds of files that can be imported, each registered by the app it belongs to."""

IMPORTERS = {}


def register(kind, importer):
    """``kind``: the value kept in the row of an import, and named in its command."""
    IMPORTERS[kind] = importer
