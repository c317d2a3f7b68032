"""kill -9 in an audit, an import, a hand-over, an export, a digest: nothing lost, nothing doubled.

    .venv/bin/python benchmarks/kill_minus_nine.py [--points 50] [--seed 1] [--only import …]
    DATABASE_URL=postgres://… REDIS_URL=redis://… .venv/bin/python benchmarks/kill_minus_nine.py

Each act is done once undisturbed on a copy of a small dealership (a folder of its own, and an SQLite file in
it or a database beside the one named), and its statements are counted. Then, at random ones of them, the
process that does it kills itself with SIGKILL; what the clock or the person does next is done, and the
result must be that of the undisturbed run. A mail may be left *unknown* and unsent (rather one reminder too
few), but never goes out twice. Exit status 1 where anything was lost or doubled.
"""

import argparse
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import traceback
from collections import Counter
from contextlib import ExitStack
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

ROOT = Path(__file__).resolve().parent.parent
ACTS = ("audit", "import", "hand-over", "export", "digest")
DAY = date(2026, 11, 2)
NOW = datetime(2026, 11, 20, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
LATER = NOW + timedelta(hours=1)
CUSTOMERS = 12
SERVER = os.environ.get("DATABASE_URL", "")
RUN = os.getpid()
# A run within a transaction makes more of these.
MARKS = ("SAVEPOINT", "RELEASE", "ROLLBACK")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--points", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--migrated", type=Path, help="an SQLite file with all tables and no rows")
    parser.add_argument("--only", nargs="+", choices=ACTS, default=ACTS)
    chosen = parser.parse_args()
    chance = random.Random(chosen.seed)
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        set_up(folder)
        base = Path(folder) / "base"
        base.mkdir()
        if SERVER:
            stack.callback(drop, base.parent)
            clone_database(None, base)
        elif chosen.migrated:
            shutil.copy(chosen.migrated, base / "crm.sqlite3")
        run(base, build)
        peace = {act: in_peace(act, base) for act in chosen.only}
        shares = shared_out(chosen.points, {act: number for act, (number, _) in peace.items()})
        wrong = []
        for act, (statements, whole) in peace.items():
            points = sorted(chance.sample(range(1, statements + 1), shares[act]))
            wrong += try_act(act, base, points, whole)
            print(f"{act}: killed at {len(points)} of {statements} statements", flush=True)
    print("Nothing lost, nothing doubled." if not wrong else "\n".join(wrong))
    return 1 if wrong else 0


def in_peace(act, base):
    """How many statements the act makes, and what it leaves behind."""
    site = copy_of(base, "peace")
    return int(run(site, act_until, act, 0)), outcome(site)


def shared_out(points, statements):
    """``{act: points}``: evenly, and to others what an act of few statements cannot take."""
    shares = {}
    for left, act in enumerate(sorted(statements, key=statements.get)):
        even = (points - sum(shares.values())) // (len(statements) - left)
        shares[act] = min(even, statements[act])
    return shares


def try_act(act, base, points, whole):
    """The sentences about what went wrong in the act, killed at each of the points."""
    wrong = []
    for point in points:
        site = copy_of(base, "killed")
        run(site, act_until, act, point, killed=True)
        run(site, do, act, LATER)
        wrong += [f"{act}, statement {point}: {text}" for text in differences(outcome(site), whole)]
    return wrong


def copy_of(base, name):
    site = base.parent / name
    shutil.rmtree(site, ignore_errors=True)
    shutil.copytree(base, site)
    if SERVER:
        clone_database(base, site)
    return site


def database_of(site):
    return f"crm_kill_{RUN}_{site.name}"


def clone_database(base, site):
    """Let the site have a copy of the base's database, or a migrated one."""
    from tests.databases import clone, migrated_database, session

    template = database_of(base) if base else migrated_database(SERVER)
    with session(SERVER) as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {database_of(site)} WITH (FORCE)")
        cursor.execute(clone(template, database_of(site)))


def drop(folder):
    from tests.databases import session

    with session(SERVER) as cursor:
        for site in folder.iterdir():
            cursor.execute(f"DROP DATABASE IF EXISTS {database_of(site)} WITH (FORCE)")


