"""Leads arrive, workers are killed at random: nothing lost, nothing doubled, nothing assigned twice (R5.1, R5.2).

    DATABASE_URL=postgres://… .venv/bin/python benchmarks/lead_storm.py [--leads 10000] [--seed 1]

In a database of its own (without ``DATABASE_URL`` an SQLite file): senders record leads, a tenth of them sent
twice and a tenth of a number that asked before; workers sort and give them by the store's rules. Every other
second a worker is killed with SIGKILL and another begins. Exit status 1 where anything is wrong.
"""

import argparse
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

ROOT = Path(__file__).resolve().parent.parent
SERVER = os.environ.get("DATABASE_URL", "")
NAME = f"crm_storm_{os.getpid()}"
NOW = datetime(2026, 11, 19, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
PEOPLE, BATCH = 6, 40


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--leads", type=int, default=10_000)
    parser.add_argument("--workers", type=int, default=3)
    parser.add_argument("--every", type=float, default=2, help="seconds from one kill to the next")
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    chance = random.Random(chosen.seed)
    with tempfile.TemporaryDirectory() as folder:
        set_up(folder)
        try:
            return storm(chosen, chance)
        finally:
            drop()


def set_up(folder):
    """A migrated database of our own, and Django loaded once; each process is a fork of this one."""
    sys.path.insert(0, str(ROOT))
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "crm_site.settings",
        "DATABASE_URL": SERVER.rsplit("/", 1)[0] + "/" + NAME
        if SERVER
        else f"sqlite:///{folder}/storm.sqlite3",
        "VAR_DIR": folder,
        "SECRET_KEY": "benchmark",
    }
    import django

    django.setup()
    if SERVER:
        from tests.databases import clone, migrated_database, session

        with session(SERVER) as cursor:
            cursor.execute(clone(migrated_database(SERVER), NAME))
    else:
        from django.core.management import call_command

        call_command("migrate", verbosity=0)


def drop():
    if SERVER:
        from tests.databases import session

        with session(SERVER) as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")


def storm(chosen, chance):
    from tests.factories import Floor

    floor = Floor()
    for _ in range(PEOPLE - 1):
        floor.new_consultant()
    store = floor.store.pk
    began = time.monotonic()
    sender = forked(send, store, chosen.leads, chosen.seed)
    workers = [forked(work, store, n) for n in range(chosen.workers)]
    killed = 0
    while not is_done(store, sender):
        time.sleep(chosen.every)
        at = chance.randrange(len(workers))
        os.kill(workers[at], signal.SIGKILL)
        os.waitpid(workers[at], 0)
        killed += 1
        workers[at] = forked(work, store, killed)
    for pid in workers:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    took = time.monotonic() - began
    print(f"{chosen.leads} leads in {took:.0f} s, {killed} workers killed", flush=True)
    wrong = check(store, chosen.leads)
    print("\n".join(wrong) or "Nothing lost, nothing doubled, nothing assigned twice.")
    return 1 if wrong else 0


def forked(act, *args):
    """The process number of a fork, which shares no connection with this process."""
    from django.db import connections

    connections.close_all()
    pid = os.fork()
    if pid == 0:
        try:
            act(*args)
        finally:
            os._exit(0)
    return pid


def phone_of(number):
    """Every tenth asks by the number of the one before."""
    return str(13500000000 + (number - 1 if number % 10 == 9 else number))


def send(store, leads, seed):
    from accounts.people.models import Store
    from intake.arrivals.services.recording import Arrival, record_lead

    chance, place = random.Random(seed), Store.objects.get(pk=store)
    for number in range(leads):
        arrival = Arrival(
            "autohome",
            NOW,
            name="李雷",
            phone=phone_of(number),
            sent_id=f"a-{number}",
            model="Golf",
        )
        for _ in range(2 if chance.random() < 0.1 else 1):
            record_lead(by=None, now=NOW, store=place, arrival=arrival)


def work(store, seed):
    """Sort and give what is left, in an order of one's own; twice the same changes nothing."""
    from intake.arrivals.models import Lead
    from intake.distribution.services.arriving import carry_on

    chance = random.Random(seed)
    while True:
        left = Lead.objects.filter(state="new", assignments=None, store=store).order_by("pk")
        batch = list(left.select_related("store")[:BATCH])
        chance.shuffle(batch)
        for lead in batch:
            carry_on(lead, by=None, now=NOW + timedelta(minutes=1))
        if not batch:
            time.sleep(0.05)


def is_done(store, sender):
    from intake.arrivals.models import Lead

    if not is_done.sent:
        is_done.sent = os.waitpid(sender, os.WNOHANG)[0] != 0
    return is_done.sent and not Lead.objects.filter(store=store, state="new").exists()


is_done.sent = False


def check(store, leads):
    from followups.activities.models import Activity
    from intake.arrivals.models import Lead
    from intake.distribution.models import Assignment
    from leads.customers.models import Customer
    from leads.opportunities.models import Opportunity

    rows = Lead.objects.filter(store=store)
    states = Counter(rows.values_list("state", flat=True))
    print(dict(states))
    found = {
        "leads": (rows.count(), leads),
        "numbers": (rows.values("sent_id").distinct().count(), leads),
        "joined": (states["merged"], leads // 10),
        "assigned": (states["assigned"], leads - leads // 10),
        "assignments": (Assignment.objects.count(), leads - leads // 10),
        "cards": (Customer.objects.count(), leads - leads // 10),
        "opportunities": (Opportunity.objects.count(), leads - leads // 10),
        "first contacts": (
            Activity.objects.filter(is_first_contact=True).count(),
            leads - leads // 10,
        ),
    }
    wrong = [
        f"{what}: {is_} instead of {wanted}"
        for what, (is_, wanted) in found.items()
        if is_ != wanted
    ]
    shares = Counter(Assignment.objects.values_list("person", flat=True))
    if max(shares.values()) - min(shares.values()) > 1:
        wrong.append(f"turns are not even: {dict(shares)}")
    return wrong


if __name__ == "__main__":
    sys.exit(main())
