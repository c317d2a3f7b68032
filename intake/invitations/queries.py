"""Whose customers go to the floor when they come, and who invited whom (R12.4)."""

from datetime import date

from django.db.models import BigIntegerField, F, OuterRef, Subquery
from django.db.models.functions import Coalesce

from accounts.people.models import User
from followups.cards.queries import Section
from foundation.prepared import prepared
from leads.customers.models import Customer
from leads.opportunities.models import Opportunity

from ..desk.queries import desk_policies
from .models import KeptInvitation


def calls_at_desk(person: User, *, on: date) -> bool:
    """Whether the person works by the classes of a telephone desk (R12.1)."""
    return person.pk in desk_policies([person], on=on)


def inviter_of(opportunity: str, owner: str) -> Coalesce:
    """Who had the lead until it came to the door, else who has it; both are names of keys on the rows."""
    kept = KeptInvitation.objects.standing().filter(opportunity=OuterRef(opportunity))
    invited = Subquery(kept.order_by("-pk").values("inviter")[:1], output_field=BigIntegerField())
    return Coalesce(invited, F(owner), output_field=BigIntegerField())


def invitations_on_card(customer: Customer, _opportunities: list[Opportunity]) -> Section | None:
    """On whose invitation the customer came, on their card."""
    for last in _last_of(customer=customer.pk):
        return Section("intake/invitations/_section.html", last)
    return None


@prepared
def _last_of(customer):
    rows = KeptInvitation.objects.standing().filter(customer=customer)
    return rows.select_related("inviter", "receiver").order_by("-pk")[:1]
