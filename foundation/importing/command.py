"""What the import commands have in common; the contract of their output and exit status."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand
from django.utils import timezone

from .importer import Context
from .problems import FileProblem
from .progress import ProgressBar
from .rejects import RejectsFile
from .run import run_import
from .tables import open_table


class ImportCommand(BaseCommand):
    """Exit status 0: all rows right; 1: some rejected; 2: the file cannot be read, nothing written."""

    importer_class = None

    def add_arguments(self, parser):
        parser.add_argument("file", help="CSV (UTF-8 or GB18030) or XLSX, first row = header")
        parser.add_argument(
            "--rejects",
            metavar="PATH",
            help="for the wrong rows (FILE.rejected.csv); .xlsx for a workbook",
        )
        parser.add_argument("--dry-run", action="store_true", help="check, and write nothing")

    def handle(self, *, file, rejects, dry_run, **options):
        try:
            counts = self._import(Path(file), rejects or f"{file}.rejected.csv", dry_run)
        except FileProblem as problem:
            self.stderr.write(str(problem))
            raise SystemExit(2) from problem
        self.stdout.write(json.dumps(counts))
        if counts["rejected"]:
            raise SystemExit(1)

    def _import(self, path, rejects_path, dry_run):
        with open_table(path) as table:
            importer = self.importer_class(Context(now=timezone.now()))
            table.require(importer.columns, importer.required, importer.headers)
            rejects = None
            if not dry_run:
                rejects = RejectsFile(rejects_path, table, source=path, without=importer.secret)
            for notice in table.notices:
                self.stderr.write(notice)
            bar = ProgressBar(self.stderr, table.total)

            def report(row, errors):
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
