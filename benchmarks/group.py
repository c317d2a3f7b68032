"""A group of dealerships to be measured, filled by statements over sets; PostgreSQL only.

    DATABASE_URL=postgres://… python benchmarks/group.py --customers 100000 --stores 10

Two years until ``TODAY``: of five customers one is under way, one has bought and three are lost. Each has some
ten contacts, their plans and changes of grade; the first consultant has a card of 300. About one contact of
twenty came late: its deadline broke and was found, priced, entered. The same size is the same group each time.
"""

import argparse
import os
import random
import sys
import time
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from string import Template
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

TODAY = date(2026, 11, 21)
NOW = datetime(2026, 11, 21, 15, tzinfo=ZoneInfo("Asia/Shanghai"))
MANAGERS, TEAM = 5, 9
CONSULTANTS = MANAGERS * TEAM
NAMES = 20_000
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华飞鹏玉萍红玲建国文辉力志海燕云峰龙波晨欣怡雨泽宇浩然梓涵"
SQL = Path(__file__).with_suffix(".sql")
FILLED = [
    "leads_customer",
    "leads_customerkey",
    "leads_historicalcustomer",
    "leads_opportunity",
    "leads_historicalopportunity",
    "leads_opportunitychange",
    "followups_activity",
    "followups_activitymove",
    "followups_deadline",
    "orders_vehicle",
    "orders_order",
    "orders_paymentdue",
    "orders_payment",
    "orders_target",
    "compliance_auditrun",
    "compliance_finding",
    "compliance_proposal",
    "compliance_ledgerentry",
    "compliance_ledgersum",
    "rewards_reward",
    "rewards_rewardentry",
    "rewards_rewardsum",
    "intake_lead",
    "intake_assignment",
    "reception_visit",
    "accounts_notice",
]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--customers", type=int, default=100_000)
    parser.add_argument("--stores", type=int, default=10)
    parser.add_argument("--activities", type=int, default=10, help="of each customer, the mean")
    options = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "crm_site.settings.test"
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    build(customers=options.customers, stores=options.stores, activities=options.activities)


def build(*, customers, stores, activities=10):
    """Fill the empty database with the group, and say how long it took."""
    from django.db import connection, transaction

    from leads.customers.models import Customer
    from leads.opportunities.models import Opportunity

    start = time.perf_counter()
    values = {
        "customers": customers,
        "stores": stores,
        "activities": activities,
        "consultants": CONSULTANTS,
        "names": NAMES,
        "today": TODAY,
        "of_customer": columns_of(Customer),
        "of_opportunity": columns_of(Opportunity),
    }
    with transaction.atomic():
        people(stores)
        with connection.cursor() as cursor:
            cursor.execute("SELECT setseed(0.5)")
            # Foreign keys are right by the way the rows are made.
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute("SET LOCAL work_mem = '256MB'")
            cursor.execute("SET LOCAL maintenance_work_mem = '1GB'")
            names(cursor)
            with blanks(cursor), indexes_afterwards(cursor):
                cursor.execute(Template(SQL.read_text()).substitute(values))
            keys_go_on(cursor)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    print(
        f"# {customers:,} customers of {stores} stores in {time.perf_counter() - start:.0f} s",
        file=sys.stderr,
    )


def columns_of(model):
    """The columns that the model's history has as well."""
    kept = {field.column for field in model.history.model._meta.concrete_fields}
    return ", ".join(f.column for f in model._meta.concrete_fields if f.column in kept)


