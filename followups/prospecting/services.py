"""A target customer becomes a customer with an intent (R2.6, R14.2)."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from accounts.people.models import User
from leads.opportunities.models import Opportunity
from leads.prospecting.models import TargetCustomer
from leads.prospecting.services import lock_target, put_on_card, require_on_list

from ..new_customers.services import open_customer
from ..plans.services import Plan


@transaction.atomic
def promote(
    target: TargetCustomer,
    *,
    by: User,
    now: datetime,
    on: date,
    consultant: User,
    card: Mapping[str, Any],
    intent: Mapping[str, Any],
    plan: Plan,
) -> Opportunity:
    """A card, an intent and a first plan of it; what was done before stands in the card's timeline.

    Raises as ``open_customer`` and ``put_on_card`` do: where the number is on a card, that one stands for it.
    """
    target = lock_target(target, by=by)
    require_on_list(target)
    opportunity = open_customer(
        by=by, now=now, on=on, consultant=consultant, card=card, intent=intent, plan=plan
    )
    put_on_card(by=by, now=now, on=on, target=target, customer=opportunity.customer)
    return opportunity
