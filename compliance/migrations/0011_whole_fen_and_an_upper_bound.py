"""Amounts become whole fen (``FenField``), and each penalty policy gets an upper bound (R8.10).

The value is scaled in the same step as its column's type, so that no trigger sees an entry change.
SQLite rebuilds the ledger's table, which drops its triggers: they are taken off before and set anew.
"""

from decimal import ROUND_HALF_UP, Decimal
from importlib import import_module

import foundation.money
from django.db import migrations

ledger = import_module('compliance.migrations.0003_append_only_ledger')
# What a column holds, in fen. Only a proposal of more than fifty occasions was ever larger.
MOST = 2**63 - 1


class AlterToFen(migrations.AlterField):
    """From yuan, as decimals or text, to whole fen; and back."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        self._scale(app_label, schema_editor, from_state, 100, 'bigint')
        super().database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        scaling = (app_label, schema_editor, to_state, Decimal('0.01'), None)
        # The old type holds fewer digits than fen have: PostgreSQL scales while it changes the type.
        scales_first = schema_editor.connection.vendor == 'postgresql'
        if scales_first:
            self._scale(*scaling)
        super().database_forwards(app_label, schema_editor, from_state, to_state)
        if not scales_first:
            self._scale(*scaling)

    def _scale(self, app_label, schema_editor, state, factor, column_type):
        model = state.apps.get_model(app_label, self.model_name)
        quote = schema_editor.connection.ops.quote_name
        table, key = quote(model._meta.db_table), quote(model._meta.pk.column)
        field = model._meta.get_field(self.name)
        column = quote(field.column)
        if schema_editor.connection.vendor == 'postgresql':
            column_type = column_type or field.db_type(schema_editor.connection)
            schema_editor.execute(
                f'ALTER TABLE {table} ALTER COLUMN {column} TYPE {column_type}'
                f' USING CASE WHEN {column} IS NOT NULL'
                f' THEN least(round({column} * {factor}, 2), {MOST}) END'
            )
            return
        with schema_editor.connection.cursor() as cursor:
            cursor.execute(f'SELECT {key}, {column} FROM {table} WHERE {column} IS NOT NULL')
            rows = [(_scaled(value, factor), pk) for pk, value in cursor.fetchall()]
            cursor.executemany(f'UPDATE {table} SET {column} = %s WHERE {key} = %s', rows)


def _scaled(value, factor):
    scaled = Decimal(str(value)) * factor
    if factor == 100:
        return min(int(scaled.quantize(Decimal(1), ROUND_HALF_UP)), MOST)
    return str(scaled.quantize(Decimal('0.01')))


def take_off(apps, schema_editor):
    if schema_editor.connection.vendor == 'sqlite':
        ledger.unprotect(apps, schema_editor)


def set_anew(apps, schema_editor):
    if schema_editor.connection.vendor == 'sqlite':
        ledger.protect(apps, schema_editor)


def fen(name, **options):
    return foundation.money.FenField(verbose_name=name, **options)


AMOUNTS = [
    ('proposal', {}),
    ('historicalproposal', {}),
    ('ledgerentry', {}),
    ('ledgersum', {'default': Decimal('0.00')}),
]


class Migration(migrations.Migration):

    dependencies = [('compliance', '0010_reasons')]

    operations = [
        migrations.RunPython(take_off, set_anew),
        *(AlterToFen(model, 'amount', fen('amount', **options)) for model, options in AMOUNTS),
        *(
            AlterToFen(model, name, fen(label, default=default))
            for model in ('penaltypolicy', 'historicalpenaltypolicy')
            for name, label, default in (
                ('base', 'base amount', Decimal('50.00')),
                ('cap', 'cap per entry', Decimal('1000000.00')),
            )
        ),
        *(
            migrations.AddField(model, 'uncharged', fen('not charged', default=Decimal('0.00')))
            for model in ('proposal', 'historicalproposal')
        ),
        migrations.RunPython(set_anew, take_off),
    ]
