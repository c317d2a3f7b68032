"""Where the leads of the day stand, and which of them lag (R5.3, R5.6)."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.access.queries import stores_of, zone_for
from accounts.people.models import Role, Store, User
from followups.cards.queries import Section
from followups.deadlines.models import Deadline
from followups.deadlines.rules.kinds import Kind
from foundation.dates import moments_of
from foundation.prepared import prepared
from leads.customers.models import Customer
from leads.opportunities.models import Opportunity

from ..arrivals.models import SORTING_ROLES, Lead, LeadState
from ..distribution.models import NEXT, Assignment
from .models import LeadMeasure, Step, Urge

HAD = (LeadState.ASSIGNED, LeadState.KNOWN)
# Who looks at the whole road; the general manager changes none of it.
WATCHING = (*SORTING_ROLES, Role.GENERAL_MANAGER)
SHOWN_ON_CARD = 3


def on_step(
    rows: QuerySet[Lead], step: str, *, user: User, on: date, now: datetime
) -> QuerySet[Lead]:
    """Those of ``rows``, which the user may see, that stand on the step on the business date."""
    stores = stores_of(user)
    match step:
        case Step.COLLECTED:
            return rows.filter(
                received_at__gte=moments_of(on, on, zone_for(user))[0], received_at__lte=now
            )
        case Step.TO_SORT:
            return rows.filter(state=LeadState.NEW, sorted_at=None)
        case Step.TO_GIVE:
            return rows.filter(state=LeadState.NEW, sorted_at__isnull=False)
        case Step.RUNNING:
            return rows.filter(first_contact_by__gte=now, pk__in=_owing(stores))
        case Step.LATE:
            return rows.filter(first_contact_by__lt=now, pk__in=_owing(stores))
        case Step.MISSED:
            return rows.filter(pk__in=_missed(stores, since=moments_of(on, on, zone_for(user))[0]))
        case Step.UNTOUCHED:
            return _untouched(rows, _broken(on).filter(responsible__store__in=stores))
        case Step.UNLOOKED:
            answered = LeadMeasure.objects.filter(
                lead__opportunity=OuterRef("opportunity"), on__gte=OuterRef("breaks_on")
            )
            broken = _broken(on).filter(responsible__store__in=stores)
            return _untouched(rows, broken.filter(~Exists(answered)))
    return rows


def road_of(user: User, *, on: date, now: datetime) -> list[tuple[Step, int]]:
    """``[(step, number)]`` of the user's leads: each figure is the length of its list (R5.6)."""
    seen = Lead.objects.visible_to(user).order_by()
    return [(step, on_step(seen, step, user=user, on=on, now=now).count()) for step in Step]


def lags_of(leads: Iterable[Lead], *, on: date, now: datetime) -> dict[int, list[Step]]:
    """``{lead: steps}`` on which those that lag do, the most urgent first, in a fixed number of queries."""
    found: dict[int, list[Step]] = {}
    had: dict[int, Lead] = {}
    for lead in leads:
        if lead.state == LeadState.NEW:
            found[lead.pk] = [Step.TO_GIVE if lead.sorted_at else Step.TO_SORT]
        elif lead.state in HAD:
            had[lead.pk] = lead
    if not had:
        return found
    these = Lead.objects.filter(pk__in=had).order_by()
    owing = set(_with_card(these).values_list("pk", flat=True))
    owing |= set(_without_card(these).values_list("pk", flat=True))
    passed = Assignment.objects.filter(lead__in=owing, rule=NEXT).order_by("pk")
    missed = dict(passed.values_list("lead", "at"))
    for key in owing:
        lead = had[key]
        if lead.first_contact_by and lead.first_contact_by < now:
            found[key] = [Step.LATE]
        elif key in missed and lead.store.business_date(missed[key]) == on:
            found[key] = [Step.MISSED]
    broken = _broken(on).filter(opportunity__in=[lead.opportunity_id for lead in had.values()])
    for key in _untouched(these, broken).values_list("pk", flat=True):
        found.setdefault(key, []).append(Step.UNTOUCHED)
    return found


