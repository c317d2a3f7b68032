"""Searching in the database for words as people read them: see ``words``."""

from collections.abc import Iterable
from typing import Any

from django.db.models import CharField, F, Func, Q
from django.db.models.lookups import Contains, Exact

from .words import INVISIBLE, folded


class Folded(Func):
    """A text column as ``words.folded`` has it."""

    function = "folded"
    output_field = CharField()

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        connection.ensure_connection()
        connection.connection.create_function("folded", 1, _folded, deterministic=True)
        return self.as_sql(compiler, connection, **extra)

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        invisible = INVISIBLE.pattern.replace("'", "''")
        template = (
            f"lower(regexp_replace(regexp_replace(normalize(%(expressions)s, NFKC), '{invisible}', '', 'g'),"
            " '\\s+', ' ', 'g'))"
        )
        return self.as_sql(compiler, connection, template=template, **extra)


def _folded(text: str | None) -> str | None:
    return None if text is None else folded(text)


def reads_like(column: str, text: str) -> Q:
    """A ``Q``: whether the text stands in the column, whatever its width and case; blank fits all."""
    return Q(Contains(Folded(F(column)), folded(text)))


def reads_as(column: str, text: str) -> Q:
    """A ``Q``: whether column and text are the same word."""
    return Q(Exact(Folded(F(column)), folded(text)))


def told_apart(names: Iterable[str]) -> list[str]:
    """One of each of the names that read alike, the first."""
    found: dict[str, str] = {}
    for name in names:
        found.setdefault(folded(name), name)
    return list(found.values())
