"""What customers are asked after, surveys as the user may see them, and their figures (R5.6, R13.3)."""

from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce

from accounts.access.seers import counted_for
from accounts.people.models import Role, Store, User
from followups.cards.queries import Story
from foundation.months import month_of, months_on
from foundation.prepared import prepared
from leads.customers.models import Customer, Lifecycle
from orders.orders.models import Order
from reception.models import Visit, VisitKind

from .models import Occasion, Survey, SurveyPolicy
from .rules import CRITIC_TO, FEW, PROMOTER_FROM, Figures

# Customer service asks and reads all; without one the director does.
ASKERS = (Role.SERVICE, Role.DIRECTOR)
CALLERS = (*ASKERS, Role.MANAGER)
QUARTERS = 4


def first_visits(store: Store, first: date, last: date) -> Any:
    """The first time that a customer came to the store: once of each customer."""
    visits = Visit.objects.standing().filter(kind=VisitKind.WALK_IN)
    earlier = visits.filter(
        Q(on__lt=OuterRef("on")) | Q(on=OuterRef("on"), pk__lt=OuterRef("pk")),
        customer=OuterRef("customer"),
    )
    rows = visits.filter(store=store, on__range=(first, last), customer__isnull=False)
    # Of a card that was merged into this one they were asked already.
    asked = Survey.objects.filter(occasion="visit", customer=OuterRef("customer"))
    return rows.filter(~Exists(earlier), ~Exists(asked)).annotate(
        subject=F("customer_id"),
        happened_on=F("on"),
        model=Coalesce("opportunity__model", Value("")),
    )


def deliveries(store: Store, first: date, last: date) -> Any:
    """Cars that were delivered."""
    rows = Order.objects.standing().filter(store=store, delivered_on__range=(first, last))
    return rows.annotate(subject=F("pk"), happened_on=F("delivered_on"))


def due(occasion: Occasion, store: Store, first: date, last: date) -> QuerySet[Any]:
    """What took place on these dates and was not asked about: rows of ``Occasion.FIELDS``."""
    asked = Survey.objects.filter(occasion=occasion.code, subject=OuterRef("subject"))
    rows = occasion.rows(store, first, last).exclude(customer__lifecycle=Lifecycle.INACTIVE)
    found: QuerySet[Any] = rows.filter(~Exists(asked)).order_by().values(*Occasion.FIELDS)
    return found


def policy_of(store: Store) -> SurveyPolicy | None:
    return SurveyPolicy.objects.filter(store=store).first()


def surveys_for(user: User) -> QuerySet[Any]:
    """Those that the user may see, the last first."""
    rows = Survey.objects.visible_to(user)
    return rows.select_related("store", "customer", "consultant", "answered_by", "called_by")


def callable_by(user: User) -> QuerySet[Any]:
    """Those about whose low answer they may call: all that they read, if they call at all."""
    rows = Survey.objects.visible_to(user)
    return rows if user.role in CALLERS else rows.none()


def count_to_call(user: User) -> int:
    """How many wait for a call of the user; who heads a store has people for it."""
    if user.heads or user.role not in CALLERS:
        return 0
    return _to_call_back(user)


@counted_for
def _to_call_back(user):
    return callable_by(user).to_call_back()


def names_customer(survey: Survey, user: User) -> bool:
    """Whether the user reads who answered: of an anonymous answer customer service alone."""
    return not survey.is_anonymous or user.role == Role.SERVICE


def reads_anonymous(survey: Survey, user: User) -> bool:
    """``SurveyQuerySet.readable_by`` of one anonymous answer that counts for them; its consultant is loaded."""
    person = survey.consultant
    is_theirs = person is not None and user.pk in (person.pk, person.manager_id)
    return user.role == Role.SERVICE or (user.heads and not is_theirs)


def figures_of(rows: QuerySet[Any]) -> Figures:
    """In one query."""
    return Figures(**rows.order_by().aggregate(**TALLIES))


TALLIES = {
    "asked": Count("pk"),
    "answered": Count("pk", filter=Q(answered_at__isnull=False)),
    "points": Coalesce(Sum("points"), 0),
    "promoters": Count("pk", filter=Q(recommend__gte=PROMOTER_FROM)),
    "critics": Count("pk", filter=Q(recommend__lte=CRITIC_TO)),
}


def anonymous_quarters(user: User, *, today: date) -> list[tuple[date, date, int, Figures | None]]:
    """``(first day, last day, number, figures)`` of anonymous answers about the user, or their team.

    Whole quarters alone, the team as a whole, and figures from ``FEW`` answers on: so that no answer can be
    reckoned out of two figures. In one query for each of four quarters.
    """
    first = months_on(today.replace(day=1), -((today.month - 1) % 3))
    found = []
    for back in range(1, QUARTERS + 1):
        start = months_on(first, -3 * back)
        end = month_of(months_on(start, 2))[1]
        rows = Survey.objects.counted_for(user).answered().filter(is_anonymous=True)
        figures = figures_of(rows.filter(answered_on__range=(start, end)))
        number = figures.answered
        found.append((start, end, number, figures if number >= FEW else None))
    return found


def told_on_card(customer: Customer) -> list[Story]:
    """The answers that the card's timeline tells: none that is not for the consultant."""
    return [
        Story("service/surveys/_story.html", survey.answered_on, survey)
        for survey in _last_of(customer=customer.pk)
    ]


@prepared
def _last_of(customer):
    rows = Survey.objects.filter(customer=customer, is_anonymous=False).answered()
    return rows.order_by("-pk")[:50]
