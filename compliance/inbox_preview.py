"""What many decisions of the inbox will change, counted before they are taken (R4.7, R7.3)."""

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from followups.models import Absence, Activity
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


def add_plan_numbers(absences):
    """Give each absence ``number``: how many open plans its approval moves."""
    plans = Activity.objects.planned().filter(
        consultant=OuterRef("user"), planned_on__range=(OuterRef("from_on"), OuterRef("to_on"))
    )
    counted = plans.order_by().values("consultant").annotate(n=Count("pk")).values("n")
    rows = Absence.objects.filter(pk__in=[absence.pk for absence in absences])
    numbers = dict(rows.values_list("pk", Coalesce(Subquery(counted), 0)))
    for absence in absences:
        # A shorter absence lets every plan be.
        absence.number = 0 if absence.replaces_id else numbers[absence.pk]
