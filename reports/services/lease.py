"""Which worker is at an export: taken by one at a time, and kept while it is heard of."""

from datetime import timedelta

from django.db.models import Q

from reports.models import Export, ExportState

# After what silence another worker may take an export, and how often one is heard of.
LEASE = timedelta(minutes=20)
PULSE = timedelta(minutes=1)


class LeaseLost(Exception):
    """The worker was silent for so long that another one has taken the export."""


class Lease:
    """What one worker holds on one export; ``clock()`` is the moment."""

    def __init__(self, export, clock):
        self.pk, self.clock, self.at = export.pk, clock, None

    def take(self):
        """Whether the export was free and is this worker's now."""
        now = self.clock()
        free = Q(taken_at=None) | Q(taken_at__lte=now - LEASE)
        waiting = Export.objects.filter(free, pk=self.pk, state=ExportState.WAITING)
        self.at = now
        return bool(waiting.update(taken_at=now))

    def renew(self):
        """Be heard of; raises ``LeaseLost``."""
        now = self.clock()
        if now - self.at < PULSE:
            return
        if not self._held().update(taken_at=now):
            raise LeaseLost
        self.at = now

    def give_back(self):
        """Leave the export to whoever takes it next; its maker is told then."""
        self._held().update(taken_at=None, is_announced=True)

    def end(self, **fields):
        """Write the outcome, unless the export is another worker's; whether it was written."""
        return bool(self._held().update(finished_at=self.clock(), **fields))

    def _held(self):
        return Export.objects.filter(pk=self.pk, taken_at=self.at, state=ExportState.WAITING)
