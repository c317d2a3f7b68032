"""The database refuses to change or delete an entry of the rewards (R8.6, R8.9), whoever asks.

SQLite drops a table's triggers when a later migration rebuilds the table: a migration that alters
RewardEntry must run `protect` again (tests/rewards/test_append_only.py notices).
"""

from django.db import migrations

TABLE = "rewards_rewardentry"
SQLITE = {
    "rewards_refuse_update": f"""
        BEFORE UPDATE ON {TABLE}
        BEGIN SELECT RAISE(ABORT, 'a reward entry is never changed'); END
    """,
    "rewards_refuse_delete": f"""
        BEFORE DELETE ON {TABLE}
        BEGIN SELECT RAISE(ABORT, 'a reward entry is never deleted'); END
    """,
    # INSERT OR REPLACE deletes what it replaces without asking the trigger above.
    "rewards_refuse_replace": f"""
        BEFORE INSERT ON {TABLE}
        WHEN EXISTS (
            SELECT 1 FROM {TABLE}
            WHERE id = NEW.id
               OR reverses_id = NEW.reverses_id
               OR reward_id = NEW.reward_id AND reverses_id IS NULL AND NEW.reverses_id IS NULL
        )
        BEGIN SELECT RAISE(ABORT, 'a reward entry is never replaced'); END
    """,
}
POSTGRESQL = f"""
    CREATE FUNCTION rewards_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'a reward entry is never changed or deleted'
            USING ERRCODE = 'integrity_constraint_violation';
    END $$;
    CREATE TRIGGER rewards_refuse_change BEFORE UPDATE OR DELETE ON {TABLE}
        FOR EACH ROW EXECUTE FUNCTION rewards_refuse();
    CREATE TRIGGER rewards_refuse_truncate BEFORE TRUNCATE ON {TABLE}
        FOR EACH STATEMENT EXECUTE FUNCTION rewards_refuse();
"""
POSTGRESQL_UNDO = f"""
    DROP TRIGGER rewards_refuse_truncate ON {TABLE};
    DROP TRIGGER rewards_refuse_change ON {TABLE};
    DROP FUNCTION rewards_refuse();
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

    dependencies = [("rewards", "0001_initial")]

    operations = [migrations.RunPython(protect, unprotect)]