def set_up(folder):
    """Load Django once; each act then runs in a fork of this process."""
    sys.path.insert(0, str(ROOT))
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "crm_site.settings",
        "DATABASE_URL": SERVER or f"sqlite:///{folder}/none.sqlite3",
        "VAR_DIR": folder,
        "EMAIL_URL": f"filemail://{folder}/mails",
        "SECRET_KEY": "benchmark",
    }
    import django

    django.setup()


def run(site, function, *arguments, killed=False):
    """Call a function on the database in the folder, in a process of its own; returns what it says."""
    said = site / "said"
    pid = os.fork()
    if not pid:
        os._exit(_inside(site, said, function, arguments))
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    if status != (-signal.SIGKILL if killed else 0):
        raise SystemExit(f"{function.__name__}{arguments}: ended with status {status}")
    return "" if killed else said.read_text(encoding="utf-8")


def _inside(site, said, function, arguments):
    from django.conf import settings
    from django.db import connection

    connection.settings_dict["NAME"] = database_of(site) if SERVER else str(site / "crm.sqlite3")
    settings.MEDIA_ROOT = site / "media"
    settings.EMAIL_FILE_PATH = str(site / "mails")
    try:
        said.write_text(str(function(*arguments)), encoding="utf-8")
        connection.close()
    except BaseException:
        traceback.print_exc()
        return 1
    return 0


def outcome(site):
    return json.loads(run(site, tell, site))


def differences(found, whole):
    """A sentence for each thing that is not as after the undisturbed run."""
    for name, rows in whole.items():
        if name == "mails":
            yield from (f"{to} got {n} mails" for to, n in found[name].items() if n > 1)
        elif name == "deliveries":
            if len(found[name]) != len(rows):
                yield f"{len(found[name])} deliveries instead of {len(rows)}"
            sent = sum("sent" in row for row in found[name])
            if sent > sum(found["mails"].values()):
                yield "a mail is told of as sent that never went"
        elif found[name] != rows:
            lost = Counter(rows) - Counter(found[name])
            doubled = Counter(found[name]) - Counter(rows)
            yield f"{name}: lost {list(lost)[:3]}, too many {list(doubled)[:3]}"


# What runs in a process of its own.


def build():
    """A store with broken deadlines, a file to be imported, an export that is asked for."""
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from accounts.uploads.models import ImportState
    from accounts.uploads.services import create_job
    from compliance.audit.services import run_audit
    from reports.exports.services import ask_export
    from reports.sheets.queries.catalogue import SHEETS
    from reports.sheets.queries.scope import Scope
    from tests.factories import Floor

    floor = Floor()
    floor.consultant.username, floor.consultant.email = "li.na", "li@example.com"
    floor.consultant.save()
    floor.new_consultant(username="wang.fang", email="wang@example.com")
    floor.manager.email = "manager@example.com"
    floor.manager.save()
    for number in range(CUSTOMERS):
        on = DAY + timedelta(days=number % 3)
        moment = datetime.combine(on, NOW.timetz())
        floor.open(now=moment, on=on, plan_in=1, days=6, name=f"客户{number}")
    run_audit(floor.store, on=DAY, now=NOW)
    header = (
        "name,gender,phone,birthday,source,customer_type,district,model,expected_purchase_date,"
        "note,consultant,registered_on\n"
    )
    rows = [
        f"王{n},M,1380000{n:04},1900-01-01,3,private,朝阳,Golf,2026-11-24,H 周末看车,li.na,2026-11-20\n"
        for n in range(30)
    ]
    wrong = "王,M,12,1900-01-01,3,private,朝阳,Golf,2026-11-24,H,li.na,2026-11-20\n"
    upload = SimpleUploadedFile("customers.csv", (header + wrong + "".join(rows)).encode())
    job = create_job(by=floor.director, now=NOW, kind="customers", upload=upload, language="en")
    job.state = ImportState.IMPORTING
    job.save()
    scope = Scope(viewer=floor.director, start=DAY, end=NOW.date(), today=NOW.date())
    sheet = SHEETS["progression"]
    ask_export(by=floor.director, now=NOW, sheet=sheet, scope=scope, language="en")


