"""The line at the door: who is next, who is busy or away (R5.2); the registers 来店/来电顾客登记表 as the user
may see them (R1.3, R9.1); unread notices (R10.1).
"""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db.models import (
    BooleanField,
    Count,
    Exists,
    ExpressionWrapper,
    Max,
    OuterRef,
    Q,
    Subquery,
)

from accounts.access.queries import REGISTER_ROLES, zone_for
from accounts.notices.queries import notices_for
from accounts.people.models import HEADS, Role, User
from followups.activities.models import Activity, Mode
from followups.calendars.models import Absence
from intake.desk.queries import desk_policies
from leads.customers.models import Customer, CustomerKey
from leads.customers.queries import may_open, may_see_phone
from leads.opportunities.models import OpportunityChange
from orders.orders.models import Order

from .models import Choice, RosterPlace, Skip, Visit, VisitKind
from .notices import VISITOR
from .rules import COUNTED, line_up, next_of

__all__ = [
    "REGISTER_ROLES",
    "Board",
    "Receiver",
    "cards_ending",
    "load_board",
    "receiver_for",
    "register_rows",
    "sales_shown",
    "shown_name",
    "shows_phone",
    "shows_sale",
]

# Without a roster the line goes on where it stood; further back nobody remembers.
REMEMBERED = timedelta(days=60)


@dataclass
class Place:
    """A person on duty. ``visit``: whom they are with; ``skip``: why they are passed over.

    ``today`` and ``month`` count their turns, ``beside`` the month's visitors that were no turn.
    """

    person: User
    visit: Visit | None = None
    skip: Skip | None = None
    is_absent: bool = False
    today: int = 0
    month: int = 0
    beside: int = 0

    @property
    def is_away(self):
        return self.is_absent or self.skip is not None

    @property
    def is_free(self):
        return not self.is_away and self.visit is None


@dataclass(frozen=True)
class Board:
    """``places``: those on duty, whoever is next first; ``is_made``: somebody made the day's roster."""

    places: list
    next: Place | None
    is_made: bool

    def place_of(self, person):
        return next((place for place in self.places if place.person.pk == person.pk), None)


@dataclass(frozen=True)
class Receiver:
    """Who is to receive a visitor, and how they were chosen; ``person`` is ``None`` if nobody is there."""

    person: User | None
    chosen: str


def load_board(store, *, on):
    """The ``Board`` of the store on the date; as many queries for one on duty as for many."""
    roster, is_made = roster_of(store, on=on)
    people = {person.pk: person for person in roster}
    places = {pk: Place(person) for pk, person in people.items()}
    taken = _read_visits(places, store, on=on)
    absent = Absence.objects.approved().overlapping(on, on).filter(user__in=people)
    for pk in absent.values_list("user", flat=True):
        places[pk].is_absent = True
    for skip in Skip.objects.standing().filter(store=store, on=on, consultant__in=people):
        places[skip.consultant_id].skip = skip
    line = line_up(people, taken)
    first = next_of(
        line,
        away={pk for pk, place in places.items() if place.is_away},
        busy={pk for pk, place in places.items() if place.visit},
    )
    return Board([places[pk] for pk in line], places.get(first), is_made)


def _read_visits(places, store, *, on):
    """Fill in who is with whom and who had how many turns; returns who took today's, in order."""
    rows = Visit.objects.standing().filter(store=store, on__range=(on.replace(day=1), on))
    counted = Q(chosen__in=COUNTED)
    numbers = (
        rows.order_by()
        .values_list("consultant")
        .annotate(
            today=Count("pk", filter=counted & Q(on=on)),
            month=Count("pk", filter=counted),
            beside=Count("pk", filter=~counted),
        )
    )
    for pk, today, month, beside in numbers:
        if place := places.get(pk):
            place.today, place.month, place.beside = today, month, beside
    taken = []
    for visit in rows.filter(on=on).order_by("pk"):
        if visit.chosen in COUNTED:
            taken.append(visit.consultant_id)
        if visit.is_inside and visit.consultant_id in places:
            places[visit.consultant_id].visit = visit
    return taken


def consultants_of(store):
    return User.objects.consultants().filter(store=store)


def roster_of(store, *, on):
    """``(people in order, whether somebody made it)``; people who left the store are left out.

    Where nobody made one, who works at the telephone desk stands in no line (R12.1).
    """
    chosen = made_roster(store, on=on)
    if chosen is not None:
        return chosen, True
    before = (on - REMEMBERED, on - timedelta(days=1))
    last_turns = Visit.objects.turns().filter(store=store, on__range=before).order_by()
    last = dict(last_turns.values_list("consultant").annotate(Max("pk")))
    people = sorted(consultants_of(store), key=lambda person: last.get(person.pk, 0))
    callers = desk_policies(people, on=on)
    at_door = [person for person in people if person.pk not in callers]
    return at_door or people, False


def made_roster(store, *, on):
    """The people of the roster that was made for the date, or ``None``."""
    places = RosterPlace.objects.filter(roster__store=store, roster__on=on)
    rows = places.select_related("consultant")
    people = [place.consultant for place in rows]
    here = [p for p in people if p.is_active and p.is_consultant and p.store_id == store.pk]
    return here or None


def on_duty(store, on):
    """The keys of the people of the day's roster in their order, or ``None`` where none was made."""
    people = made_roster(store, on=on)
    return people and [person.pk for person in people]