def road_context(user: User, leads: Iterable[Lead], *, on: date, now: datetime) -> dict[str, Any]:
    """Gives each lead ``lags``, ``urged`` of the date and ``measured``; returns what its row asks for."""
    leads = list(leads)
    if user.role not in WATCHING:
        return {}
    lags = lags_of(leads, on=on, now=now)
    urged, measured = urges_of(lags, on=on), measures_of(lags)
    for lead in leads:
        lead.lags, lead.urged = lags.get(lead.pk, []), urged.get(lead.pk)
        lead.measured = measured.get(lead.pk)
    return {"may_urge": user.role in SORTING_ROLES}


def urges_of(keys: Collection[int], *, on: date) -> dict[int, Urge]:
    """``{lead: its urging of the date}``."""
    rows = Urge.objects.filter(lead__in=keys, on=on).select_related("by")
    return {row.lead_id: row for row in rows}


def measures_of(keys: Collection[int]) -> dict[int, LeadMeasure]:
    """``{lead: what was written last}`` of why it was untouched, and what is done."""
    rows = LeadMeasure.objects.filter(lead__in=keys).select_related("by").order_by("on", "pk")
    return {row.lead_id: row for row in rows}


def measures_on_card(customer: Customer, _opportunities: list[Opportunity]) -> Section | None:
    """Why the customer was long untouched, and what is done, on their card (R5.3)."""
    last = list(_measures_of(customer=customer.pk))
    return Section("intake/urging/_section.html", last) if last else None


@prepared
def _measures_of(customer):
    rows = LeadMeasure.objects.filter(lead__customer=customer).select_related("by")
    return rows[:SHOWN_ON_CARD]


def _owing(stores: QuerySet[Store]) -> QuerySet[Any]:
    """The keys of those whose first contact is still owed, from the indexes of what is open."""
    with_card = _with_card(Lead.objects.filter(_open_of(stores)))
    without = _without_card(Lead.objects.filter(store__in=stores))
    return with_card.order_by().values("pk").union(without.order_by().values("pk"))


def _with_card(leads: QuerySet[Lead]) -> QuerySet[Lead]:
    called = Deadline.objects.filter(
        opportunity=OuterRef("opportunity"),
        kind=Kind.MISSED_FIRST_CONTACT,
        ended_on=None,
        activity__passed_on_at=None,
        # An earlier lead of the same opportunity owes nothing by the call of a later one.
        activity__call_back_by__lte=OuterRef("first_contact_by"),
    )
    return leads.filter(Exists(called), state__in=HAD)


def _without_card(leads: QuerySet[Lead]) -> QuerySet[Lead]:
    return leads.filter(
        state=LeadState.ASSIGNED,
        opportunity=None,
        contacted_at=None,
        first_contact_by__isnull=False,
    )


def _missed(stores: QuerySet[Store], *, since: datetime) -> QuerySet[Any]:
    """Those that nobody called in time since then: they stand with whoever missed it, or with the next."""
    kept = Lead.objects.filter(store__in=stores, missed_at__gte=since).order_by().values("pk")
    passed = Assignment.objects.filter(store__in=stores, rule=NEXT, at__gte=since)
    return kept.union(passed.order_by().values("lead"))


def _open_of(stores: QuerySet[Store]) -> Q:
    """What drives the query: the open deadlines of the stores' people, of which there is an index."""
    owed = Deadline.objects.filter(
        responsible__store__in=stores, kind=Kind.MISSED_FIRST_CONTACT, ended_on=None
    )
    return Q(opportunity__in=owed.values("opportunity"))


def _broken(on: date) -> QuerySet[Deadline]:
    """Nobody contacted them within the cycle of their grade; an absence delays it (R4.7)."""
    return Deadline.objects.filter(kind=Kind.CADENCE_BREACH, ended_on=None, breaks_on__lte=on)


def _untouched(leads: QuerySet[Lead], broken: QuerySet[Deadline]) -> QuerySet[Lead]:
    return leads.filter(state__in=HAD, opportunity__in=broken.values("opportunity"))
