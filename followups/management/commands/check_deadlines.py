from django.core.management.base import BaseCommand

from foundation.batches import batches
from leads.opportunities.models import Opportunity

from ...deadlines.services import BATCH, compare, sync


class Command(BaseCommand):
    help = "Derives every deadline afresh from the records; exits 1 with the differences if there are any."

    def add_arguments(self, parser):
        parser.add_argument(
            "--mend",
            action="store_true",
            help="write what differs; findings stay as they were made",
        )

    def handle(self, *, mend, **options):
        ids = Opportunity.objects.order_by("pk").values_list("pk", flat=True).iterator(BATCH)
        wrong = checked = 0
        for batch in batches(ids, BATCH):
            checked += len(batch)
            lines = list(compare(batch).lines())
            wrong += len(lines)
            for line in lines:
                self.stdout.write(line)
            if mend and lines:
                sync(batch)
        self.stdout.write(f"{checked} opportunities checked, {wrong} differences")
        if wrong and not mend:
            raise SystemExit(1)
