from django.utils.functional import cached_property

from accounts.people.models import Store
from foundation.importing.command import ImportCommand
from foundation.importing.importer import Context
from foundation.importing.problems import FileProblem

from ...arrivals.imports import LeadsImporter


class Command(ImportCommand):
    help = "Imports leads from a CSV or XLSX file; they are sorted and given by the clock."
    importer_class = LeadsImporter

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument("--store", metavar="CODE", help="of all rows that name none")

    def handle(self, *, store, **options):
        self.store = store
        super().handle(**options)

    @cached_property
    def context(self):
        context = super().context
        if self.store is None:
            return context
        store = Store.objects.filter(code=self.store).first()
        if store is None:
            raise FileProblem(f"There is no store with the code {self.store}.")
        return Context(by=None, now=context.now, stores=frozenset([store.pk]))
