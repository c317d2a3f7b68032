"""Searching in the database for words as people read them: see ``words``."""

from django.db.models import CharField, F, Func, Q
from django.db.models.lookups import Contains, Exact

from .words import INVISIBLE, folded


class Folded(Func):
    """A text column as ``words.folded`` has it."""

    function = "folded"
    output_field = CharField()

    def as_sqlite(self, compiler, connection, **extra):
        connection.ensure_connection()
        connection.connection.create_function("folded", 1, _folded, deterministic=True)
        return self.as_sql(compiler, connection, **extra)

    def as_postgresql(self, compiler, connection, **extra):
        invisible = INVISIBLE.pattern.replace("'", "''")
        template = (
            f"lower(regexp_replace(regexp_replace(normalize(%(expressions)s, NFKC), '{invisible}', '', 'g'),"
            " '\\s+', ' ', 'g'))"
        )
        return self.as_sql(compiler, connection, template=template, **extra)


def _folded(text):
    return None if text is None else folded(text)


def reads_like(column, text):
    """A ``Q``: whether the text stands in the column, whatever its width and case; blank fits all."""
    return Q(Contains(Folded(F(column)), folded(text)))


def reads_as(column, text):
    """A ``Q``: whether column and text are the same word."""
    return Q(Exact(Folded(F(column)), folded(text)))


def told_apart(names):
    """One of each of the names that read alike, the first."""
    found = {}
    for name in names:
        found.setdefault(folded(name), name)
    return list(found.values())