def do(name, now):
    """The act itself, and again what is left of it."""
    from accounts.people.models import Store

    store = Store.objects.get()
    if name == "audit":
        from compliance.audit.services import run_audit

        run_audit(store, on=NOW.date() - timedelta(days=1), now=now)
    elif name == "import":
        from accounts.uploads.models import ImportJob
        from accounts.uploads.services import run_job
        from foundation.importing.importer import Importer

        Importer.batch_size = 8
        run_job(ImportJob.objects.select_related("by").get(), now=now)
    elif name == "hand-over":
        hand_over_all(store, now)
    elif name == "export":
        from reports.exports.models import Export
        from reports.exports.services import make_export

        make_export(Export.objects.get(), clock=lambda: now)
    else:
        from compliance.reminders.services.deliveries import expire_leases
        from compliance.reminders.services.sweep import remind

        expire_leases(now)
        remind(store, clock=lambda: now)


def hand_over_all(store, now):
    """As a director sends the form, and a worker then carries it out in batches."""
    from accounts.people.models import User
    from compliance.hand_over.models import HandOver
    from compliance.hand_over.services import giving, moving
    from leads.customers.models import Customer

    giving.AT_ONCE = 0
    if not HandOver.objects.exists():
        giver, taker = (User.objects.get(username=name) for name in ("li.na", "wang.fang"))
        mine = Customer.objects.filter(consultant=giver).order_by("pk")
        plan = giving.plan_hand_over(mine, to=[taker], on=NOW.date())
        by = User.objects.get(role="director")
        giving.hand_over(by=by, now=now, on=NOW.date(), store=store, plan=plan, reason="load")
    transfer = HandOver.objects.get()
    while moving.move_next(transfer.pk, now=now, number=4):
        pass


def act_until(name, left):
    """The act, killed at the ``left``-th statement; with 0 in peace, and the statements are told."""
    from django.db import connection

    seen = 0

    def count(execute, *call):
        nonlocal seen
        seen += not call[0].startswith(MARKS)
        if seen == left:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(*call)

    with connection.execute_wrapper(count):
        do(name, NOW)
    return seen


def tell(site):
    """What stands in the tables and in the mails, without keys and moments."""
    from django.core.files.storage import default_storage

    from accounts.uploads.models import ImportJob
    from compliance.audit.models import AuditRun
    from compliance.findings.models import Finding
    from compliance.hand_over.models import HandOver, HandOverItem
    from compliance.penalties.models import Proposal
    from compliance.reminders.models import Delivery
    from followups.activities.models import Activity
    from followups.deadlines.models import Deadline
    from leads.customers.models import Customer
    from leads.opportunities.models import Opportunity, OpportunityChange
    from reports.exports.models import Export

    whose = "opportunity__customer__phone"
    shown = {
        AuditRun: ("on",),
        Finding: (whose, "rule", "opened_on", "closed_on", "deadline__found_on"),
        Proposal: ("person__username", "family", "opened_on", "items", "amount", "state"),
        Deadline: (whose, "kind", "set_on", "due_on", "breaks_on", "ended_on", "found_on"),
        Customer: ("phone", "name", "consultant__username"),
        Opportunity: ("customer__phone", "note", "consultant__username", "state"),
        OpportunityChange: (whose, "changed_on", "note", "consultant__username"),
        Activity: (whose, "planned_on", "consultant__username", "state"),
        HandOver: ("state",),
        HandOverItem: ("customer__phone", "giver__username", "taker__username"),
        Export: ("state", "rows"),
        ImportJob: ("state", "total", "done"),
    }
    told = {
        model.__name__: sorted(map(str, model.objects.values_list(*names)))
        for model, names in shown.items()
    }
    for model in (Customer, Opportunity, Activity, Proposal):
        told[f"history of {model.__name__}"] = [str(model.history.count())]
    told["files"] = [
        str(default_storage.exists(export.file_name)) for export in Export.objects.all()
    ]
    told["deliveries"] = sorted(
        map(str, Delivery.objects.values_list("user__username", "kind", "on", "state"))
    )
    mails = Counter()
    for path in (site / "mails").glob("*"):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("To: "):
                mails[line] += 1
    told["mails"] = dict(mails)
    return json.dumps(told, ensure_ascii=False)


if __name__ == "__main__":
    sys.exit(main())
