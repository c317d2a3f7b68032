"""`manage.py ledger [--person USERNAME] [--from DATE] [--to DATE] [--json]`, `ledger --check`"""

import json

from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from compliance.management.arguments import iso_date
from compliance.queries import ledger_differences, ledger_entries, sums_of


class Command(BaseCommand):
    help = "Print ledger entries and their sums, or prove that the stored sums are right."

    def add_arguments(self, parser):
        parser.add_argument("--person", metavar="USERNAME")
        parser.add_argument("--from", type=iso_date, metavar="DATE", dest="start")
        parser.add_argument("--to", type=iso_date, metavar="DATE", dest="end")
        parser.add_argument("--json", action="store_true")
        parser.add_argument(
            "--check", action="store_true", help="exit with 1 if a stored sum is wrong"
        )

    def handle(self, *, person, start, end, json: bool, check, **options):
        if check:
            self._check()
            return
        entries = ledger_entries(person=_person(person), start=start, end=end)
        report = _report(entries)
        self.stdout.write(_as_json(report) if json else "\n".join(_as_text(report)))

    def _check(self):
        differences = ledger_differences()
        if differences:
            raise CommandError("\n".join(differences), returncode=1)
        self.stdout.write("The stored sums equal the entries.")


def _person(username):
    if username is None:
        return None
    try:
        return User.objects.get(username=username)
    except User.DoesNotExist:
        raise CommandError(f"There is nobody called “{username}”.", returncode=2) from None


def _report(entries):
    sums = sums_of(entries)
    amount, number = sums.pop(None, (0, 0))
    names = dict(User.objects.filter(pk__in={p for p, _ in sums}).values_list("pk", "username"))
    return {
        "entries": [_row(entry) for entry in entries.iterator()],
        "sums": [
            {
                "person": names[person],
                "month": f"{month:%Y-%m}",
                "amount": f"{total:.2f}",
                "entries": count,
            }
            for (person, month), (total, count) in sorted(
                sums.items(), key=lambda item: (names[item[0][0]], item[0][1])
            )
        ],
        "total": {"amount": f"{amount:.2f}", "entries": number},
    }


def _row(entry):
    return {
        "id": entry.pk,
        "on": entry.on.isoformat(),
        "store": entry.store.code,
        "person": entry.person.username,
        "family": entry.family,
        "kind": entry.kind,
        "amount": f"{entry.amount:.2f}",
        "share_of": entry.share_of_id,
        "reverses": entry.reverses_id,
        "reason": entry.reason,
    }


def _as_json(report):
    return json.dumps(report, ensure_ascii=False, indent=1)


def _as_text(report):
    for row in report["entries"]:
        notes = [row["reason"]] if row["reason"] else []
        notes += [f"share of {row['share_of']}"] if row["share_of"] else []
        notes += [f"reverses {row['reverses']}"] if row["reverses"] else []
        yield (
            f"{row['id']:>6} {row['on']} {row['store']} {row['person']}: {row['family']} "
            f"{row['kind']} {row['amount']}" + (f" ({', '.join(notes)})" if notes else "")
        )
    for row in report["sums"]:
        yield f"{row['month']} {row['person']}: {row['amount']} in {row['entries']} entries"
    yield f"Total: {report['total']['amount']} in {report['total']['entries']} entries"
