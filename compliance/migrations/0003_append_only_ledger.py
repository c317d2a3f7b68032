"""The database refuses to change or delete a ledger entry (R8.6), whoever asks.

SQLite drops a table's triggers when a later migration rebuilds the table: a migration that alters
LedgerEntry must run `protect` again (tests/penalties/test_append_only.py notices).
"""

from django.db import migrations

SQLITE = {
    "ledger_refuses_update": """
        BEFORE UPDATE ON compliance_ledgerentry
        BEGIN SELECT RAISE(ABORT, 'a ledger entry is never changed'); END
    """,
    "ledger_refuses_delete": """
        BEFORE DELETE ON compliance_ledgerentry
        BEGIN SELECT RAISE(ABORT, 'a ledger entry is never deleted'); END
    """,
    # INSERT OR REPLACE deletes what it replaces without asking the trigger above.
    "ledger_refuses_replace": """
        BEFORE INSERT ON compliance_ledgerentry
        WHEN EXISTS (
            SELECT 1 FROM compliance_ledgerentry
            WHERE id = NEW.id
               OR reverses_id = NEW.reverses_id
               OR proposal_id = NEW.proposal_id AND reverses_id IS NULL AND NEW.reverses_id IS NULL
        )
        BEGIN SELECT RAISE(ABORT, 'a ledger entry is never replaced'); END
    """,
}

POSTGRESQL = """
    CREATE FUNCTION compliance_ledger_refuses() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'a ledger entry is never changed or deleted'
            USING ERRCODE = 'integrity_constraint_violation';
    END $$;
    CREATE TRIGGER ledger_refuses_change BEFORE UPDATE OR DELETE ON compliance_ledgerentry
        FOR EACH ROW EXECUTE FUNCTION compliance_ledger_refuses();
    CREATE TRIGGER ledger_refuses_truncate BEFORE TRUNCATE ON compliance_ledgerentry
        FOR EACH STATEMENT EXECUTE FUNCTION compliance_ledger_refuses();
"""

POSTGRESQL_UNDO = """
    DROP TRIGGER ledger_refuses_truncate ON compliance_ledgerentry;
    DROP TRIGGER ledger_refuses_change ON compliance_ledgerentry;
    DROP FUNCTION compliance_ledger_refuses();
"""


def protect(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL, params=None)
        return
    for name, body in SQLITE.items():
        schema_editor.execute(f"CREATE TRIGGER {name} {body}", params=None)


def unprotect(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL_UNDO, params=None)
        return
    for name in SQLITE:
        schema_editor.execute(f"DROP TRIGGER {name}", params=None)


class Migration(migrations.Migration):

    dependencies = [("compliance", "0002_exact_money")]

    operations = [migrations.RunPython(protect, unprotect)]
