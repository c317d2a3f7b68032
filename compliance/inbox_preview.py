"""What many decisions of the inbox will change, counted before they are taken (R4.7, R7.3)."""

from django.db.models import Count, Q

from followups.models import Activity
from followups.queries.absences import fingerprint, moves_of_all
from leads.models import Customer, State


def add_claim_moves(claims):
    """Give each claim ``moves``: the opportunities and open plans that go with its customer."""
    customers = {claim.customer_id for claim in claims}
    executing = Count("opportunities", filter=Q(opportunities__state=State.EXECUTING))
    rows = Customer.objects.filter(pk__in=customers).annotate(
        number=Count("opportunities"), open=executing
    )
    held = {pk: (number, open_) for pk, number, open_ in rows.values_list("pk", "number", "open")}
    plans = Activity.objects.planned().filter(opportunity__customer__in=customers).order_by()
    planned = dict(plans.values_list("opportunity__customer").annotate(Count("pk")))
    for claim in claims:
        number, open_ = held[claim.customer_id]
        claim.moves = {
            "opportunities": number,
            "open": open_,
            "plans": planned.get(claim.customer_id, 0),
        }


def add_absence_moves(absences, *, now):
    """Give each absence ``days``, the new days of its plans in order, and ``seen``, their fingerprint."""
    days = {absence: absence.user.store.business_date(now) for absence in absences}
    for absence, moves in moves_of_all(days).items():
        absence.days = sorted(move.to_on for move in moves if move.to_on)
        absence.number = len(moves)
        absence.seen = fingerprint(moves)
