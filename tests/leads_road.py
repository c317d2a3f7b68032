"""A store to which leads come: three consultants, marketing, and a working day at ten in the morning."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from intake.arrivals.models import Lead
from intake.arrivals.services.recording import Arrival, record_lead
from intake.arrivals.services.sorting import sort_lead
from intake.distribution.services.arriving import take_in
from tests.browsing import at_fixed_now, browse, count_queries, today  # noqa: F401
from tests.factories import Floor, UserFactory


class Road(Floor):
    """``people``: the consultants, in the order in which they get leads."""

    def __init__(self, now):
        super().__init__()
        self.now = now
        self.people = [self.consultant, self.new_consultant(), self.new_consultant()]
        for place, person in enumerate(self.people):
            person.full_name = f"{'ABC'[place]} {person.full_name}"
            person.save()
        self.marketing = UserFactory(store=self.store, role="marketing")

    def arrival(self, **told):
        values = {"channel": "autohome", "received_at": self.now, "name": "李雷", "model": "Golf"}
        return Arrival(**values | {"phone": self.new_phone()} | told)

    def record(self, *, now=None, store=None, source=None, event=None, **told):
        """Recorded, not judged."""
        lead, _new = record_lead(
            by=None,
            now=now or self.now,
            store=store or self.store,
            arrival=self.arrival(**told),
            source=source,
            event=event,
        )
        return lead

    def sort(self, *, now=None, **told):
        """Recorded and judged, given to nobody."""
        return sort_lead(self.record(now=now, **told), by=None, now=now or self.now)

    def take_in(self, *, now=None, by=None, **told):
        """Recorded, judged and given."""
        now = now or self.now
        lead, _new = take_in(by=by, now=now, store=self.store, arrival=self.arrival(**told))
        return Lead.objects.get(pk=lead.pk)


@pytest.fixture
def now():
    """Thursday, ten in the morning in Shanghai."""
    return datetime(2026, 11, 19, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def road(db, now):
    return Road(now)
