"""What each page costs each role, in groups of several sizes; and what misses the goals.

    python benchmarks/pages.py --sizes 10000 100000 --write
    python benchmarks/pages.py --sizes 100000 --roles region --only progression --explain

Of each size a group is built in a database of its own on ``--server`` (``benchmarks/group.py``; stores of 10,000
customers), or used again where an earlier run left it; ``--drop`` deletes them in the end. Each page is
asked for by Django's client as that person: medians of ``--runs``. ``--write`` puts the
table into docs/performance.md.
"""

import argparse
import json
import os
import platform
import re
import statistics
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
DOCUMENT = ROOT / "docs" / "performance.md"
BEGIN, END = "<!-- benchmarks/pages.py writes from here -->", "<!-- to here -->"
STORE_SIZE = 10_000
PEOPLE = {
    "consultant": "consultant0.0",
    "manager": "manager0.0",
    "director": "director0",
    "region": "region",
}
# In milliseconds; the first one whose beginning fits.
GOALS = [
    ("indicators, year", 1000),
    ("indicators", 500),
    ("sheet", 300),
    ("lead figures", 300),
    ("", 100),
]
LARGEST_KB, MOST_GROWTH = 500, 1.3
# Shorter spans say more of the machine than of the growth.
SHORT = 20
# A statement that takes longer is given up.
LONGEST = "120s"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", nargs="+", type=int, default=[10_000, 100_000])
    parser.add_argument("--server", default="postgres://postgres@127.0.0.1:5432")
    parser.add_argument("--name", default="bench_group", help="how the databases' names begin")
    parser.add_argument("--roles", nargs="+", default=list(PEOPLE), choices=PEOPLE)
    parser.add_argument("--only", default="", help="pages whose name fits this expression")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--explain", action="store_true", help="show statements over 20 ms")
    parser.add_argument("--write", action="store_true", help="into docs/performance.md")
    parser.add_argument("--drop", action="store_true", help="delete the databases in the end")
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        measure_all(options)
        return
    found = {}
    for size in options.sizes:
        found[size] = in_group_of(size, options)
    lines = list(table(found, options.roles)) + ["", *misses(found)]
    print("\n".join(lines))
    if options.write:
        write(lines)
    if options.drop:
        for size in options.sizes:
            on_server(options.server, f"DROP DATABASE IF EXISTS {options.name}_{size}")


def in_group_of(size, options):
    """``{(role, page): figures}``, measured by a process of its own in the database of this size."""
    name = f"{options.name}_{size}"
    if not on_server(options.server, f"SELECT 1 FROM pg_database WHERE datname = '{name}'"):
        on_server(options.server, f"CREATE DATABASE {name}")
    environment = {**os.environ, "DATABASE_URL": f"{options.server}/{name}"}
    command = [sys.executable, __file__, "--one", str(size), *sys.argv[1:]]
    rows = {}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as child:
        for line in child.stdout:
            if line.startswith("{"):
                row = json.loads(line)
                rows[row.pop("role"), row.pop("page")] = row
            else:
                print(line, end="", flush=True)
    if child.returncode:
        raise SystemExit(child.returncode)
    return rows


def on_server(server, sql):
    """The first row of a statement that takes no transaction."""
    import psycopg2

    connection = psycopg2.connect(f"{server}/postgres".replace("postgres://", "postgresql://"))
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(sql)
        row = cursor.fetchone() if cursor.description else None
    connection.close()
    return row


def measure_all(options):
    """The child's part: a line of JSON for each role and page."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "crm_site.settings.test"
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    import foundation.clock
    from benchmarks.group import NOW, build

    foundation.clock.now = lambda: NOW
    call_command("migrate", verbosity=0)
    from leads.customers.models import Customer

    if not Customer.objects.exists():
        build(customers=options.one, stores=max(1, options.one // STORE_SIZE))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        cursor.execute(f"SET statement_timeout = '{LONGEST}'")
    for role in options.roles:
        for page, url in pages_of(role):
            if re.search(options.only, page):
                figures = measure(role, url, options)
                print(json.dumps({"role": role, "page": page, **figures}), flush=True)


def pages_of(role):
    """The pages of the role's menu, its sheets, and some ways into them that weigh more."""
    from django.urls import reverse

    from accounts.people.models import User
    from crm_site.menu.rules import entries_of
    from leads.opportunities.models import Opportunity
    from reports.sheets.queries.catalogue import SHEETS

    person = User.objects.get(username=PEOPLE[role])
    for address, _label, _icon in entries_of(person.role):
        name = NAMED.get(address, address.split(":")[-1].replace("_", " "))
        yield name, reverse(address)
    customers = reverse("leads:customer_list")
    yield "customer list, page 20", f"{customers}?page=20"
    yield "customer list, everybody", f"{customers}?state="
    yield "customer list, phone", f"{customers}?q=13000000001"
    yield "customer list, name", f"{customers}?q=王"
    yield "find a name", f"{reverse('find')}?q=王建"
    yield "find a number", f"{reverse('find')}?q=0123"
    mine = Opportunity.objects.visible_to(person).executing()
    for at, order in (("card", "-pk"), ("card with 300 contacts", "registered_on")):
        if found := mine.order_by(order).first():
            yield at, reverse("followups:customer_card", args=[found.customer_id])
    for code, sheet in SHEETS.items():
        if person.role in sheet.roles:
            url = reverse(f"reports:{code}")
            yield f"sheet {code}", url
            if code in ("progression", "daily"):
                yield f"sheet {code}, last month", f"{url}?{LAST_MONTH[code]}"
    indicators = reverse("reports:dashboard")
    yield "indicators, last month", f"{indicators}?span=month&at=2026-10-01"
    yield "indicators, year", f"{indicators}?span=year&whole=1"


