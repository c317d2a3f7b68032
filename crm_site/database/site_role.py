"""The PostgreSQL role of the site: it reads and writes rows and owns nothing.

Tables, triggers and functions belong to the role that migrates. So whoever gets hold of the site's
connection cannot switch off the guards of the ledgers, nor change or delete what stands in them.
"""

from django.apps import apps
from django.db import connection, transaction
from psycopg2 import sql

from ledgers.models import AbstractEntry


@transaction.atomic
def grant_site_role(name: str, password: str) -> None:
    """Make the role, or set its password, and let it do what the site does; run after each migration."""
    role = sql.Identifier(name)
    ledgers = [m._meta.db_table for m in apps.get_models() if issubclass(m, AbstractEntry)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name])
        verb = sql.SQL("ALTER" if cursor.fetchone() else "CREATE")
        rights = "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS"
        cursor.execute(
            sql.SQL("{} ROLE {} {} PASSWORD {}").format(
                verb, role, sql.SQL(rights), sql.Literal(password)
            )
        )
        statements = [
            "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
            "GRANT USAGE ON SCHEMA public TO {role}",
            "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
            "GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA public TO {role}",
            "REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {role}",
            *(f'REVOKE UPDATE, DELETE ON "{table}" FROM {{role}}' for table in ledgers),
        ]
        for statement in statements:
            cursor.execute(sql.SQL(statement).format(role=role))
