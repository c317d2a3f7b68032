"""What is known of a company, for its card and for the page of a target customer (R14.2)."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.urls import reverse

from accounts.people.models import User
from foundation.prepared import prepared
from foundation.registry import addresses

from ..customers.models import Customer
from ..prospecting.models import TargetCustomer
from .models import ContactPerson, FleetContract, FleetVehicle

PARTS: dict[str, type[Any]] = {
    "person": ContactPerson,
    "vehicle": FleetVehicle,
    "contract": FleetContract,
}
MOST = 200


@dataclass(frozen=True)
class Company:
    store_id: int
    people: list[Any]
    vehicles: list[Any]
    contracts: list[Any]
    is_cut: bool = False

    def __bool__(self) -> bool:
        return bool(self.people or self.vehicles or self.contracts)

    @property
    def sheet(self) -> str:
        """The address at which a fleet stands in full."""
        return reverse(addresses["fleets_sheet"])


def company_of(owner: Customer | TargetCustomer) -> Company:
    """People, vehicles and contracts, the first ``MOST`` of each; three queries.

    ``is_cut``: there are more, which the page says.
    """
    card = owner.pk if isinstance(owner, Customer) else owner.customer_id
    found = [list(_first_of(part, card is not None, owner=card or owner.pk)) for part in PARTS]
    is_cut = any(len(rows) > MOST for rows in found)
    return Company(owner.store_id, *(rows[:MOST] for rows in found), is_cut=is_cut)


@prepared
def _first_of(part, is_card, owner):
    rows = PARTS[part].objects.all()
    return (rows.of_customer(owner) if is_card else rows.filter(target=owner))[: MOST + 1]


def part_for(user: User, part: str, pk: int) -> Model | None:
    """The person, vehicle or contract, if the user may see whose it is."""
    rows = PARTS[part].objects.visible_to(user)
    found: Model | None = (
        rows.select_related("customer__store", "target__customer", "target__store")
        .filter(pk=pk)
        .first()
    )
    return found
