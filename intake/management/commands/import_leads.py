from foundation.importing.problems import FileProblem
from leads.customers.models import Channel
from leads.management.placed import PlacedCommand

from ...arrivals.imports import LeadsImporter


class Command(PlacedCommand):
    help = (
        "Imports leads from a CSV or XLSX file, or business cards from a VCF file with --channel; "
        "they are sorted and given by the clock."
    )
    importer_class = LeadsImporter

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument("--channel", metavar="CODE", help="by which business cards came")
        parser.add_argument("--received-at", metavar="MOMENT", help="when cards came; else now")

    def handle(self, *, channel, received_at, **options):
        self.channel, self.received_at = channel, received_at
        super().handle(**options)

    @property
    def given(self):
        if not self.channel:
            return {}
        if self.channel not in Channel.values:
            raise FileProblem(f"--channel is one of {', '.join(Channel.values)}.")
        moment = self.received_at or self.context.now.isoformat()
        return {"channel": self.channel, "received_at": moment}
