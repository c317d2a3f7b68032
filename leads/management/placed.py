"""What the commands have in common whose rows may name no store."""

from django.utils.functional import cached_property

from accounts.people.models import Store
from foundation.importing.command import ImportCommand
from foundation.importing.importer import Context
from foundation.importing.problems import FileProblem


class PlacedCommand(ImportCommand):
    """``--store``: of all rows that name none."""

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