def receiver_for(board, customer=None, *, is_claimable=False, is_invited=False):
    """Who receives the visitor if nobody decides otherwise.

    The owner of a known customer, and in their absence the next in the line, whom it costs no turn. One
    whom 30 days without effective contact have opened to claims is received in turn (R6.6, R7.1), and so is
    one who ``is_invited`` by the telephone desk, unless the owner stands in the line today (R12.4).
    """
    following = board.next and board.next.person
    if customer is None or is_claimable:
        return Receiver(following, Choice.TURN)
    owner = board.place_of(customer.consultant)
    if owner and not owner.is_away:
        return Receiver(owner.person, Choice.OWNER)
    if is_invited and owner is None:
        return Receiver(following, Choice.TURN)
    return Receiver(following, Choice.STAND_IN)


# Whoever keeps the register of a store, or heads it, reads all of it but for the numbers.
_ALL_SALES = (Role.RECEPTION, *HEADS)


def register_rows(user, *, kind, since, until, consultant=None, manager=None, open_only=False):
    """The visits of the dates, each with ``grade_code`` (on the day) and ``ordered_on_spot`` (R9.1).

    On the spot orders who had never come before, be it that they had called: the order is of the same
    customer and day.

    ``kind``: a ``VisitKind``; ``consultant``, ``manager``: only theirs, or only their team's; ``open_only``: only
    who was not signed out.
    """
    rows = Visit.objects.visible_to(user).standing().filter(kind=kind, on__range=(since, until))
    if consultant:
        rows = rows.filter(consultant=consultant)
    if manager:
        rows = rows.filter(consultant__manager=manager)
    if open_only:
        rows = rows.inside()
    graded = OpportunityChange.objects.filter(
        opportunity=OuterRef("opportunity"), changed_on__lte=OuterRef("on"), grade__isnull=False
    )
    ordered = Order.objects.standing().filter(
        customer=OuterRef("customer"), ordered_on=OuterRef("on")
    )
    return rows.select_related(
        "store", "consultant", "customer__consultant", "opportunity", "checked_by"
    ).annotate(
        grade_code=Subquery(graded.order_by("-changed_on", "-pk").values("grade__code")[:1]),
        ordered_on_spot=ExpressionWrapper(
            (Q(is_first_contact=True) | _first_visit_of_a_caller()) & Exists(ordered),
            BooleanField(),
        ),
    )


def _first_visit_of_a_caller():
    """Of walk-ins: known by a call alone until they came."""
    earlier = Visit.objects.standing().filter(
        customer=OuterRef("customer"), arrived_at__lt=OuterRef("arrived_at")
    )
    called = earlier.filter(kind=VisitKind.CALL_IN, is_first_contact=True)
    met = Activity.objects.executed().filter(
        opportunity__customer=OuterRef("customer"),
        executed_on__lt=OuterRef("on"),
        mode__in=[Mode.STORE_VISIT, Mode.TEST_DRIVE],
    )
    came = Exists(earlier.filter(kind=VisitKind.WALK_IN)) | Exists(met)
    return Q(kind=VisitKind.WALK_IN) & Exists(called) & ~came


def cards_ending(user, store, digits):
    """The cards in use whose number ends in so many digits (``ending_of``), the newest first.

    Reception finds those of the store, of which it is shown masked name and number (R1.3); the others only
    those that they may open. Read from the keys of the search.
    """
    seen = (
        Customer.objects.all() if user.role == Role.RECEPTION else Customer.objects.visible_to(user)
    )
    keys = CustomerKey.objects.filter(store=store, text=digits[-4:]).values("of")
    rows = seen.in_use().filter(pk__in=keys, store=store, phone__endswith=digits)
    return rows.select_related("consultant", "store").order_by("-pk")


def shown_name(user, visit):
    """The name the visitor gave; that of the card only to those who may open it (R1.3)."""
    if visit.name or not visit.customer:
        return visit.name
    return visit.customer.name if may_open(user, visit.customer) else ""


def shows_phone(user, visit):
    """Whether the number is shown in full: to the customer's owner, their manager and director (R1.3)."""
    return bool(visit.customer) and may_see_phone(user, visit.customer)


def shows_sale(user, visit):
    """Whether grade, model and order are shown: to reception and to who may open the card (R1.3)."""
    if user.role in _ALL_SALES or visit.customer is None:
        return True
    return may_open(user, visit.customer)


def sales_shown(rows, user):
    """Of ``rows`` with a customer, those of which ``shows_sale`` is true."""
    if user.role in _ALL_SALES:
        return rows
    return rows.filter(customer__in=Customer.objects.visible_to(user))


def has_closed(user, *, now):
    """Whether closing time has come at the user's store; at the first, where they head several."""
    return now.astimezone(zone_for(user)).time() >= settings.CLOSING_TIME


def inside_before(store_rows, *, on, closed):
    """Of ``store_rows``, the visitors who should have been signed out by now.

    ``closed``: whether closing time of the day ``on`` itself has come.
    """
    rows = store_rows.inside()
    return rows.filter(on__lte=on) if closed else rows.filter(on__lt=on)


SHOWN = 30


def notices_of(user):
    """The unread ones of visitors, the latest first, each with its ``visit``.

    ``is_own``: the visitor is their customer.
    """
    found = list(notices_for(user).unread().filter(kind=VISITOR.code)[:SHOWN])
    rows = Visit.objects.select_related("store", "consultant", "customer__consultant")
    visits = rows.in_bulk({notice.key for notice in found})
    for notice in found:
        notice.visit = visits[notice.key]
        customer = notice.visit.customer
        notice.is_own = bool(customer) and customer.consultant_id == user.pk
    return found
