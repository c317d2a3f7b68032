"""What the command of every ledger has: printing entries and sums, proving that it is whole (R8.6)."""

import json
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.management.base import BaseCommand, CommandError, CommandParser

from foundation.arguments import iso_date
from foundation.yuan import ZERO

from .chain import Head, head_of
from .check import faults
from .heads import kept_heads
from .models import AbstractEntry, AbstractSum, EntryQuerySet
from .sums import sums_of


class LedgerCommand(BaseCommand):
    """A subclass names the models of its ledger and what a row has besides who, when and how much."""

    help = "Print ledger entries and their sums, or prove that the stored sums are right."
    entries: type[AbstractEntry]
    sums: type[AbstractSum]

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--person", metavar="USERNAME")
        parser.add_argument("--from", type=iso_date, metavar="DATE", dest="start")
        parser.add_argument("--to", type=iso_date, metavar="DATE", dest="end")
        parser.add_argument("--json", action="store_true")
        parser.add_argument(
            "--check",
            action="store_true",
            help="exit with 1 if a sum, an entry, a guard or a head that was kept is not right",
        )
        parser.add_argument(
            "--head", action="store_true", help="print the number and digest of the last entry"
        )
        parser.add_argument(
            "--against",
            type=Head.parse,
            metavar="NUMBER:DIGEST",
            action="append",
            default=[],
            help="with --check: a head that was printed before",
        )

    def handle(
        self,
        *,
        person: str | None,
        start: date | None,
        end: date | None,
        json: bool,
        check: bool,
        head: bool,
        against: list[Head],
        **options: Any,
    ) -> None:
        if check:
            self._check(against)
            return
        if head:
            self.stdout.write(str(head_of(self.entries)))
            return
        entries = self.entries.objects.select_related("person", "store").order_by("on", "pk")
        if someone := _person(person):
            entries = entries.filter(person=someone)
        report = self._report(self.also(entries.between(start, end)))
        lines = [_as_json(report)] if json else self._as_text(report)
        self.stdout.write("\n".join(lines))

    def also(self, entries: EntryQuerySet) -> EntryQuerySet:
        """The entries with whatever else ``row`` reads."""
        return entries

    def row(self, entry: Any) -> dict[str, Any]:
        """The JSON object of an entry."""
        raise NotImplementedError

    def text(self, row: dict[str, Any]) -> str:
        """The line of an entry after its person."""
        raise NotImplementedError

    def _check(self, against: list[Head]) -> None:
        heads = [*kept_heads(self.entries), *against]
        if found := faults(self.entries, self.sums, heads):
            raise CommandError("\n".join(found), returncode=1)
        self.stdout.write(
            "The stored sums equal the entries, and every entry is as it was entered."
        )

    def _report(self, entries: EntryQuerySet) -> dict[str, Any]:
        found = sums_of(entries)
        amount, number = found.pop(None, (ZERO, 0))
        sums = {key: value for key, value in found.items() if key is not None}
        people = get_user_model().objects.filter(pk__in={person for person, _month in sums})
        names = dict(people.values_list("pk", "username"))
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

    def _as_text(self, report: dict[str, Any]) -> Iterator[str]:
        for row in report["entries"]:
            head = f"{row['id']:>6} {row['on']} {row['store']} {row['person']}"
            yield f"{head}: {self.text(row)}"
        for row in report["sums"]:
            yield f"{row['month']} {row['person']}: {row['amount']} in {row['entries']} entries"
        yield f"Total: {report['total']['amount']} in {report['total']['entries']} entries"


def with_notes(text: str, notes: Iterable[str | None]) -> str:
    """The text with what is to be noted in brackets, if anything."""
    kept = [note for note in notes if note]
    return f"{text} ({', '.join(kept)})" if kept else text


def _person(username: str | None) -> AbstractBaseUser | None:
    if username is None:
        return None
    people = get_user_model().objects
    try:
        person: AbstractBaseUser = people.get(username=username)
    except people.model.DoesNotExist:
        raise CommandError(f"There is nobody called “{username}”.", returncode=2) from None
    return person


def _as_json(report: dict[str, Any]) -> str:
    return json.dumps(report, ensure_ascii=False, indent=1)
