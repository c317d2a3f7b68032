"""Writing rows by the hundred thousand.

Measured with 50,000 activities: the ORM's ``bulk_create`` and ``bulk_update`` spend two thirds of an
import on composing SQL. Here PostgreSQL copies rows, SQLite gets the parameters of one statement in bulk,
and values are adapted by the column. Only for rows that were checked before: no validation, no signals,
no defaults.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from io import StringIO
from operator import attrgetter, itemgetter
from typing import Any, TypeAlias, TypeVar

from django.db import connections, models, router
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.base import ModelState

from .batches import batches
from .money import FenField
from .reason_codes import ReasonField

AnyField: TypeAlias = "models.Field[Any, Any]"
Instance = TypeVar("Instance", bound=models.Model)
# So many rows are in memory in the database's form.
ROWS = 2000


def reserve_keys(model: type[models.Model], count: int) -> list[int]:
    """``count`` keys for new rows of the model; call it inside the transaction that uses them."""
    connection = connections[router.db_for_write(model)]
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
                [f'"{table}"', model._meta.pk.column, count],
            )
            return [key for (key,) in cursor.fetchall()]
        # Django's tables never use a key twice: the highest one ever given is kept here.
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        last = (cursor.fetchone() or (0,))[0]
        return list(range(last + 1, last + 1 + count))


def insert_objects(model: type[models.Model], objects: Sequence[models.Model]) -> None:
    """Insert new objects and give them their keys."""
    if not objects:
        return
    for instance, key in zip(objects, reserve_keys(model, len(objects)), strict=True):
        instance.pk = key
        instance._state.adding = False
        instance._state.db = router.db_for_write(model)
    names = [field.attname for field in model._meta.concrete_fields]
    insert_rows(model, names, values_of(objects, names))


def make(
    model: type[Instance], related: Mapping[str, models.Model] | None = None, /, **values: Any
) -> Instance:
    """``model(**values)`` of many: attributes as columns have them, beside them ``related`` instances.

    Django's own way through every descriptor and check takes five times as long.
    """
    instance = model.__new__(model)
    state = ModelState()
    blank, fresh = _blank(model)
    attributes = vars(instance)
    attributes |= blank
    attributes |= {name: default() for name, default in fresh}
    attributes["_state"] = state
    for name, other in (related or {}).items():
        attributes[f"{name}_id"] = other.pk
        state.fields_cache[name] = other
    attributes |= values
    return instance


@cache
def _blank(
    model: type[models.Model],
) -> tuple[dict[str, Any], list[tuple[str, Callable[[], Any]]]]:
    """What an instance has before it gets values, and what of that is asked for each one."""
    fields = model._meta.concrete_fields
    fresh = [
        (field.attname, field.get_default)
        for field in fields
        if field.has_default() and callable(field.default)
    ]
    return vars(model()), fresh


def insert_rows(
    model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Insert tuples of values under these attribute names (``opportunity_id``, not ``opportunity``)."""
    connection = connections[router.db_for_write(model)]
    fields = [_field(model, name) for name in names]
    columns = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor, connection.wrap_database_errors:
        for batch in batches(rows, ROWS):
            values = _by_column(fields, batch, connection)
            if connection.vendor == "postgresql":
                cursor.cursor.copy_expert(f"COPY {table} ({columns}) FROM STDIN", _as_copy(values))
            else:
                marks = ", ".join(["%s"] * len(fields))
                sql = f"INSERT INTO {table} ({columns}) VALUES ({marks})"
                cursor.executemany(sql, list(zip(*values, strict=True)))


def values_of(objects: Iterable[Any], names: Sequence[str]) -> Iterator[Sequence[Any]]:
    """The named attributes of each; more than one name."""
    loaded, any_way = itemgetter(*names), attrgetter(*names)
    for instance in objects:
        try:
            # Past the descriptors, which take longer than all else of a row.
            yield loaded(vars(instance))
        except (KeyError, TypeError):
            yield any_way(instance)


def update_objects(model: type[models.Model], objects: Sequence[Any], names: Sequence[str]) -> None:
    """Write the named attributes (``opportunity_id``, not ``opportunity``) of saved objects.

    Rows that have these and the key as attributes will do.
    """
    if not objects:
        return
    connection = connections[router.db_for_write(model)]
    fields = [_field(model, name) for name in names] + [model._meta.pk]
    quote = connection.ops.quote_name
    assignments = ", ".join(f"{quote(str(field.column))} = %s" for field in fields[:-1])
    sql = (
        f"UPDATE {quote(model._meta.db_table)} SET {assignments}"
        f" WHERE {quote(str(model._meta.pk.column))} = %s"
    )
    values = list(values_of(objects, [field.attname for field in fields]))
    rows = list(zip(*_by_column(fields, values, connection), strict=True))
    with connection.cursor() as cursor, connection.wrap_database_errors:
        if connection.vendor == "postgresql":
            from psycopg2.extras import execute_batch

            execute_batch(cursor.cursor, sql, rows, page_size=500)
        else:
            cursor.executemany(sql, rows)


def _field(model: type[models.Model], attname: str) -> AnyField:
    return next(field for field in model._meta.concrete_fields if field.attname == attname)


def _by_column(
    fields: Sequence[AnyField], rows: Sequence[Sequence[Any]], connection: BaseDatabaseWrapper
) -> list[Sequence[Any]]:
    """The columns of some rows as the database takes them."""
    return [
        _adapted(field, column, connection)
        for field, column in zip(fields, zip(*rows, strict=True), strict=True)
    ]


def _adapted(
    field: AnyField, column: Sequence[Any], connection: BaseDatabaseWrapper
) -> Sequence[Any]:
    """A column has fewer values than rows: a date or a sum is put into the database's form once."""
    adapt = _adapter(field, connection)
    if adapt is None:
        return column
    if isinstance(field, (models.DateField, models.DecimalField, FenField)):
        return _mapped(adapt, column)
    return [None if value is None else adapt(value) for value in column]


def _mapped(change: Callable[[Any], Any], column: Sequence[Any]) -> list[Any]:
    known = {value: change(value) for value in set(column) if value is not None}
    return [known.get(value) for value in column]


def _adapter(field: AnyField, connection: BaseDatabaseWrapper) -> Callable[[Any], Any] | None:
    """How the database takes values of the field, or ``None`` where as they are."""
    if isinstance(field, ReasonField):
        return field.get_prep_value
    plain = (models.CharField, models.TextField, models.IntegerField, models.ForeignKey)
    if isinstance(field, (*plain, models.BooleanField)) and not isinstance(field, FenField):
        return None
    return lambda value: field.get_db_prep_save(value, connection)


NULL = "\\N"
ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def _as_copy(columns: Sequence[Sequence[Any]]) -> StringIO:
    """The rows of these columns as PostgreSQL's ``COPY`` reads text."""
    texts = []
    for column in columns:
        try:
            known = {value: _copied(value) for value in set(column)}
            texts.append([known[value] for value in column])
        except TypeError:  # what has no hash, such as JSON
            texts.append([_copied(value) for value in column])
    return StringIO("".join("\t".join(row) + "\n" for row in zip(*texts, strict=True)))


def _copied(value: Any) -> str:
    if value is None:
        return NULL
    if isinstance(value, str):
        return value.translate(ESCAPED)
    if isinstance(value, bytes | memoryview):
        return "\\\\x" + bytes(value).hex()
    if hasattr(value, "adapted"):  # psycopg2's Json
        text: str = value.dumps(value.adapted)
        return text.translate(ESCAPED)
    return str(value)
