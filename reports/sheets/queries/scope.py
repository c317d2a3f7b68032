"""Which records a sheet is about: whose, where and when, within what the viewer may see (R1.3)."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.db.models import Q

from accounts.access.queries import READING_ROLES, stores_of, zone_for
from accounts.confidentiality.queries import has_signed_all
from accounts.people.models import Store, User
from followups.activities.models import Activity
from foundation.dates import moments_of
from leads.customers.models import Lifecycle
from leads.opportunities.models import Opportunity, OpportunityChange


@dataclass(frozen=True)
class Scope:
    """``start``–``end`` inclusive; ``store``, ``team`` (its manager) and ``person`` are what was chosen.

    ``by``: by what the sheet puts its rows together, where there is a choice. ``now``: the moment of ``today``.
    """

    viewer: User
    start: date
    end: date
    today: date
    store: Store | None = None
    team: User | None = None
    person: User | None = None
    by: str = ""
    now: datetime | None = None

    @cached_property
    def memo(self):
        """What a sheet counts once for its lines, its total and its figures."""
        return {}

    @property
    def moment(self):
        """When the sheet is true; without ``now`` the end of ``today``."""
        return self.now or moments_of(self.today, self.today, zone_for(self.viewer))[1]

    @property
    def last(self):
        """The last day of the period that has begun: a sheet of this month is as of today."""
        return min(self.end, self.today)

    @cached_property
    def stands_from(self):
        """From the close of which day on intents were as they stand now: of ``today``, else of none.

        A worker may make an export when the next day has begun, and a region's stores may have several clocks.
        """
        changes = OpportunityChange.objects.filter(changed_on__gt=self.today)
        is_past = self.last == self.today and changes.filter(store__in=self.stores()).exists()
        return date.max if is_past else self.today

    @property
    def shows_phones(self):
        """Whether the viewer reads the numbers of those they see at all in full (R1.3, R13.4)."""
        return self.viewer.role in READING_ROLES and has_signed_all(self.viewer)

    @property
    def people(self):
        """Keys of the chosen consultants as a list or subquery; ``None`` where nobody was chosen."""
        if self.person:
            return [self.person.pk]
        if self.team:
            return User.objects.filter(Q(manager=self.team) | Q(pk=self.team.pk)).values("pk")
        return None

    @property
    def store_name(self):
        """What stands for the store in the head of a form: of a whole region its name."""
        return str(self.store or self.viewer.store or self.viewer.region or "")

    @property
    def consultant_name(self):
        person = self.viewer if self.viewer.is_consultant else self.person
        return str(person or "")

    def opens(self, customer):
        """Whether the viewer may open the card; it is of one of their stores, its consultant is loaded."""
        if self.viewer.heads:
            return True
        if self.viewer.is_manager:
            return self.viewer.pk in (customer.consultant_id, customer.consultant.manager_id)
        is_his = self.viewer.is_consultant and customer.consultant_id == self.viewer.pk
        return is_his and customer.lifecycle != Lifecycle.INACTIVE

    def stores(self):
        """The chosen store, or all that the viewer knows of."""
        return [self.store] if self.store else stores_of(self.viewer)

    def narrow(self, rows, *, person="consultant", store="store"):
        """``rows`` of the chosen store and people; ``person`` and ``store`` are lookups of the rows."""
        if self.store:
            rows = rows.filter(**{store: self.store.pk})
        people = self.people
        return rows if people is None else rows.filter(**{f"{person}__in": people})

    def opportunities(self):
        """The intents the viewer may see in the chosen store, whoever of them had or has them."""
        rows = Opportunity.objects.visible_to(self.viewer).intents()
        return rows.filter(store=self.store) if self.store else rows

    def contacts(self):
        """Executed activities of the period by the chosen people."""
        rows = Activity.objects.executed().filter(
            opportunity__in=Opportunity.objects.visible_to(self.viewer),
            executed_on__range=(self.start, self.last),
        )
        return self.narrow(rows, store="opportunity__store")
