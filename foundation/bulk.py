"""Writing rows by the hundred thousand.

Measured with 50,000 activities: the ORM's ``bulk_create`` and ``bulk_update`` spend two thirds of an
import on composing SQL. Here a statement is composed once and its parameters are sent in bulk. Only
for rows that were checked before: no validation, no signals, no defaults.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeAlias

from django.db import connections, models, router
from django.db.backends.base.base import BaseDatabaseWrapper

from .money import FenField
from .reason_codes import ReasonField

AnyField: TypeAlias = "models.Field[Any, Any]"


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
    insert_rows(model, names, ([getattr(o, name) for name in names] for o in objects))


def insert_rows(
    model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Insert tuples of values under these attribute names (``opportunity_id``, not ``opportunity``)."""
    connection = connections[router.db_for_write(model)]
    fields = [_field(model, name) for name in names]
    columns = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    table = connection.ops.quote_name(model._meta.db_table)
    rows = _adapted(fields, rows, connection)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            from psycopg2.extras import execute_values

            sql = f"INSERT INTO {table} ({columns}) VALUES %s"
            execute_values(cursor.cursor, sql, rows, page_size=1000)
        else:
            marks = ", ".join(["%s"] * len(fields))
            cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", list(rows))


def update_objects(
    model: type[models.Model], objects: Sequence[models.Model], names: Sequence[str]
) -> None:
    """Write the named attributes (``opportunity_id``, not ``opportunity``) of saved objects."""
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
    values = ([getattr(o, field.attname) for field in fields] for o in objects)
    rows = list(_adapted(fields, values, connection))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            from psycopg2.extras import execute_batch

            execute_batch(cursor.cursor, sql, rows, page_size=500)
        else:
            cursor.executemany(sql, rows)


def _field(model: type[models.Model], attname: str) -> AnyField:
    return next(field for field in model._meta.concrete_fields if field.attname == attname)


def _adapted(
    fields: Sequence[AnyField], rows: Iterable[Sequence[Any]], connection: BaseDatabaseWrapper
) -> Iterator[list[Any]]:
    adapters = [_adapter(field, connection) for field in fields]
    special = [(i, adapt) for i, adapt in enumerate(adapters) if adapt]
    for row in rows:
        row = list(row)
        for i, adapt in special:
            if row[i] is not None:
                row[i] = adapt(row[i])
        yield row


def _adapter(field: AnyField, connection: BaseDatabaseWrapper) -> Callable[[Any], Any] | None:
    """How the database takes values of the field, or ``None`` where as they are."""
    if isinstance(field, ReasonField):
        return field.get_prep_value
    plain = (models.CharField, models.TextField, models.IntegerField, models.ForeignKey)
    if isinstance(field, (*plain, models.BooleanField)) and not isinstance(field, FenField):
        return None
    return lambda value: field.get_db_prep_save(value, connection)
