"""A customer of the telephone desk stands at the door: the floor has them from then on (R12.4)."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from accounts.notices.services import News, tell
from accounts.people.models import User
from followups.deadlines.services import sync
from followups.ownership.services import reassign
from followups.plans.services import lock_opportunity
from foundation.dates import ONE_DAY
from foundation.history import Cause
from foundation.words import surname_of
from leads.customers.models import Customer
from leads.grading.queries import IntentReader
from leads.grading.rules import GradeError, days_until, split_note
from leads.opportunities.models import Opportunity
from leads.opportunities.services import change_opportunity

from .models import CAME, KeptInvitation
from .notices import KEPT, RECEIVED
from .queries import calls_at_desk
from .rules import grade_at_the_door


@transaction.atomic
def receive(
    *, by: User, now: datetime, on: date, came_on: date, customer: Customer, receiver: User
) -> User | None:
    """Give a customer of the desk to ``receiver`` of the floor, each intent in a grade of the floor.

    ``on``: today, from when they are the receiver's; ``came_on``: the visit's date, on which it counts.
    Returns who had invited them; ``None`` where they are nobody's of the desk, or where the desk receives them
    itself, and nothing happens. Both are told; history, plans and leads go with the customer.
    """
    customer = Customer.objects.select_for_update(of=("self",)).get(pk=customer.pk)
    inviter = customer.consultant
    if inviter.pk == receiver.pk or not calls_at_desk(inviter, on=on):
        return None
    if calls_at_desk(receiver, on=on):
        return None
    reason = CAME.of(name=inviter.full_name)
    reassign(by=by, now=now, on=on, customer=customer, to=receiver, reason=reason)
    reader = IntentReader.of_person(receiver, on=on)
    rows = customer.opportunities.executing().intents().order_by("pk")
    keys = list(rows.values_list("pk", flat=True))
    came: list[tuple[Opportunity | None, str]] = [
        _regrade(pk, reader, by=by, now=now) for pk in keys
    ]
    sync(keys)
    KeptInvitation.objects.bulk_create(
        KeptInvitation(
            store=customer.store,
            customer=customer,
            opportunity=opportunity,
            inviter=inviter,
            receiver=receiver,
            on=came_on,
            at=now,
            was=was,
            became=opportunity.grade.code if opportunity else "",
        )
        for opportunity, was in came or [(None, "")]
    )
    said = {"customer": surname_of(customer.name)}
    mark = f"{now:%Y%m%d%H%M%S}"
    tell(
        News(KEPT, inviter.pk, customer.pk, said | {"name": receiver.full_name}, mark=mark),
        News(
            RECEIVED,
            receiver.pk,
            customer.pk,
            said | {"name": inviter.full_name},
            target=customer.pk,
            mark=mark,
        ),
        now=now,
        by=by,
    )
    return inviter


def strike_given_back(wanted: Mapping[int, User], cause: Cause) -> None:
    """Strike out what was kept today of customers who go back to their inviter: it was a mistake (R12.4).

    ``wanted``: ``{customer: taker}``, keys to people. Given back on a later day it stays kept.
    """
    rows = KeptInvitation.objects.standing().filter(customer__in=wanted, at__gt=cause.now - ONE_DAY)
    keys = [
        row.pk
        for row in rows.select_related("store")
        if row.inviter_id == wanted[row.customer_id].pk
        and row.store.business_date(row.at) == row.store.business_date(cause.now)
    ]
    if keys:
        rows.filter(pk__in=keys).update(struck_at=cause.now, struck_by=cause.by)


def _regrade(pk: int, reader: IntentReader, *, by: User, now: datetime) -> tuple[Opportunity, str]:
    """``(opportunity, the class it had)``: the note keeps its words behind the floor's grade; no sync."""
    opportunity = lock_opportunity(pk)
    was = opportunity.grade
    if was.policy_id == reader.policy.pk:
        return opportunity, was.code
    code = grade_at_the_door(
        [grade.terms for grade in reader.grades.values()],
        days_until(opportunity.expected_on, reader.on, reader.count),
        has_ordered=was.is_ordered,
    )
    try:
        rest = split_note(opportunity.note, [was.code])[1]
    except GradeError:
        rest = f" {opportunity.note}"
    change_opportunity(
        opportunity,
        by=by,
        now=now,
        on=reader.on,
        reason=str(reader.policy),
        grade=reader.grades[code],
        note=(code + rest).rstrip(),
    )
    return opportunity, was.code
