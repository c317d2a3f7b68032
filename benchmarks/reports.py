"""How long the dashboard and the grade progression take, beside the SQL that they send run bare.

    python benchmarks/reports.py --customers 20000 --activities 25

Uses a database of its own (DATABASE_URL, default a temporary SQLite file), fills it with one store of
two years unless an earlier run has done so, and asks for each page as its director. Prints the time
of a page view, that of the
same statements through the cursor alone, and their ratio. Medians of ``--runs`` runs. ``--explain``
shows how the database goes about each statement that takes longer than 10 ms.
"""

import argparse
import os
import random
import statistics
import sys
import tempfile
import time
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

TODAY = date(2026, 11, 21)
NOW = datetime(2026, 11, 21, 15, tzinfo=ZoneInfo("Asia/Shanghai"))
DAYS = 730
PAGES = {
    "indicators, month": "/indicators/",
    "indicators, last month": "/indicators/?span=month&at=2026-10-01",
    "indicators, year": "/indicators/?span=year",
    "indicators, one person": "/indicators/?consultant={person}",
    "progression, month": "/sheets/progression/",
    "progression, last month": "/sheets/progression/?month=2026-10",
}
CHANNELS = ["", "", "douyin", "autohome", "yiche", "wechat", "store"]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--customers", type=int, default=20_000)
    parser.add_argument("--activities", type=int, default=25, help="of each customer")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--explain", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/bench.sqlite3")
        os.environ["DJANGO_SETTINGS_MODULE"] = "crm_site.settings.test"
        import django

        django.setup()
        from django.core.management import call_command

        import crm_site.middleware

        crm_site.middleware.now = lambda: NOW
        call_command("migrate", verbosity=0)
        director, person = build(options.customers, options.activities)
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


def build(customers, activities):
    """One store with 20 consultants of two teams; its director and one consultant."""
    from accounts.batches import batches
    from accounts.models import Role, Store, User

    built = User.objects.filter(username="director", store__code="BENCH").first()
    if built:
        return built, User.objects.get(username="c0")
    chance = random.Random(1)
    store = Store.objects.create(code="BENCH", name="Bench")
    director = User.objects.create(username="director", role=Role.DIRECTOR, store=store)
    managers = [
        User.objects.create(username=f"m{n}", role=Role.MANAGER, store=store) for n in range(2)
    ]
    people = User.objects.bulk_create(
        User(username=f"c{n}", role=Role.CONSULTANT, store=store, manager=managers[n % 2])
        for n in range(20)
    )
    start = time.perf_counter()
    for numbers in batches(range(customers), 2000):
        fill(store, people, numbers, activities, chance)
    print(f"# built in {time.perf_counter() - start:.0f} s", file=sys.stderr)
    return director, people[0]


def analyze():
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def fill(store, people, numbers, activities, chance):
    """One batch of customers: an opportunity each, its changes, contacts, plans, and some orders."""
    from followups.models import Activity, Deadline
    from leads.models import Customer, Grade, Opportunity, OpportunityChange
    from orders.models import Order

    grades = list(Grade.objects.filter(policy__code="S0", is_ordered=False))
    customers = Customer.objects.bulk_create(
        Customer(
            store=store,
            consultant=people[n % len(people)],
            registered_on=TODAY - timedelta(chance.randrange(DAYS)),
            name=f"客户{n}",
            gender="U",
            phone=f"1{n:010}",
            birthday=date(1900, 1, 1),
            source=chance.randint(1, 6),
            channel=chance.choice(CHANNELS),
            customer_type="private",
            district="朝阳",
        )
        for n in numbers
    )
    stories = [story(chance, customer.registered_on, activities) for customer in customers]
    opportunities = Opportunity.objects.bulk_create(
        Opportunity(
            customer=customer,
            store=store,
            consultant=customer.consultant,
            registered_on=customer.registered_on,
            assigned_on=customer.registered_on,
            model="Golf",
            note="B 观望",
            grade=grades[told["grades"][-1]],
            expected_on=TODAY + timedelta(20),
            state=told["state"],
            ended_on=told["ended_on"],
            lost_reason="unreachable" if told["state"] == "lost" else "",
            last_contact_on=told["contacts"][-1],
        )
        for customer, told in zip(customers, stories, strict=True)
    )
    both = list(zip(opportunities, stories, strict=True))
    OpportunityChange.objects.bulk_create(
        change for o, told in both for change in changes(o, told, grades)
    )
    made = Activity.objects.bulk_create(a for o, told in both for a in contacts(o, told))
    Deadline.objects.bulk_create(
        Deadline(
            kind="overdue_activity",
            opportunity_id=activity.opportunity_id,
            activity=activity,
            responsible_id=activity.consultant_id,
            store=store,
            set_on=activity.recorded_on,
            due_on=activity.planned_on,
            breaks_on=activity.planned_on,
            ended_on=activity.ended_on,
        )
        for activity in made
        if (activity.ended_on or TODAY) > activity.planned_on
    )
    Order.objects.bulk_create(
        Order(
            store=store,
            customer=o.customer,
            opportunity=o,
            consultant_id=o.consultant_id,
            number=f"{o.pk}",
            ordered_on=told["ended_on"],
            converted_on=told["ended_on"],
            model="Golf",
            price=100_000,
        )
        for o, told in both
        if told["state"] == "won"
    )


def story(chance, registered_on, activities):
    """Contacts every few days from the registration on; two thirds of the older ones have ended."""
    steps = [chance.randint(0, 10) for _ in range(activities)]
    days, day = [], registered_on
    for step in steps:
        day = min(day + timedelta(step), TODAY)
        days.append(day)
    state = chance.choice(["won", "lost", "lost", "lost", "executing"])
    if days[-1] == TODAY:
        state = "executing"
    return {
        "contacts": days,
        "late": [chance.random() < 0.1 for _ in days],
        "grades": [chance.randrange(4) for _ in range(4)],
        "state": state,
        "ended_on": None if state == "executing" else days[-1],
    }


def changes(opportunity, told, grades):
    from leads.models import OpportunityChange

    days = [opportunity.registered_on, *told["contacts"][3::8]]
    for at, (day, grade) in enumerate(zip(days, told["grades"], strict=False)):
        first = {} if at else {"state": "executing", "consultant_id": opportunity.consultant_id}
        yield OpportunityChange(
            opportunity=opportunity, changed_on=day, grade=grades[grade], note="B", **first
        )
    if told["ended_on"]:
        yield OpportunityChange(
            opportunity=opportunity, changed_on=told["ended_on"], state=told["state"]
        )


def contacts(opportunity, told):
    from followups.models import Activity

    common = {
        "opportunity": opportunity,
        "consultant_id": opportunity.consultant_id,
        "planned_for_id": opportunity.consultant_id,
    }
    before = opportunity.registered_on
    for day, late in zip(told["contacts"], told["late"], strict=True):
        yield Activity(
            **common,
            recorded_on=before,
            planned_on=max(before, day - timedelta(2)) if late else day,
            state="executed",
            executed_on=day,
            ended_on=day,
            result="reached",
            content="谈了价格",
            is_effective=True,
        )
        before = day
    if opportunity.state == "executing":
        yield Activity(**common, recorded_on=before, planned_on=before + timedelta(5))


if __name__ == "__main__":
    main()