def people(stores):
    """A region with its director, and so many stores with everybody that works there."""
    from accounts.people.models import Region, Role, Store, User

    region = Region.objects.create(code="BENCH", name="华东")
    User.objects.create(username="region", full_name="区域总监", role=Role.DIRECTOR, region=region)
    rows = Store.objects.bulk_create(
        Store(code=f"B{n:03}", name=f"{n} 店", region=region) for n in range(stores)
    )
    heads = (
        Role.DIRECTOR,
        Role.GENERAL_MANAGER,
        Role.RECEPTION,
        Role.MARKETING,
        Role.SERVICE,
        Role.FINANCE,
    )
    User.objects.bulk_create(
        User(username=f"{role}{n}", full_name=f"{role} {n}", role=role, store=store)
        for n, store in enumerate(rows)
        for role in heads
    )
    managers = User.objects.bulk_create(
        User(
            username=f"manager{n}.{at}", full_name=f"经理 {n}.{at}", role=Role.MANAGER, store=store
        )
        for n, store in enumerate(rows)
        for at in range(MANAGERS)
    )
    User.objects.bulk_create(
        User(
            username=f"consultant{n}.{at}",
            full_name=f"顾问 {n}.{at}",
            role=Role.CONSULTANT,
            store=store,
            manager=managers[n * MANAGERS + at // TEAM],
        )
        for n, store in enumerate(rows)
        for at in range(CONSULTANTS)
    )


def names(cursor):
    """Names as frequent as in life, and the keys that each is found by."""
    from psycopg2.extras import execute_values

    from foundation.spelling import name_keys

    chance = random.Random(1)
    made = set()
    while len(made) < NAMES:
        given = "".join(chance.choices(GIVEN, k=chance.choice((1, 2, 2))))
        made.add(chance.choice(SURNAMES) + given)
    rows = list(enumerate(sorted(made), 1))
    cursor.execute("CREATE TEMP TABLE name (id int, text text)")
    cursor.execute("CREATE TEMP TABLE name_key (of_id int, text text)")
    execute_values(cursor.cursor, "INSERT INTO name VALUES %s", rows, page_size=5000)
    keys = [(n, key) for n, name in rows for key in sorted(name_keys(name))]
    execute_values(cursor.cursor, "INSERT INTO name_key VALUES %s", keys, page_size=5000)
    cursor.execute(
        "CREATE INDEX ON name (text); CREATE INDEX ON name_key (of_id); ANALYZE name; ANALYZE name_key"
    )


@contextmanager
def blanks(cursor):
    """What a statement does not name is empty, 0 or no meanwhile."""
    cursor.execute(
        "SELECT table_name, column_name, CASE WHEN data_type = 'boolean' THEN 'false'"
        " WHEN data_type IN ('smallint', 'integer', 'bigint') THEN '0' ELSE quote_literal('') END"
        " FROM information_schema.columns WHERE table_name = ANY(%s) AND is_nullable = 'NO'"
        " AND is_identity = 'NO' AND data_type IN"
        " ('boolean', 'smallint', 'integer', 'bigint', 'character varying', 'text')",
        [FILLED],
    )
    found = cursor.fetchall()
    for table, column, value in found:
        cursor.execute(f'ALTER TABLE {table} ALTER "{column}" SET DEFAULT {value}')
    yield
    for table, column, _value in found:
        cursor.execute(f'ALTER TABLE {table} ALTER "{column}" DROP DEFAULT')


@contextmanager
def indexes_afterwards(cursor):
    """The indexes of big tables that prove nothing are built at the end, which is quicker."""
    cursor.execute(
        "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index"
        " WHERE NOT indisunique AND indrelid::regclass::text = ANY(%s)",
        [FILLED],
    )
    found = cursor.fetchall()
    for name, _definition in found:
        cursor.execute(f"DROP INDEX {name}")
    yield
    for _name, definition in found:
        cursor.execute(definition)


def keys_go_on(cursor):
    """New rows get keys beyond those that were given by hand."""
    for table in FILLED:
        cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [table])
        sequence = cursor.fetchone()[0]
        if sequence:
            cursor.execute(
                f"SELECT setval('{sequence}', (SELECT COALESCE(max(id), 1) FROM {table}))"
            )


if __name__ == "__main__":
    main()
