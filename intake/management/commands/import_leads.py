from django.utils.functional import cached_property

from accounts.people.models import Store
from foundation.importing.command import ImportCommand
from foundation.importing.importer import Context
from foundation.importing.problems import FileProblem
from leads.customers.models import Channel

from ...arrivals.imports import LeadsImporter


class Command(ImportCommand):
    help = (
        "Imports leads from a CSV or XLSX file, or business cards from a VCF file with --channel; "
        "they are sorted and given by the clock."
    )
    importer_class = LeadsImporter

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument("--store", metavar="CODE", help="of all rows that name none")
        parser.add_argument("--channel", metavar="CODE", help="by which business cards came")
        parser.add_argument("--received-at", metavar="MOMENT", help="when cards came; else now")

    def handle(self, *, store, channel, received_at, **options):
        self.store, self.channel, self.received_at = store, channel, received_at
        super().handle(**options)

    @property
    def given(self):
        if not self.channel:
            return {}
        if self.channel not in Channel.values:
            raise FileProblem(f"--channel is one of {', '.join(Channel.values)}.")
        moment = self.received_at or self.context.now.isoformat()
        return {"channel": self.channel, "received_at": moment}

    @cached_property
    def context(self):
        context = super().context
        if self.store is None:
            return context
        store = Store.objects.filter(code=self.store).first()
        if store is None:
            raise FileProblem(f"There is no store with the code {self.store}.")
        return Context(by=None, now=context.now, stores=frozenset([store.pk]))
