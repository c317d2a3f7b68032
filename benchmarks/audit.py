"""How long a night takes as the store grows while the number of breaches stays the same.

    python benchmarks/audit.py --sizes 5000 50000 500000
    python benchmarks/audit.py --sizes 5000 --complaints 1000

Uses an empty database of its own (DATABASE_URL, default a temporary SQLite file). For each size it
prints the time of the audit of one night, of plain SQL that finds the same rows straight from the
records, and their ratio; then how the times grow from size to size. Medians of ``--runs`` runs. With
``--complaints`` also what so many open complaints, three of ten late, add to the night: told by the clock
before, or left to the night to tell; beside a month of closed ones, as many a day.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

TODAY = date(2026, 11, 20)
NIGHT = datetime(2026, 11, 21, 0, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
BREACHES = 1000
PLAIN_SQL = """
    SELECT 'overdue_activity', a.opportunity_id FROM followups_activity a
      JOIN leads_opportunity o ON o.id = a.opportunity_id
     WHERE o.store_id = {store} AND o.state = 'executing'
       AND a.state = 'planned' AND a.planned_on <= '{today}'
    UNION ALL
    SELECT 'expired_opportunity', o.id FROM leads_opportunity o
     WHERE o.store_id = {store} AND o.state = 'executing' AND o.expected_on < '{today}'
    UNION ALL
    SELECT 'missing_next_plan', o.id FROM leads_opportunity o
     WHERE o.store_id = {store} AND o.state = 'executing' AND NOT EXISTS (
           SELECT 1 FROM followups_activity a WHERE a.opportunity_id = o.id AND a.state = 'planned')
    UNION ALL
    SELECT 'cadence_breach', o.id FROM leads_opportunity o JOIN leads_grade g ON g.id = o.grade_id
     WHERE o.store_id = {store} AND o.state = 'executing' AND {days} > g.cadence
    UNION ALL
    SELECT 'no_effective_contact_30', o.id FROM leads_opportunity o
     WHERE o.store_id = {store} AND o.state = 'executing' AND {effective_days} > 30
