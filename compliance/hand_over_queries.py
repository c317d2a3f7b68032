"""What the pages of hand-overs and departures show, as the user may see it (R1.3, R4.8, R5.2)."""

from django.db.models import Count, OuterRef, Prefetch, Q, Subquery
from django.db.models.functions import Coalesce

from accounts.access import staff_visible_to, stores_of
from accounts.models import Role
from followups.models import Activity
from leads.models import Customer, Opportunity

from .models import Departure, HandOver


def customers_on_board(user, store):
    """The customers of the store in the user's sight."""
    return Customer.objects.visible_to(user).filter(store=store)


def as_rows(customers):
    """With consultant and open opportunities (``open``, the hottest first), by consultant and name."""
    hottest = Opportunity.objects.executing().select_related("grade")
    hottest = hottest.order_by("grade__sort_order", "expected_on", "pk")
    rows = customers.select_related("consultant")
    rows = rows.prefetch_related(Prefetch("opportunities", hottest, to_attr="open"))
    return rows.order_by("consultant__full_name", "consultant", "name", "pk")


def hand_overs_for(user):
    """The hand-overs the user may see, each with its number of ``customers``."""
    rows = HandOver.objects.visible_to(user).select_related("store", "by", "leaver", "undone_by")
    return rows.annotate(customers=Count("items")).order_by("-made_at", "-pk")


def leavers_for(user):
    """The consultants of the user's stores with all that is theirs, counted; those gone who still own."""
    people = staff_visible_to(user).filter(role=Role.CONSULTANT, store__in=stores_of(user))
    people = people.annotate(**numbers_held("pk"))
    return people.select_related("store", "manager").order_by("full_name", "pk")


def numbers_held(person):
    """Annotations with what is a person's; ``person``: the path to their key from the rows annotated."""
    held = {
        "customers_held": Customer.objects.all(),
        "open_held": Opportunity.objects.executing(),
        "plans_held": Activity.objects.planned(),
    }
    return {
        name: _number(rows.filter(consultant=OuterRef(person)), "consultant")
        for name, rows in held.items()
    }


def departure_of(person):
    """The announced departure of the person, or ``None``."""
    return (
        Departure.objects.announced().filter(person=person).select_related("announced_by").first()
    )


def still_here(people):
    """Those who are active, or gone and still own customers."""
    return people.filter(Q(is_active=True) | Q(customers_held__gt=0))


def _number(rows, by):
    counted = rows.order_by().values(by).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)


def grades_held(person):
    """``[(code, number)]`` of the person's open opportunities, hottest first."""
    rows = Opportunity.objects.executing().filter(consultant=person)
    rows = rows.values("grade__sort_order", "grade__code").annotate(n=Count("pk"))
    ordered = rows.order_by("grade__sort_order", "grade__code")
    return [(row["grade__code"], row["n"]) for row in ordered]
