"""Activities and consultants as the user may see them (R1.3)."""

from django.db.models import Q, Window
from django.db.models.functions import RowNumber
from django.shortcuts import get_object_or_404

from accounts.access.queries import staff_visible_to
from accounts.people.models import Role, User
from leads.opportunities.models import Opportunity

from .models import Activity


def get_activity_for(user, pk):
    """The activity with its opportunity and card, or 404 where the user may not see it."""
    found = Activity.objects.visible_to(user).select_related(
        "opportunity__customer",
        "opportunity__store",
        "opportunity__consultant",
        "opportunity__grade__policy",
    )
    return get_object_or_404(found, pk=pk)


def companions_of(opportunity):
    """Who may come along: those who lead its consultant and hence see the customer (R1.3)."""
    leads = Q(pk=opportunity.consultant.manager_id) | Q(
        role=Role.DIRECTOR, store=opportunity.store_id
    )
    return User.objects.filter(leads, is_active=True)


def team_of(user):
    """The consultants whose evening the user looks at: a manager's team, a director's store (R1.3)."""
    return staff_visible_to(user).filter(role=Role.CONSULTANT).order_by("full_name", "pk")


def last_contacts(opportunities, *, number=3):
    """``{opportunity: [Activity, …]}``: the last contacts about each, the latest first, with recordings."""
    found = {pk: [] for pk in opportunities}
    turn = Window(RowNumber(), partition_by="opportunity", order_by=["-executed_on", "-pk"])
    rows = Activity.objects.executed().filter(opportunity__in=found).annotate(turn=turn)
    rows = rows.filter(turn__lte=number).select_related("consultant")
    with_all = rows.prefetch_related("recordings__added_by", "annotations__author")
    for contact in with_all.order_by("turn"):
        found[contact.opportunity_id].append(contact)
    return found


def plain_contacts(contacts):
    """The contacts as plain values, with recordings and annotations: what they are compared by."""
    return [
        (
            (contact.pk, contact.executed_on, contact.mode, contact.result, contact.consultant_id),
            (contact.content, contact.feedback),
            sorted(recording.pk for recording in contact.recordings.all()),
            sorted((note.pk, note.text) for note in contact.annotations.all()),
        )
        for contact in contacts
    ]


def plain_intents(customers):
    """``{customer: [values]}`` of their intents with the last contacts, in a fixed number of queries."""
    found = {pk: [] for pk in customers}
    rows = Opportunity.objects.filter(customer__in=found).order_by("-pk")
    intents = list(
        rows.values_list("customer", "pk", "model", "grade__code", "state", "expected_on")
    )
    contacts = last_contacts(pk for _customer, pk, *_values in intents)
    for customer, pk, *values in intents:
        found[customer].append((pk, values, plain_contacts(contacts[pk])))
    return found