"""


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", nargs="+", type=int, default=[5_000, 50_000])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--complaints", type=int, default=0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/bench.sqlite3")
        os.environ["DJANGO_SETTINGS_MODULE"] = "crm_site.settings.test"
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        report(options.sizes, options.runs, options.complaints)


def report(sizes, runs, complaints):
    from django.db import connection

    print(f"{connection.vendor}: {BREACHES} breaches, median of {runs} runs")
    print(f"{'open opportunities':>18} {'audit ms':>10} {'plain SQL ms':>13} {'ratio':>6}")
    first = None
    for size in sizes:
        store = build(size)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        sql = statistics.median(plain_sql(store) for _ in range(runs))
        audit = statistics.median(one_night(store) for _ in range(runs))
        first = first or audit
        print(
            f"{size:>18,} {audit * 1000:>10.0f} {sql * 1000:>13.0f} {audit / sql:>6.2f}"
            f"   {audit / first:.2f} × the first"
        )
        if complaints:
            report_complaints(store, runs, complaints)


def report_complaints(store, runs, number):
    from service.complaints.models import Complaint
    from service.complaints.services.watching import sweep

    compare("no complaints", store, runs)
    complain(store, number, closed=30 * number)
    late = Complaint.objects.late(NIGHT).filter(store=store).count()
    compare(f"{number:,} open complaints, {late:,} late, none told", store, runs)
    sweep(now=NIGHT)
    compare(f"{number:,} open complaints, {late:,} late, all told", store, runs)


def compare(what, store, runs):
    """Print the night that looks through complaints and questions beside one that does not, in turns."""
    from django.db import connection

    from foundation.nights import looked_through

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    all_of_it, times = looked_through._entries, {False: [], True: []}
    for looks in (False, True) * runs:
        looked_through._entries = all_of_it if looks else []
        times[looks].append(one_night(store))
    without, with_them = (statistics.median(times[looks]) for looks in (False, True))
    print(f"  {what:<48} {with_them * 1000:>7.0f} ms   {with_them / without:.2f} × without")


def complain(store, number, *, closed):
    """``number`` open complaints, three of ten late, and so many closed ones of a month."""
    from accounts.people.models import Role, User
    from foundation.batches import batches
    from leads.customers.models import Customer
    from service.complaints.models import Complaint

    desk = User.objects.create(username=f"s{store.pk}", role=Role.SERVICE, store=store)
    User.objects.create(username=f"d{store.pk}", role=Role.DIRECTOR, store=store)
    cards = list(Customer.objects.filter(store=store).only("name", "phone", "consultant")[:number])

    def row(n, opened_at, due_at, closed_at):
        card = cards[n % len(cards)]
        return Complaint(
            store=store,
            customer=card,
            name=card.name,
            phone=card.phone,
            channel="phone",
            severity="ordinary",
            text="交车晚了两周",
            consultant_id=card.consultant_id,
            registered_by=desk,
            registered_at=opened_at,
            registered_on=opened_at.date(),
            opened_at=opened_at,
            due_at=due_at,
            director_at=due_at + timedelta(days=2),
            department="service",
            assignee_id=card.consultant_id if n % 2 else None,
            closed_at=closed_at,
            closed_by=closed_at and desk,
        )

    hour = timedelta(hours=1)
    for numbers in batches(range(closed), 5000):
        moments = [NIGHT - timedelta(days=1 + n * 29 / closed) for n in numbers]
        Complaint.objects.bulk_create(
            row(n, at - 9 * hour, at - hour, at) for n, at in zip(numbers, moments, strict=True)
        )
    Complaint.objects.bulk_create(
        row(n, NIGHT - 24 * hour, NIGHT + (-hour if n % 10 < 3 else 9 * hour), None)
        for n in range(number)
    )


def one_night(store):
    """The seconds of the first audit of TODAY; undone afterwards, so that each run does all the work."""
    from django.db import transaction

    from compliance.audit.services import run_audit
    from compliance.findings.models import Finding

    with transaction.atomic():
        start = time.perf_counter()
        run_audit(store, on=TODAY, now=NIGHT)
        seconds = time.perf_counter() - start
        assert Finding.objects.filter(store=store).count() == BREACHES
        transaction.set_rollback(True)
    return seconds


def plain_sql(store):
    """The seconds in which the database finds the same rows from the records."""
    from django.db import connection

    day = "CAST(julianday('{today}') - julianday({column}) AS integer)"
    if connection.vendor == "postgresql":
        day = "DATE '{today}' - {column}"
    sql = PLAIN_SQL.format(
        store=store.pk,
        today=TODAY,
        days=day.format(today=TODAY, column="COALESCE(o.last_contact_on, o.assigned_on)"),
        effective_days=day.format(
            today=TODAY, column="COALESCE(o.last_effective_on, o.assigned_on)"
        ),
    )
    with connection.cursor() as cursor:
        start = time.perf_counter()
        cursor.execute(sql)
        rows = cursor.fetchall()
        seconds = time.perf_counter() - start
    assert len(rows) == BREACHES, len(rows)
    return seconds


def build(size):
    """A store with ``size`` open opportunities, a fifth of BREACHES broken by each of five rules."""
    from accounts.people.models import Role, Store, User
    from followups.deadlines.services import sync
    from foundation.batches import batches

    store = Store.objects.create(code=f"B{size}", name=f"{size}")
    manager = User.objects.create(username=f"m{size}", role=Role.MANAGER, store=store)
    people = User.objects.bulk_create(
        User(username=f"c{size}-{n}", role=Role.CONSULTANT, store=store, manager=manager)
        for n in range(20)
    )
    start = time.perf_counter()
    for numbers in batches(range(size), 5000):
        sync(fill(store, people, numbers))
    print(f"# built {size:,} in {time.perf_counter() - start:.0f} s", file=sys.stderr)
    return store


def fill(store, people, numbers):
    """One batch of customers with an open opportunity, a contact and a plan each; returns their keys."""
    from followups.activities.models import Activity
    from leads.customers.models import Customer
    from leads.grading.models import Grade
    from leads.opportunities.models import Opportunity, OpportunityChange

    grades = {grade.code: grade for grade in Grade.objects.filter(policy__code="S0")}
    customers = Customer.objects.bulk_create(
        Customer(
            store=store,
            consultant=people[n % len(people)],
            registered_on=TODAY - timedelta(days=20),
            name=f"客户{n}",
            gender="U",
            phone=f"1{n:010}",
            birthday=date(1900, 1, 1),
            source=3,
            customer_type="private",
            district="朝阳",
        )
        for n in numbers
    )
    opportunities, changes, activities = [], [], []
    for n, customer in zip(numbers, customers, strict=True):
        facts = story(n)
        common = {
            "note": f"{facts['grade']} 观望",
            "grade": grades[facts["grade"]],
            "expected_on": facts["expected_on"],
            "consultant": customer.consultant,
            "state": "executing",
        }
        opportunities.append(
            Opportunity(
                customer=customer,
                store=store,
                model="Golf",
                registered_on=facts["assigned_on"],
                assigned_on=facts["assigned_on"],
                **common,
            )
        )
        changes.append((facts["assigned_on"], common))
        activities.append(facts)
    Opportunity.objects.bulk_create(opportunities)
    OpportunityChange.objects.bulk_create(
        OpportunityChange(opportunity=o, store=store, changed_on=on, **common)
        for o, (on, common) in zip(opportunities, changes, strict=True)
    )
    Activity.objects.bulk_create(
        activity
        for o, facts in zip(opportunities, activities, strict=True)
        for activity in contacts(o, facts)
    )
    return [o.pk for o in opportunities]


def story(n):
    """What happened to customer ``n``: the first BREACHES break one rule each, the others none."""
    facts = {
        "grade": "C",
        "assigned_on": TODAY - timedelta(days=20),
        "expected_on": TODAY + timedelta(days=60),
        "executed_on": TODAY - timedelta(days=10),
        "planned_on": TODAY + timedelta(days=10),
        "result": "reached",
    }
    if n >= BREACHES:
        return facts
    broken = [
        {"planned_on": TODAY - timedelta(days=1)},
        {"expected_on": TODAY - timedelta(days=1)},
        {"planned_on": None},
        {"grade": "A", "planned_on": TODAY + timedelta(days=2)},
        {"assigned_on": TODAY - timedelta(days=60), "result": "no_answer"},
    ][n % 5]
    return facts | broken


def contacts(opportunity, facts):
    from followups.activities.models import Activity

    common = {
        "opportunity": opportunity,
        "consultant_id": opportunity.consultant_id,
        "planned_for_id": opportunity.consultant_id,
        "recorded_on": facts["executed_on"],
    }
    effective = facts["result"] == "reached"
    yield Activity(
        **common,
        planned_on=facts["executed_on"],
        state="executed",
        executed_on=facts["executed_on"],
        ended_on=facts["executed_on"],
        result=facts["result"],
        content="谈了价格" if effective else "",
        is_effective=effective,
    )
    if facts["planned_on"]:
        yield Activity(**common, planned_on=facts["planned_on"])


if __name__ == "__main__":
    main()
