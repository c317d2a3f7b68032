"""How long the dashboard and the grade progression take, beside the SQL that they send run bare.

    python benchmarks/reports.py --customers 20000 --activities 25

Uses a database of its own (DATABASE_URL, default a temporary SQLite file), fills it with one store of
two years unless an earlier run has done so, and asks for each page as its director. Prints the time
of a page view, that of the same statements through the cursor alone, and their ratio: medians of
``--runs`` runs. ``--explain`` shows how the database goes about each statement that takes longer than
10 ms.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

NOW = datetime(2026, 11, 21, 15, tzinfo=ZoneInfo("Asia/Shanghai"))
PAGES = {
    "indicators, month": "/indicators/",
    "indicators, last month": "/indicators/?span=month&at=2026-10-01",
    "indicators, year": "/indicators/?span=year&whole=1",
    "indicators, one person": "/indicators/?consultant={person}",
    "progression, month": "/sheets/progression/",
    "progression, last month": "/sheets/progression/?month=2026-10",
    "leads, month": "/sheets/leads/?start=2026-10-01&end=2026-10-31",
    "leads, two years": "/sheets/leads/?start=2024-11-01&end=2026-11-30",
    "leads by class, month": "/sheets/lead-classes/?start=2026-10-01&end=2026-10-31",
    "leads by class, two years": "/sheets/lead-classes/?start=2024-11-01&end=2026-11-30",
    "figures of leads": "/leads/figures/?span=month&at=2026-10-01",
}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--customers", type=int, default=20_000)
    parser.add_argument("--activities", type=int, default=25, help="of each customer")
    parser.add_argument("--leads", type=int, default=100_000)
    parser.add_argument("--only", default="", help="pages whose name begins so")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--explain", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/bench.sqlite3")
        os.environ["DJANGO_SETTINGS_MODULE"] = "crm_site.settings.test"
        import django

        django.setup()
        from django.core.management import call_command

        import foundation.clock

        foundation.clock.now = lambda: NOW
        call_command("migrate", verbosity=0)
        from store import build, build_leads

        director, person = build(options.customers, options.activities)
        build_leads(options.leads)
        analyze()
        report(director, person, options)


def report(director, person, options):
    from django.db import connection
    from django.test import Client

    client = Client()
    client.force_login(director)
    print(f"{connection.vendor}, median of {options.runs} runs")
    print(f"{'page':<24} {'statements':>10} {'page ms':>8} {'bare SQL ms':>12} {'ratio':>6}")
    for name, url in PAGES.items():
        if not name.startswith(options.only):
            continue
        url = url.format(person=person.pk)
        statements = sent_by(client, url)
        pages, bare = [], []
        for _ in range(options.runs):
            pages.append(view(client, url))
            bare.append(sum(run(sql, params) for sql, params in statements))
        page, sql = statistics.median(pages), statistics.median(bare)
        print(
            f"{name:<24} {len(statements):>10} {page * 1000:>8.0f} {sql * 1000:>12.0f}"
            f" {page / sql:>6.2f}",
            flush=True,
        )
        if options.explain:
            explain(statements)


def view(client, url):
    start = time.perf_counter()
    answer = client.get(url)
    seconds = time.perf_counter() - start
    assert answer.status_code == 200, answer.status_code
    return seconds


def sent_by(client, url):
    """The statements of the page with their parameters."""
    from django.db import connection

    sent = []

    def note(execute, sql, params, many, context):
        sent.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        client.get(url)
    return [(sql, params) for sql, params in sent if sql.startswith("SELECT")]


def run(sql, params):
    from django.db import connection

    with connection.cursor() as cursor:
        start = time.perf_counter()
        cursor.execute(sql, params)
        cursor.fetchall()
        return time.perf_counter() - start


def explain(statements):
    from django.db import connection

    how = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN (ANALYZE, COSTS OFF)"
    for sql, params in statements:
        seconds = run(sql, params)
        if seconds > 0.01:
            print(f"--- {seconds * 1000:.0f} ms: {sql[:3000]}")
            with connection.cursor() as cursor:
                cursor.execute(f"{how} {sql}", params)
                for row in cursor.fetchall():
                    print("      ", row[-1])


def analyze():
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


if __name__ == "__main__":
    main()
