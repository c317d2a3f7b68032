"""How long a search takes at 1,000,000 customers: what one server spends on one key that is typed.

    python benchmarks/find.py --customers 1000000 --stores 50

Uses a database of its own (DATABASE_URL, default a temporary SQLite file); an empty one is filled by statements
over sets, so that names, numbers, orders and cars are as many and as alike as in life. For each kind of
search and each role it prints the median and the 95th percentile of ``--runs`` searches, in milliseconds.
"""

import argparse
import os
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华飞鹏玉萍红玲建国文辉力志海燕云峰龙波晨欣怡雨泽宇浩然梓涵"
CONSULTANTS = 10
TARGET = 50.0


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--customers", type=int, default=1_000_000)
    parser.add_argument("--stores", type=int, default=50)
    parser.add_argument("--runs", type=int, default=40)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/bench.sqlite3")
        os.environ["DJANGO_SETTINGS_MODULE"] = "crm_site.settings.test"
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        from leads.customers.models import Customer

        if not Customer.objects.exists():
            build(options.customers, options.stores)
        report(people(), options)


def build(customers, stores):
    """A region of so many stores with a director each, two managers and their consultants, and the customers."""
    from django.db import connection

    from accounts.people.models import Region, Role, Store, User

    start = time.perf_counter()
    region = Region.objects.create(code="BENCH", name="Bench")
    store_rows = Store.objects.bulk_create(
        Store(code=f"B{n:03}", name=f"B{n:03}", region=region) for n in range(stores)
    )
    managers = User.objects.bulk_create(
        User(username=f"m{s.pk}-{n}", role=Role.MANAGER, store=s)
        for s in store_rows
        for n in range(2)
    )
    User.objects.bulk_create(
        User(username=f"c{m.pk}-{n}", role=Role.CONSULTANT, store_id=m.store_id, manager=m)
        for m in managers
        for n in range(CONSULTANTS // 2)
    )
    User.objects.bulk_create(
        [
            User(username="director", role=Role.DIRECTOR, store=store_rows[0]),
            User(username="region", role=Role.DIRECTOR, region=region),
        ]
    )
    with connection.cursor() as cursor:
        fill(cursor, customers)
        cursor.execute("ANALYZE")
    seconds = time.perf_counter() - start
    print(f"# {customers:,} customers of {stores} stores built in {seconds:.0f} s", file=sys.stderr)


def people():
    """Who searches: one of each role."""
    from accounts.people.models import User

    consultant = User.objects.filter(role="consultant").order_by("pk").first()
    return {
        "consultant": consultant,
        "manager": consultant.manager,
        "director": User.objects.get(username="director"),
        "region director": User.objects.get(username="region"),
    }


def names():
    """Every surname with every given name of one and two characters, and the keys of each."""
    from foundation.spelling import name_keys

    chance = random.Random(1)
    given = [*GIVEN, *(a + b for a in GIVEN[:24] for b in GIVEN[24:])]
    chosen = [surname + name for surname in SURNAMES for name in given]
    chance.shuffle(chosen)
    return [(at, name, sorted(name_keys(name))) for at, name in enumerate(chosen)]


def fill(cursor, customers):
    """The customers, and what they are found by, each by one statement over a list of names."""
    listed = names()
    cursor.execute("CREATE TEMPORARY TABLE bench_name (at integer PRIMARY KEY, name text)")
    cursor.execute("CREATE TEMPORARY TABLE bench_key (at integer, text text)")
    cursor.executemany("INSERT INTO bench_name VALUES (%s, %s)", [row[:2] for row in listed])
    pairs = [(at, key) for at, _name, keys in listed for key in keys]
    cursor.executemany("INSERT INTO bench_key VALUES (%s, %s)", pairs)
    cursor.execute("CREATE INDEX bench_keys ON bench_key (at)")
    cursor.execute(
        "CREATE TEMPORARY TABLE bench_owner (at integer PRIMARY KEY, store bigint, person bigint)"
    )
    cursor.execute(
        "INSERT INTO bench_owner SELECT row_number() OVER (ORDER BY username) - 1, store_id, id"
        " FROM accounts_user WHERE role = 'consultant'"
    )
    cursor.execute("SELECT count(*) FROM bench_owner")
    owners = cursor.fetchone()[0]
    blank = blank_columns()
    columns = ", ".join(["id", "store_id", "consultant_id", "name", "phone", *blank])
    cursor.execute(
        "WITH RECURSIVE n(i) AS (SELECT CAST(0 AS bigint) UNION ALL"
        f" SELECT i + 1 FROM n WHERE i + 1 < {customers})"
        f" INSERT INTO leads_customer ({columns})"
        " SELECT n.i + 1, o.store, o.person, m.name, CAST(13000000000 + n.i * 7919 % 1000000007 AS text)"
        f", {', '.join(blank.values())}"
        f" FROM n JOIN bench_owner o ON o.at = n.i % {owners}"
        f" JOIN bench_name m ON m.at = (n.i * 31 + n.i / {owners}) % {len(listed)}"
    )
    cursor.execute(
        "INSERT INTO leads_customerkey (store_id, of_id, text) SELECT DISTINCT c.store_id, c.id, k.text"
        " FROM leads_customer c JOIN bench_name m ON m.name = c.name JOIN bench_key k ON k.at = m.at"
    )
    tail = "substr(phone, length(phone) - 3)"
    cursor.execute(
        "INSERT INTO leads_customerkey (store_id, of_id, text)"
        f" SELECT store_id, id, {tail} FROM leads_customer"
    )
    fill_cars(cursor)


def fill_cars(cursor):
    """A tenth of the customers have a car with a plate."""
    from orders.buyers.models import OwnedVehicle

    blank = {"model": "'Golf'"} | blanks(
        OwnedVehicle, {"id", "store", "customer", "model", "plate_number"}
    )
    plate = "'苏a' || CAST(10000 + id % 89999 AS text)"
    cursor.execute(
        f"INSERT INTO orders_ownedvehicle (id, store_id, customer_id, plate_number, {', '.join(blank)})"
        f" SELECT id, store_id, id, {plate}, {', '.join(blank.values())}"
        " FROM leads_customer WHERE id % 10 = 0"
    )
    for text in ("plate_number", "substr(plate_number, 3)", "substr(plate_number, 4)"):
        cursor.execute(
            "INSERT INTO orders_ownedvehiclekey (store_id, of_id, text)"
            f" SELECT store_id, id, {text} FROM orders_ownedvehicle"
        )


def blank_columns():
    from leads.customers.models import Customer

    given = {"registered_on": "'2026-01-01'", "birthday": "'1900-01-01'", "source": "3"}
    given |= {"gender": "'U'", "customer_type": "'private'", "lifecycle": "'prospect'"}
    return given | blanks(Customer, {"id", "store", "consultant", "name", "phone", *given})


def blanks(model, given):
    """Empty texts for the columns that have no other default."""
    return {
        field.column: "''"
        for field in model._meta.concrete_fields
        if field.name not in given and not field.null
    }


SEARCHES = {
    "one character": lambda chance, row: row.name[0],
    "whole name": lambda chance, row: row.name,
    "given name": lambda chance, row: row.name[1:],
    "pinyin, begun": lambda chance, row: sound(row.name)[: chance.randint(2, 5)],
    "initials": lambda chance, row: "".join(sound(part)[0] for part in row.name),
    "one letter": lambda chance, row: sound(row.name)[0],
    "last four digits": lambda chance, row: row.phone[-4:],
    "whole number": lambda chance, row: row.phone,
    "plate, its end": lambda chance, row: f"{chance.randint(10000, 99999)}",
    "nothing such": lambda chance, row: "qqxx",
}


def sound(text):
    from pypinyin import lazy_pinyin

    return "".join(lazy_pinyin(text))


def report(searchers, options):
    """A line for each search and role; fails where one takes longer than allowed."""
    from django.db import connection

    from crm_site.find.queries import found_for
    from leads.customers.models import Customer

    chance = random.Random(2)
    found_for(searchers["consultant"], "warm")
    print(f"{connection.vendor}: {options.customers:,} customers, {options.runs} searches each")
    print(f"{'search':<18} {'by':<16} {'p50 ms':>8} {'p95 ms':>8}")
    slow = []
    for label, make in SEARCHES.items():
        for role, user in searchers.items():
            times = []
            for _ in range(options.runs):
                row = Customer.objects.get(pk=chance.randint(1, options.customers))
                text = make(chance, row)
                start = time.perf_counter()
                found_for(user, text)
                times.append((time.perf_counter() - start) * 1000)
            p95 = statistics.quantiles(times, n=20)[-1]
            print(f"{label:<18} {role:<16} {statistics.median(times):>8.1f} {p95:>8.1f}")
            if statistics.median(times) > TARGET:
                slow.append((label, role))
    if slow:
        sys.exit(f"slower than {TARGET:.0f} ms: {slow}")


if __name__ == "__main__":
    main()
