"""What the import commands have in common; the contract of their output and exit status."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from .importer import Context, Importer
from .problems import FileProblem, RowErrors
from .progress import ProgressBar
from .rejects import RejectsFile
from .run import run_import
from .tables import Row, open_table


class ImportCommand(BaseCommand):
    """Exit status 0: all rows right; 1: some rejected; 2: the file cannot be read, nothing written."""

    importer_class: type[Importer]

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="CSV (UTF-8 or GB18030) or XLSX, first row = header")
        parser.add_argument(
            "--rejects",
            metavar="PATH",
            help="for the wrong rows (FILE.rejected.csv); .xlsx for a workbook",
        )
        parser.add_argument("--dry-run", action="store_true", help="check, and write nothing")

    @property
    def given(self) -> Mapping[str, str]:
        """What business cards lack, by column; only leads come in them."""
        return {}

    @property
    def context(self) -> Context:
        return Context(by=None, now=timezone.now())

    def handle(self, *, file: str, rejects: str | None, dry_run: bool, **options: Any) -> None:
        try:
            counts = self._import(Path(file), rejects or f"{file}.rejected.csv", dry_run)
        except FileProblem as problem:
            self.stderr.write(str(problem))
            raise SystemExit(2) from problem
        self.stdout.write(json.dumps(counts))
        if counts["rejected"]:
            raise SystemExit(1)

    def _import(self, path: Path, rejects_path: str, dry_run: bool) -> dict[str, int]:
        with open_table(path, given=self.given) as table:
            importer = self.importer_class(self.context)
            importer.require(table)
            rejects = None
            if not dry_run:
                rejects = RejectsFile(rejects_path, table, source=path, without=importer.secret)
            for notice in table.notices:
                self.stderr.write(notice)
            bar = ProgressBar(self.stderr, table.total)

            def report(row: Row, errors: RowErrors) -> None:
                bar.clear()
                for column, reason in errors.errors:
                    self.stderr.write(f"row {row.number}, column {column}: {reason}")
                if rejects:
                    rejects.add(row, errors)

            try:
                counts = run_import(
                    importer, table, on_error=report, on_progress=bar.show, dry_run=dry_run
                )
            except BaseException:
                if rejects:
                    rejects.discard()
                raise
            bar.clear()
            if rejects:
                rejects.finish()
            return counts
