"""Losses that are looked at again: agreed, won back, late, just said (R2.7, R9.6)."""

from datetime import timedelta
from decimal import Decimal

from accounts.people.models import Role
from followups.contacts.services import Contact, Outcome, record_contact
from followups.plans.services import Plan
from leads.grading.queries import IntentReader
from leads.opportunities.models import LostReason, Opportunity
from service.losses.models import Caller, LossPolicy, LossReview, Word
from service.losses.rules import CODES
from service.losses.services import record_call, take_back, tell_late

LOST = [
    (LostReason.COMPETITOR, "卡罗拉", Decimal(119800), "客户说那边优惠更多，已经订了"),
    (LostReason.PRICE, "", None, "客户嫌贵，说不考虑了"),
    (LostReason.UNREACHABLE, "", None, "客户说最近很忙，先不看了"),
    (LostReason.CANCELLED, "", None, "家里有事，今年不买了"),
]
AGREED, BACK, LATE = "已经提车了，卡罗拉。", "没有不买，是等你们的周末报价。", 2


def review_losses(people, *, now):
    """In each store the first is agreed, the second is won back, the third is late, the last was just said."""
    for store in people.stores:
        LossPolicy.objects.filter(store=store).update(codes=" ".join(CODES))
        on = store.business_date(now)
        for number, review in enumerate(_lose(people, store, now=now, on=on)):
            leader = review.opportunity.consultant.manager
            who = {"by": leader, "now": now}
            if number == LATE:
                asked, due = now - timedelta(days=9), now - timedelta(hours=3)
                LossReview.objects.filter(pk=review.pk).update(
                    asked_at=asked, due_at=due, caller=Caller.MANAGER
                )
                tell_late(review, now=now)
            elif number < LATE:
                LossReview.objects.filter(pk=review.pk).update(caller=Caller.MANAGER)
                if number == 0:
                    record_call(review, **who, word=Word.LOST, said=AGREED, agrees=True)
                else:
                    _win_back(review, who, on=on)


def _lose(people, store, *, now, on):
    rows = Opportunity.objects.executing().intents().filter(store=store, ordered_on=None)
    rows = rows.filter(grade__code__in=["A", "B"], registered_on__lt=on, leads=None)
    rows = rows.exclude(last_contact_on__gte=on).select_related("consultant", "grade")
    people_of = people.of(Role.CONSULTANT, store)
    for number, (reason, competitor, price, said) in enumerate(LOST):
        person = people_of[number % len(people_of)]
        found = rows.filter(consultant=person).order_by("-pk").first()
        if found is None:
            continue
        contact = Contact(
            mode="phone",
            result="reached",
            executed_on=on,
            content=said,
            feedback=said,
            outcome=Outcome.LOST,
            lost_reason=reason,
            competitor=competitor,
            competitor_price=price,
        )
        then = now - timedelta(minutes=50 - number)
        record_contact(by=person, now=then, on=on, contact=contact, opportunity=found)
        if review := found.loss_reviews.first():
            yield review


def _win_back(review, who, *, on):
    reader = IntentReader.of_opportunity(review.opportunity, on=on)
    take_back(
        review,
        **who,
        on=on,
        intent=reader.read("A 等周末报价", on + timedelta(days=12)),
        plan=Plan(on + timedelta(days=2), expected_content="带上周末报价再约一次"),
        said=BACK,
        reason="客户没有放弃，只是在等报价",
    )
