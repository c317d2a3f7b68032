"""Measure the import of leads on the configured database, which is to be empty, and the sweep after it.

DATABASE_URL=postgres://… python benchmarks/import_leads.py --rows 100000
"""

import argparse
import csv
import os
import resource
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm_site.settings")

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts.people.models import Store, User  # noqa: E402
from intake.arrivals.models import Lead  # noqa: E402
from intake.distribution.tasks import sweep_leads  # noqa: E402

CHANNELS = ["autohome", "yiche", "douyin", "event", "website"]
CONSULTANTS = 20
COLUMNS = [
    "name",
    "phone",
    "channel",
    "received_at",
    "source_id",
    "model",
    "budget",
    "district",
    "text",
    "consultant",
    "store",
]


def write(path, rows, now):
    """A year of leads; every third names a consultant, every tenth has no number of its source."""
    with path.open("w", newline="", encoding="utf-8") as file:
        sheet = csv.writer(file)
        sheet.writerow(COLUMNS)
        for n in range(rows):
            received_at = now - timedelta(minutes=n * 5)
            sheet.writerow(
                [
                    f"客户{n}",
                    13_000_000_000 + n,
                    CHANNELS[n % len(CHANNELS)],
                    received_at.isoformat(timespec="seconds"),
                    f"s-{n}" if n % 10 else "",
                    "Golf",
                    120_000 + n % 100 * 1000,
                    "浦东新区",
                    "想试驾，周末有空",
                    f"c{n % CONSULTANTS}" if n % 3 == 0 else "",
                    "BENCH",
                ]
            )


def timed(label, count, act):
    start = time.perf_counter()
    act()
    taken = time.perf_counter() - start
    print(f"{label}: {taken:.1f} s, {count() / taken:,.0f} a second")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    options = parser.parse_args()
    call_command("migrate", verbosity=0)
    store, _new = Store.objects.get_or_create(code="BENCH", defaults={"name": "Bench"})
    for n in range(CONSULTANTS):
        person = {"full_name": f"C{n}", "role": "consultant", "store": store}
        User.objects.get_or_create(username=f"c{n}", defaults=person)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "leads.csv"
        write(path, options.rows, timezone.now())
        for label in ("import", "the same file again"):
            timed(label, lambda: options.rows, lambda: call_command("import_leads", str(path)))
    before = Lead.objects.filter(sorted_at=None).count()
    timed("sweep", lambda: before - Lead.objects.filter(sorted_at=None).count(), sweep_leads)
    print(f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB at most")


if __name__ == "__main__":
    main()