NAMED = {"reports:dashboard": "indicators, month"}
LAST_MONTH = {"progression": "month=2026-10", "daily": "on=2026-10-15"}


def measure(role, url, options):
    """Medians of one page; ``None`` for its time where it was not answered."""
    from django.contrib.auth import get_user_model
    from django.db import connection
    from django.test import Client

    client = Client(raise_request_exception=False)
    client.force_login(get_user_model().objects.get(username=PEOPLE[role]))
    sent = []

    def note(execute, sql, params, many, context):
        start = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            sent.append((time.perf_counter() - start, sql, params))

    walls, cpus, queries = [], [], []
    with connection.execute_wrapper(note):
        for run in range(options.runs + 1):
            sent.clear()
            wall, cpu = time.perf_counter(), time.process_time()
            answer = client.get(url)
            wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
            if answer.status_code != 200:
                return {"status": answer.status_code, "wall": None}
            if run or wall > 10:
                walls.append(wall)
                cpus.append(cpu)
                queries.append(sum(seconds for seconds, *_ in sent))
            if wall > 10:
                break
    if options.explain:
        explain(url, sent)
    return {
        "status": 200,
        "wall": round(statistics.median(walls) * 1000),
        "cpu": round(statistics.median(cpus) * 1000),
        "sql": round(statistics.median(queries) * 1000),
        "statements": len(sent),
        "kb": round(len(answer.content) / 1000),
    }


def explain(url, sent):
    from django.db import connection

    for seconds, sql, params in list(sent):
        if seconds > 0.02 and sql.startswith("SELECT"):
            print(f"--- {url} {seconds * 1000:.0f} ms: {sql[:3000]}\n    {params}")
            with connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, COSTS OFF) {sql}", params)
                print("\n".join(f"      {row[0]}" for row in cursor.fetchall()))


def goal_of(page):
    return next(goal for begin, goal in GOALS if page.startswith(begin))


def table(found, roles):
    """Wall time by page and role, of each size."""
    yield f"| Page | {' | '.join(roles)} |"
    yield f"|---|{'---|' * len(roles)}"
    pages = dict.fromkeys(page for rows in found.values() for _role, page in rows)
    for page in pages:
        cells = []
        for role in roles:
            rows = [rows.get((role, page)) for rows in found.values()]
            if not any(rows):
                cells.append("")
                continue
            text = " → ".join(time_of(row) for row in rows)
            cells.append(f"**{text}**" if misses_of(page, rows) else text)
        yield f"| {page} | {' | '.join(cells)} |"


def time_of(row):
    if row is None:
        return "–"
    return f"{row['wall']:,}" if row["wall"] is not None else f"({row['status']})"


def misses_of(page, rows):
    """In words, what of the goals the page misses at the largest size."""
    first, last = rows[0], rows[-1]
    if last is None:
        return []
    if last["wall"] is None:
        return [f"answered {last['status']}"]
    said = []
    if last["wall"] > goal_of(page):
        said.append(f"over {goal_of(page)} ms")
    if last["kb"] > LARGEST_KB:
        said.append(f"{last['kb']:,} KB")
    if first and first["wall"] and last["wall"] > max(SHORT, first["wall"] * MOST_GROWTH):
        said.append(f"{last['wall'] / first['wall']:.1f} × the smallest")
    return said


def misses(found):
    """What misses the goals, the slowest first."""
    yield "| Misses | role | wall ms | CPU ms | SQL ms | statements | KB | what |"
    yield "|---|---|---|---|---|---|---|---|"
    rows = []
    for role, page in list(found.values())[-1]:
        each = [rows.get((role, page)) for rows in found.values()]
        if said := misses_of(page, each):
            rows.append((each[-1], role, page, said))
    rows.sort(key=lambda row: -(row[0]["wall"] or 10**6))
    for row, role, page, said in rows:
        cells = [
            f"{row[name]:,}" if row.get(name) is not None else "–"
            for name in ("wall", "cpu", "sql", "statements", "kb")
        ]
        yield f"| {page} | {role} | {' | '.join(cells)} | {', '.join(said)} |"


def write(lines):
    """Put the table into the document, in the place of the one before it."""
    text = DOCUMENT.read_text()
    before, _begin, rest = text.partition(BEGIN)
    _old, _end, after = rest.partition(END)
    head = (
        f"Measured on {date.today():%-d %B %Y} on {os.cpu_count()} cores ({platform.machine()}) under a load of"
        f" {os.getloadavg()[2]:.0f}, Python {platform.python_version()}, PostgreSQL with its default settings."
    )
    DOCUMENT.write_text("\n".join([before + BEGIN, "", head, "", *lines, "", END + after]))


if __name__ == "__main__":
    main()
