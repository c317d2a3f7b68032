"""What the pages and histories of hand-overs and departures show, as the user may see it (R1.3, R4.8, R5.2)."""

from django.db.models import Count, OuterRef, Prefetch, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from accounts.access.queries import staff_visible_to, stores_of
from accounts.people.models import Role
from followups.activities.models import Activity
from followups.errands.models import Errand
from foundation.history import Change, latest_first, recorded_changes
from leads.customers.models import Customer
from leads.opportunities.models import Opportunity
from leads.prospecting.models import TargetCustomer

from .models import UNDONE, Departure, HandOver, HandOverItem


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
        "customers_held": Customer.objects.filter(merged_into=None),
        "open_held": Opportunity.objects.executing(),
        "plans_held": Activity.objects.planned(),
        "targets_held": TargetCustomer.objects.unpromoted(),
    }
    numbers = {
        name: _number(rows.filter(consultant=OuterRef(person)), "consultant")
        for name, rows in held.items()
    }
    tasks = Errand.objects.open().filter(person=OuterRef(person))
    return numbers | {"errands_held": _number(tasks, "person")}


def targets_of(person):
    """The person's target customers that are no customers yet, inactive ones as well."""
    return TargetCustomer.objects.unpromoted().filter(consultant=person).order_by("pk")


def errands_of(person):
    """The person's open tasks, but for those that go with a customer of theirs (R14.3)."""
    rows = Errand.objects.open().filter(person=person).order_by("pk")
    with_customers = Q(customer__consultant=person) | Q(target__customer__consultant=person)
    return rows.exclude(with_customers)


def departure_of(person):
    """The announced departure of the person, or ``None``."""
    return (
        Departure.objects.announced().filter(person=person).select_related("announced_by").first()
    )


def still_here(people):
    """Those who are active, or gone and still have something."""
    held = Q(customers_held__gt=0) | Q(targets_held__gt=0) | Q(errands_held__gt=0)
    return people.filter(Q(is_active=True) | held)


def _number(rows, by):
    counted = rows.order_by().values(by).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)


def grades_held(person):
    """``[(code, number)]`` of the person's open opportunities, hottest first."""
    rows = Opportunity.objects.executing().filter(consultant=person)
    rows = rows.values("grade__sort_order", "grade__code").annotate(n=Count("pk"))
    ordered = rows.order_by("grade__sort_order", "grade__code")
    return [(row["grade__code"], row["n"]) for row in ordered]


def steps_of_departure(person):
    """What was announced and decided about the person's leaving, the latest first (R4.8)."""
    rows = Departure.history.filter(person_id=person.pk)
    return latest_first(recorded_changes(Departure, rows, ("state", "leaves_on")))


def hand_over_changes(customer):
    # A customer whom a large hand-over has yet to move is where they were.
    rows = HandOverItem.objects.filter(customer=customer)
    rows = rows.filter(Q(moved=True) | Q(hand_over__undone_at__isnull=False))
    for item in rows.select_related("giver", "taker", "hand_over__by", "hand_over__undone_by"):
        transfer, name = item.hand_over, HandOver._meta.verbose_name
        yield Change(
            transfer.made_at,
            transfer.by,
            name,
            owner_change(item.giver, item.taker),
            transfer.reason,
            True,
        )
        if transfer.undone_at:
            why = UNDONE.of(reason=transfer.reason)
            back = owner_change(item.taker, item.giver)
            yield Change(transfer.undone_at, transfer.undone_by, name, back, why, True)


def still_moving(kept, merged):
    """Customers of a hand-over that is being carried out are let move first (R4.8)."""
    running = HandOverItem.objects.filter(hand_over__in=HandOver.objects.running())
    is_moving = running.filter(customer__in=[kept.pk, merged.pk]).exists()
    return (
        _("A hand-over is moving one of the cards just now: wait until it is done.")
        if is_moving
        else ""
    )


def owner_change(giver, taker):
    return [(Customer._meta.get_field("consultant").verbose_name, str(giver), str(taker))]
