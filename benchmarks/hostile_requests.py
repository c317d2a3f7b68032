"""Ten thousand hostile requests: every address, as every role, with what no page ever sends.

    python benchmarks/hostile_requests.py                      on SQLite, in a file of its own
    DATABASE_URL=postgres://… python benchmarks/hostile_requests.py --requests 2000 --seed 7

In one process, through Django's test client, over the world of the access tests: hostile keys and
parameters, forms with wrong, doubled and missing fields, torn bodies, odd headers and methods, damaged
files. What was saved stays for 400 requests, so that pages also show what hostile forms have stored.
Any answer of 500 or above is printed, each kind once with its place and the first request that does it
(``--seed``, ``--only`` repeat it); the exit status then is 1.
"""

import argparse
import os
import random
import sys
import tempfile
import time
import traceback
from collections import Counter
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from unittest import mock
from zoneinfo import ZoneInfo

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm_site.settings.test")

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
PORTION = 400


def make_database(stack):
    """A migrated database of its own, which is dropped at the end."""
    import shutil

    from django.db import connection

    from tests import databases

    template = databases.migrated()
    creation = connection.creation
    if connection.vendor == "postgresql":
        connection.settings_dict["TEST"]["TEMPLATE"] = template
    else:
        real = creation._create_test_db

        def copy(*arguments, **options):
            name = real(*arguments, **options)
            shutil.copy(template, name)
            return name

        stack.enter_context(mock.patch.object(creation, "_create_test_db", copy))
    name = connection.settings_dict["NAME"]
    creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    stack.callback(creation.destroy_test_db, name, verbosity=0)


class Run:
    """The requests of one seed, and what went wrong."""

    def __init__(self, world, seed, only):
        from django.core.signals import got_request_exception

        from tests.access.table import PAGES
        from tests.hostile_requests import Maker

        self.world, self.chance = world, random.Random(seed)
        self.names = [name for name in PAGES if not only or only in name]
        # Who is refused at the door tests the door alone.
        self.open = {
            role: [name for name in self.names if role in PAGES[name].roles and name != "logout"]
            for role in world.people
        }
        self.maker = Maker(world, self.chance)
        self.statuses, self.faults, self.first = Counter(), Counter(), {}
        self.error = ""
        got_request_exception.connect(self._remember, weak=False)

    def _remember(self, sender, **signal):
        frames = traceback.extract_tb(sys.exc_info()[2])
        ours = [f for f in frames if str(ROOT) in f.filename and "site-packages" not in f.filename]
        kind, value, _trace = sys.exc_info()
        where = f"{Path(ours[-1].filename).relative_to(ROOT)}:{ours[-1].lineno}" if ours else "?"
        last = frames[-1]
        self.error = f"{kind.__name__} at {where} ({Path(last.filename).name}:{last.lineno})"
        self.said = str(value)[:200]

    def portion(self, number):
        """So many requests, by roles in turn, over what the ones before have left."""
        from django.test import Client

        roles = list(self.world.people)
        clients = {}
        for _n in range(number):
            role = self.chance.choice(roles)
            client = clients.get(role)
            if client is None or self.chance.random() < 0.02:
                client = clients[role] = Client(raise_request_exception=False)
                self.world.log_in(client, role)
            names = self.open[role] if self.chance.random() < 0.8 else self.names
            self._one(client, role, self.chance.choice(names or self.names))

    def _one(self, client, role, name):
        self.error = self.said = ""
        request = self.maker.request(client, role, name)
        try:
            answer = request.send(client)
            status = answer.status_code
            if answer.streaming:
                for _part in answer:
                    pass
            answer.close()
        except Exception as error:
            # Not even an answer: the handlers themselves failed.
            status = 599
            self._remember(None)
            if type(error).__module__.startswith("django.test"):
                raise
        self.statuses[status] += 1
        if status == 302 and answer["Location"].startswith("/login/") and self.world.people[role]:
            self.world.log_in(client, role)
        if status >= 500:
            fault = f"{status} {name}: {self.error}"
            self.faults[fault] += 1
            if fault not in self.first:
                self.first[fault] = f"{role} {request}\n      {self.said}"
                print(f"{fault}\n      {self.first[fault]}", file=sys.stderr, flush=True)


def main():
    """Send them; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="addresses whose name holds this")
    options = parser.parse_args()

    import logging

    import django

    django.setup()
    logging.disable(logging.CRITICAL)
    from django.conf import settings
    from django.test.utils import setup_test_environment

    setup_test_environment(debug=False)
    with ExitStack() as stack:
        make_database(stack)
        settings.MEDIA_ROOT = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        stack.enter_context(mock.patch("foundation.clock.now", return_value=NOW))
        from django.db import transaction

        from tests.access.rows import add_rows
        from tests.access.world import World
        from tests.snapshot import take

        with transaction.atomic():
            world = World(now=NOW)
            world.use_jobs_of("director")
            add_rows(world.places["own"], NOW)
        restore = take()
        run = Run(world, options.seed, options.only)
        start, left = time.perf_counter(), options.requests
        while left > 0:
            run.portion(min(PORTION, left))
            left -= PORTION
            restore()
            print(f"# {max(left, 0)} left, {len(run.faults)} faults", file=sys.stderr, flush=True)
        seconds = time.perf_counter() - start
    print(f"{options.requests} requests, {seconds:.0f} s: {dict(sorted(run.statuses.items()))}")
    for fault, count in run.faults.most_common():
        print(f"{count:5} {fault}\n      {run.first[fault]}")
    return bool(run.faults)


if __name__ == "__main__":
    sys.exit(main())
