"""What the commands of both ledgers have in common: printing entries and sums, proving the sums."""

import json

from django.core.management.base import BaseCommand, CommandError

from accounts.people.models import User
from foundation.arguments import iso_date
from ledgers.sums import sums_of

from ..penalties.queries import ledger_differences, ledger_entries


class LedgerCommand(BaseCommand):
    """A subclass names the models of its ledger and what a row has besides who, when and how much."""

    help = "Print ledger entries and their sums, or prove that the stored sums are right."
    entries = sums = None

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
        entries = ledger_entries(self.entries, person=_person(person), start=start, end=end)
        report = self._report(self.also(entries))
        lines = [_as_json(report)] if json else self._as_text(report)
        self.stdout.write("\n".join(lines))

    def also(self, entries):
        """The entries with whatever else ``row`` reads."""
        return entries

    def row(self, entry):
        """The JSON object of an entry."""
        raise NotImplementedError

    def text(self, row):
        """The line of an entry after its person."""
        raise NotImplementedError

    def _check(self):
        differences = ledger_differences(self.entries, self.sums)
        if differences:
            raise CommandError("\n".join(differences), returncode=1)
        self.stdout.write("The stored sums equal the entries.")

    def _report(self, entries):
        sums = sums_of(entries)
        amount, number = sums.pop(None, (0, 0))
        names = dict(User.objects.filter(pk__in={p for p, _ in sums}).values_list("pk", "username"))
        by_name = sorted(sums.items(), key=lambda item: (names[item[0][0]], item[0][1]))
        return {
            "entries": [self.row(entry) for entry in entries.iterator()],
            "sums": [
                {
                    "person": names[person],
                    "month": f"{month:%Y-%m}",
                    "amount": f"{total:.2f}",
                    "entries": count,
                }
                for (person, month), (total, count) in by_name
            ],
            "total": {"amount": f"{amount:.2f}", "entries": number},
        }

    def _as_text(self, report):
        for row in report["entries"]:
            head = f"{row['id']:>6} {row['on']} {row['store']} {row['person']}"
            yield f"{head}: {self.text(row)}"
        for row in report["sums"]:
            yield f"{row['month']} {row['person']}: {row['amount']} in {row['entries']} entries"
        yield f"Total: {report['total']['amount']} in {report['total']['entries']} entries"


def with_notes(text, notes):
    """The text with what is to be noted in brackets, if anything."""
    notes = [note for note in notes if note]
    return f"{text} ({', '.join(notes)})" if notes else text


def _person(username):
    if username is None:
        return None
    try:
        return User.objects.get(username=username)
    except User.DoesNotExist:
        raise CommandError(f"There is nobody called “{username}”.", returncode=2) from None


def _as_json(report):
    return json.dumps(report, ensure_ascii=False, indent=1)
