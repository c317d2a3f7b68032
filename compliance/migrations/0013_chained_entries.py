"""Each entry gets its number and a digest over itself and the one before it (`ledgers/chain.py`).

SQLite rebuilds the table, which drops its triggers: they are taken off before and set anew.
"""

from importlib import import_module

from django.db import migrations, models

from ledgers.chain import digest_of

first = import_module("compliance.migrations.0003_append_only_ledger")
CHAINED = (
    "number",
    "store_id",
    "person_id",
    "on",
    "kind",
    "family",
    "amount",
    "proposal_id",
    "share_of_id",
    "reverses_id",
    "reason",
    "entered_at",
    "entered_by_id",
)
# A number that is there is not replaced either.
REPLACE = {
    "ledger_refuses_replace": first.SQLITE["ledger_refuses_replace"].replace(
        "WHERE id = NEW.id\n", "WHERE id = NEW.id\n               OR number = NEW.number\n"
    )
}


def protect(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        first.protect(apps, schema_editor)
        return
    for name, body in (first.SQLITE | REPLACE).items():
        schema_editor.execute(f"CREATE TRIGGER {name} {body}", params=None)


def link(apps, schema_editor):
    entries = apps.get_model("compliance", "LedgerEntry").objects.using(schema_editor.connection.alias)
    previous = ""
    for number, entry in enumerate(entries.order_by("pk").iterator(2000), 1):
        entry.number = number
        previous = entry.digest = digest_of(entry, CHAINED, previous)
        entries.filter(pk=entry.pk).update(number=number, digest=entry.digest)


def nothing(apps, schema_editor):
    pass


class Migration(migrations.Migration):
    dependencies = [("compliance", "0012_the_managers_half")]

    operations = [
        migrations.RunPython(first.unprotect, first.protect),
        migrations.AddField(
            "ledgerentry", "number", models.PositiveBigIntegerField(editable=False, null=True)
        ),
        migrations.AddField(
            "ledgerentry",
            "digest",
            models.CharField(default="", editable=False, max_length=64),
            preserve_default=False,
        ),
        migrations.RunPython(link, nothing),
        migrations.AlterField(
            "ledgerentry", "number", models.PositiveBigIntegerField(editable=False, unique=True)
        ),
        migrations.RunPython(protect, first.unprotect),
    ]
