"""Queries that are put into SQL once in a process, and asked with other values each time (ADR 63).

    @prepared
    def _unread(person):
        return Notice.objects.filter(person=person, read_at=None)

    notices = list(_unread(person=user.pk))

To put a query of Django's into SQL costs several times what a small one takes to be answered. So what every
page asks is written like this: the function runs once, with a place for each value, and must not look at what
it is given. How a query differs by more than values (a role, a number of values) goes by position instead:
for each such argument it is written anew.
"""

import copy
from collections.abc import Callable, Hashable
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Expression, QuerySet, Value
from django.db.models.sql import Query
from django.db.models.sql.compiler import SQLCompiler
from django.utils import timezone


def in_one_row(queryset: QuerySet[Any, Any], **aggregates: Any) -> QuerySet[Any, Any]:
    """The aggregates of all rows as the only row of a queryset; `aggregate` would ask at once."""
    whole: QuerySet[Any, Any] = queryset.order_by().values(only_row=Value(1))
    row: QuerySet[Any, Any] = whole.annotate(**aggregates).values(*aggregates)
    return row


class Prepared:
    """A queryset whose SQL is made once in each process, database and time zone."""

    def __init__(self, build: Callable[..., QuerySet[Any, Any]]) -> None:
        self._build = build
        self._made: dict[Hashable, _Made] = {}
        self.__doc__ = build.__doc__

    def __call__(self, *kinds: Hashable, **values: Any) -> QuerySet[Any, Any]:
        """Return the queryset with these values: not asked yet, and not to be narrowed any more.

        Raises ``TypeError`` for a value of ``None``, with which SQL compares nothing.
        """
        if None in values.values():
            raise TypeError(f"{self._build.__qualname__}: one of {values} is no value.")
        # `…__date` of a moment means the zone in force while the SQL is made.
        zone = timezone.get_current_timezone_name()
        key = (connections[DEFAULT_DB_ALIAS].vendor, zone, kinds, tuple(values))
        made = self._made.get(key)
        if made is None:
            places = {name: _Place(name) for name in values}
            made = self._made[key] = _Made(self._build(*kinds, **places))
        return made.with_values(values)

    def row(self, *kinds: Hashable, **values: Any) -> dict[str, Any]:
        """Return the only row, that of ``in_one_row``."""
        [found] = self(*kinds, **values)
        return dict(found)


prepared = Prepared


class _Place(Expression):
    """Where a value of each asking stands; a day may stand there some days earlier or later."""

    def __init__(self, name: str, shift: timedelta = timedelta()) -> None:
        super().__init__()
        self.name = name
        self.shift = shift

    def __add__(self, other: Any) -> Any:
        return _Place(self.name, self.shift + other) if _is_shift(other) else NotImplemented

    def __sub__(self, other: Any) -> Any:
        return _Place(self.name, self.shift - other) if _is_shift(other) else NotImplemented

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, tuple[Any, ...]]:
        return "%s", (self,)

    def of(self, values: dict[str, Any], operations: Any) -> Any:
        """The value of this asking, as the database takes it."""
        value = values[self.name]
        if self.shift:
            value += self.shift
        if isinstance(value, datetime):
            return operations.adapt_datetimefield_value(value)
        if isinstance(value, date):
            return operations.adapt_datefield_value(value)
        return value


def _is_shift(other: Any) -> bool:
    return isinstance(other, timedelta)


class _Made:
    """What was made of the queryset."""

    def __init__(self, queryset: QuerySet[Any, Any]) -> None:
        self.queryset = queryset
        self.compiler = queryset.query.get_compiler(using=DEFAULT_DB_ALIAS)
        try:
            self.sql, self.parameters = self.compiler.as_sql()
        except EmptyResultSet:
            # It holds nothing, whatever the values.
            self.sql, self.parameters = "", ()

    def with_values(self, values: dict[str, Any]) -> QuerySet[Any, Any]:
        """The queryset, its SQL filled in."""
        operations = connections[DEFAULT_DB_ALIAS].ops
        parameters = tuple(
            each.of(values, operations) if isinstance(each, _Place) else each
            for each in self.parameters
        )
        query = _Fixed.__new__(_Fixed)
        query.__dict__ = {**self.queryset.query.__dict__, "made": self, "parameters": parameters}
        found = type(self.queryset).__new__(type(self.queryset))
        found.__dict__ = {**self.queryset.__dict__, "_query": query, "_result_cache": None}
        return found


class _Fixed(Query):
    """A query that has its SQL."""

    made: _Made
    parameters: tuple[Any, ...]

    def get_compiler(
        self, using: Any = None, connection: Any = None, elide_empty: bool = True
    ) -> SQLCompiler:
        compiler: Any = copy.copy(self.made.compiler)
        compiler.connection = connections[DEFAULT_DB_ALIAS]
        written = self.made.sql, self.parameters
        compiler.as_sql = lambda *_, **__: written
        found: SQLCompiler = compiler
        return found

    def clone(self) -> Query:
        raise TypeError("A prepared query is whole: what narrows it belongs where it is written.")
