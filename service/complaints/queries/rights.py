"""Who may receive a complaint, and why somebody may not (R14.1)."""

from accounts.access.queries import assessor_of, stores_of
from accounts.people.models import Role, Store, User
from foundation.reason_codes import Reason
from leads.customers.models import Customer

from ...questions.models import Department
from ...questions.rules import MANAGER, ROLE_OF
from ..models.cases import (
    ELSEWHERE,
    GONE,
    NOT_THEIR_TEAM,
    NOT_THEIRS,
    READS_ONLY,
    WHOLE_STORE,
    Complaint,
)


def refusal_of(person: User, complaint: Complaint) -> Reason | None:
    """Why the person may not work on the complaint; ``None`` where they may.

    The same as ``models.cases.entitled`` says of many at once.
    """
    if not person.is_active:
        return GONE.of(name=str(person))
    if not stores_of(person).filter(pk=complaint.store_id).exists():
        return ELSEWHERE.of(name=str(person))
    if person.role in WHOLE_STORE:
        return None
    if person.role not in (Role.CONSULTANT, Role.MANAGER):
        return READS_ONLY.of(name=str(person))
    customer = complaint.customer_id
    if customer is None or Customer.objects.visible_to(person).filter(pk=customer).exists():
        return None
    reason = NOT_THEIRS if person.role == Role.CONSULTANT else NOT_THEIR_TEAM
    return reason.of(name=str(person), customer=complaint.name)


def people_of(department: str, complaint: Complaint) -> list[int]:
    """The keys of those who answer for the department, as far as they have the right to the customer."""
    people = User.objects.filter(
        store=complaint.store_id, role=ROLE_OF[department], is_active=True
    ).order_by("pk")
    if department == MANAGER and complaint.customer_id:
        owner = complaint.customer.consultant
        people = people.filter(pk__in=[owner.pk, owner.manager_id])
    return list(people.values_list("pk", flat=True))


def bearers_of(complaint: Complaint) -> list[int]:
    """The keys of those with whom it lies; where nobody works in the department, of the director."""
    if complaint.assignee_id:
        return [complaint.assignee_id]
    if found := people_of(complaint.department, complaint):
        return found
    director = assessor_of(complaint.store)
    return [director.pk] if director else []


def who_may_be_asked(store: Store) -> list[tuple[str, list[tuple[str, str]]]]:
    """Choices of departments and of everybody in the store who works on complaints, by role."""
    groups = [("", [(f"to-{code}", str(label)) for code, label in Department.choices])]
    roles = {
        role: label for role, label in Role.choices if role in (*WHOLE_STORE, *_WITH_CUSTOMERS)
    }
    people = User.objects.filter(store=store, role__in=roles, is_active=True)
    by_role: dict[str, list[tuple[str, str]]] = {}
    for person in people.order_by("full_name", "pk"):
        by_role.setdefault(person.role, []).append((str(person.pk), str(person)))
    return groups + [(str(roles[role]), found) for role, found in by_role.items()]


_WITH_CUSTOMERS = (Role.CONSULTANT, Role.MANAGER)
