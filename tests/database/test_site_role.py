"""The site's own database role owns nothing: it cannot switch off the guards of the ledgers (R8.6)."""

import uuid
from contextlib import closing

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from accounts.people.models import Region

REFUSED = [
    "ALTER TABLE compliance_ledgerentry DISABLE TRIGGER ALL",
    "DROP TRIGGER ledger_refuses_change ON compliance_ledgerentry",
    "DROP FUNCTION compliance_ledger_refuses() CASCADE",
    "SET session_replication_role = replica",
    "UPDATE compliance_ledgerentry SET amount = 0",
    "DELETE FROM rewards_rewardentry",
    "TRUNCATE compliance_ledgerentry",
    "DELETE FROM django_migrations",
    "CREATE TABLE mine (id integer)",
    "DROP TABLE accounts_region",
]
ALLOWED = [
    "INSERT INTO accounts_region (code, name) VALUES ('S', 'South')",
    "UPDATE accounts_region SET name = 'North'",
    "SELECT count(*) FROM compliance_ledgerentry",
    "SELECT count(*) FROM django_migrations",
    "DELETE FROM accounts_region",
]


@pytest.mark.postgres
@pytest.mark.skipif("connection.vendor != 'postgresql'")
@pytest.mark.django_db(transaction=True)
def test_it_reads_and_writes_and_no_more(monkeypatch):
    import psycopg2

    role, password = f"crm_app_{uuid.uuid4().hex[:8]}", "a'b\\c"
    monkeypatch.setenv("SITE_DATABASE_PASSWORD", password)
    for _twice in range(2):
        call_command("grant_site_role", role)
    Region.objects.create(code="R", name="R")
    target = connection.get_connection_params() | {"user": role, "password": password}
    target = {
        name: target[name]
        for name in ("user", "password", "host", "port", "dbname")
        if name in target
    }
    try:
        with closing(psycopg2.connect(**target)) as site, site.cursor() as cursor:
            for statement in ALLOWED:
                cursor.execute(statement)
            site.rollback()
            for statement in REFUSED:
                with pytest.raises(psycopg2.errors.InsufficientPrivilege):
                    cursor.execute(statement)
                site.rollback()
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f'DROP OWNED BY "{role}"; DROP ROLE "{role}"')


@pytest.mark.skipif("connection.vendor != 'sqlite'")
def test_sqlite_has_no_roles(db):
    with pytest.raises(CommandError, match="Only PostgreSQL"):
        call_command("grant_site_role", "crm_app")
