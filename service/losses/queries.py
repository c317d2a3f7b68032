"""Losses that are looked at again, as the user may see them (R2.7, R9.6)."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.access.seers import counted_for
from accounts.people.models import Store, User
from followups.cards.queries import Story
from foundation.display import moment
from foundation.prepared import prepared
from leads.customers.models import Customer
from leads.opportunities.models import Opportunity

from .models import LossCall, LossPolicy, LossReview, ReviewState


def policy_of(store: Store) -> LossPolicy:
    """The store's own policy, else what ships, unsaved."""
    return LossPolicy.objects.filter(store=store).first() or LossPolicy(store=store)


def policies_of(stores: Iterable[int]) -> dict[int, LossPolicy]:
    """``{store: policy}`` of those that have one of their own."""
    return {row.store_id: row for row in LossPolicy.objects.filter(store__in=set(stores))}


def reviews_for(user: User) -> QuerySet[Any]:
    """All that the user may see, the last first."""
    rows = LossReview.objects.visible_to(user) | LossReview.objects.reviewable_by(user)
    return rows.select_related(
        "store", "opportunity__customer", "opportunity__consultant", "consultant", "decided_by",
        "reviewer",
    )  # fmt: skip


@counted_for
def count_to_call(user: User) -> QuerySet[Any]:
    """How many wait for a call of the user."""
    return LossReview.objects.to_call(user)


def called_since(opportunity: Opportunity, activities: Collection[int], since: datetime) -> str:
    """What keeps a contact from being undone: somebody has called about the loss, or decided, by then."""
    calls = LossCall.objects.filter(review__opportunity=opportunity.pk, called_at__gte=since)
    return _("The customer was called about the loss since.") if calls.exists() else ""


def told_on_card(customer: Customer) -> list[Story]:
    """The reviews as the card's timeline tells them."""
    day = customer.store.business_date
    return [
        Story("service/losses/_story.html", day(each.decided_at or each.asked_at), each)
        for each in _last_of(customer=customer.pk)
    ]


@prepared
def _last_of(customer):
    rows = LossReview.objects.filter(opportunity__customer=customer)
    rows = rows.exclude(state=ReviewState.WITHDRAWN).select_related("opportunity", "decided_by")
    return rows.prefetch_related("calls__by").order_by("-pk")[:20]


def said_after_loss(opportunity: Opportunity) -> str:
    """What somebody is told who has just lost it."""
    review = LossReview.objects.waiting().filter(opportunity=opportunity.pk).first()
    if review is None:
        return ""
    return _("The customer will be called about it by %(time)s: agreed, or yours again.") % {
        "time": moment(review.due_at)
    }
