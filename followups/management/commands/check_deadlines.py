from django.core.management.base import BaseCommand

from foundation.batches import batches
from leads.opportunities.models import Opportunity

from ...deadlines.services import BATCH, compare


class Command(BaseCommand):
    help = "Derives every deadline afresh from the records; exits 1 with the differences if there are any."

    def handle(self, **options):
        ids = Opportunity.objects.order_by("pk").values_list("pk", flat=True).iterator(BATCH)
        wrong = checked = 0
        for batch in batches(ids, BATCH):
            checked += len(batch)
            for line in compare(batch).lines():
                wrong += 1
                self.stdout.write(line)
        self.stdout.write(f"{checked} opportunities checked, {wrong} differences")
        if wrong:
            raise SystemExit(1)
