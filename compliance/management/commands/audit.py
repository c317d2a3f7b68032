"""`manage.py audit --on 2026-11-21 [--store CODE …] [--json]`"""

import json

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.people.models import Store
from foundation.arguments import iso_date
from foundation.clock import agreed

from ...audit.queries import audit_report
from ...audit.services import AuditError, check_date, run_audit


class Command(BaseCommand):
    help = "Audit a business date, after catching up the dates missed since the last one."

    def add_arguments(self, parser):
        parser.add_argument("--on", type=iso_date, required=True, metavar="DATE")
        parser.add_argument(
            "--store", action="extend", nargs="+", metavar="CODE", help="default: all stores"
        )
        parser.add_argument("--json", action="store_true")

    def handle(self, *, on, store, json: bool, **options):
        now = agreed(timezone.now())
        stores = _stores(store)
        try:
            for each in stores:
                check_date(each, on=on, now=now)
            for each in stores:
                run_audit(each, on=on, now=now)
        except AuditError as error:
            raise CommandError(str(error), returncode=2) from error
        report = audit_report(stores, on=on)
        self.stdout.write(_as_json(report) if json else "\n".join(_as_text(report)))


def _stores(codes):
    stores = Store.objects.order_by("code")
    if codes is None:
        return list(stores)
    found = list(stores.filter(code__in=codes))
    unknown = sorted(set(codes) - {store.code for store in found})
    if unknown:
        raise CommandError(f"There is no store {', '.join(unknown)}.", returncode=2)
    return found


def _as_json(report):
    return json.dumps(report, ensure_ascii=False, indent=1)


def _as_text(report):
    yield f"{report['date']}"
    yield f"{len(report['findings'])} open findings, {len(report['closed'])} closed"
    for title in ("findings", "closed"):
        for row in report[title]:
            mark = "closed" if title == "closed" else "open"
            yield (
                f"  {mark:6} {row['store']} {row['rule']:24} {row['phone']:12} {row['model']}, "
                f"{row['responsible']}: due {row['due_on']}, found {row['opened_on']}"
            )
    if report["late"]:
        yield ", ".join(f"{number} late {code}" for code, number in report["late"].items())
    yield f"{len(report['proposals'])} proposals"
    for row in report["proposals"]:
        share = f", share of {row['share_of']}" if row["share_of"] else ""
        yield (
            f"  {row['state']:8} {row['person']}: {row['family']}, occasion {row['occasion']}, "
            f"{row['items']} items: {row['kind']} {row['amount']}{share}"
        )
