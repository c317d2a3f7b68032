"""How much work people and customers are, and who is there to take some (R5.2)."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from accounts.access.queries import staff_visible_to
from accounts.people.models import Role, Store, User
from followups.calendars.models import Absence
from foundation.batches import batches
from leads.opportunities.models import Opportunity

from ..rules import weight

BATCH = 1000


def takers_for(user: User, store: Store, *, on: date) -> QuerySet[User]:
    """The consultants in the user's sight who are at work on the date: not absent, suspended or gone.

    A suspension is an approved absence of its days.
    """
    absent = Absence.objects.approved().filter(from_on__lte=on, to_on__gte=on)
    people = staff_visible_to(user).filter(store=store, role=Role.CONSULTANT, is_active=True)
    return people.exclude(pk__in=absent.values("user")).order_by("full_name", "pk")


def loads_of(people: Iterable[int]) -> dict[int, int]:
    """``{person key: weight of their open opportunities}`` of each of the given keys."""
    loads = dict.fromkeys(people, 0)
    rows = Opportunity.objects.executing().filter(consultant__in=people).order_by()
    for person, code, cadence in rows.values_list(
        "consultant_id", "grade__code", "grade__cadence"
    ).iterator():
        loads[person] += weight(code, cadence)
    return loads


def weights_of(customers: Iterable[int]) -> dict[int, int]:
    """``{customer key: weight of their open opportunities}``; 0 for one without."""
    weights = defaultdict(int, dict.fromkeys(customers, 0))
    for keys in batches(sorted(customers), BATCH):
        rows = Opportunity.objects.executing().filter(customer__in=keys).order_by()
        for customer, code, cadence in rows.values_list(
            "customer_id", "grade__code", "grade__cadence"
        ):
            weights[customer] += weight(code, cadence)
    return dict(weights)
