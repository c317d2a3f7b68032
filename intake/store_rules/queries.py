"""A trial run of rules on last month's leads, and how the leads were shared out (R5.2)."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db.models import Count, Q

from accounts.access.queries import zone_of
from accounts.people.models import Store, User
from foundation.dates import moments_of

from ..arrivals.models import Lead, LeadState
from ..distribution.models import MOVED, NEXT, OWNER, Assignment
from ..distribution.queries import candidates_of
from ..distribution.rules import Asked, Candidate, Ordered, choose

# A trial looks at no more leads than these, the last first.
MOST_TRIED = 2000
SHOWN = 50


@dataclass(frozen=True)
class Tried:
    """A lead, who has it, and who would have got it by the rules that are tried."""

    lead: Lead
    had: User | None
    would: User | None
    rule: str


@dataclass(frozen=True)
class Trial:
    """``shares``: ``(person, leads they got, leads they would have got)``; ``rows``: the first few leads."""

    number: int
    shares: list[tuple[User | None, int, int]]
    rows: list[Tried]
    is_cut: bool


def last_month(on: date) -> tuple[date, date]:
    """Its first and last day."""
    end = on.replace(day=1) - timedelta(days=1)
    return end.replace(day=1), end


def _within(name: str, store: Store, start: date, end: date) -> dict[str, datetime]:
    """The column lies on one of these days of the store, so that an index serves."""
    first, after = moments_of(start, end, zone_of(store))
    return {f"{name}__gte": first, f"{name}__lt": after}


def try_rules(store: Store, rules: list[Ordered], *, on: date) -> Trial:
    """Who would have got what of last month's leads by ``rules``, with the people of today.

    Turns, loads and conversions begin at nothing and follow the trial; nobody is absent. In a fixed number
    of queries.
    """
    start, end = last_month(on)
    rows = (
        Lead.objects.filter(store=store, **_within("received_at", store, start, end))
        .filter(Q(state=LeadState.ASSIGNED) | Q(state=LeadState.NEW, sorted_at__isnull=False))
        .select_related("assigned_to")
        .order_by("-received_at", "-pk")
    )
    leads = list(rows[: MOST_TRIED + 1])
    is_cut, leads = len(leads) > MOST_TRIED, leads[:MOST_TRIED][::-1]
    people = {
        each.person: replace(each, last=0, got=0, won=0, open=0, hindrance="")
        for each in candidates_of(store, on=on, rules=rules)
    }
    names = User.objects.in_bulk(list(people))
    earlier = _earlier(store, leads)
    would, rules_used = {}, {}
    for turn, lead in enumerate(leads, start=1):
        asked = Asked(lead.model, lead.district, earlier.get(lead.phone, ()))
        choice = choose(rules, list(people.values()), asked)
        would[lead.pk], rules_used[lead.pk] = choice.person, choice.rule
        if choice.person is not None:
            people[choice.person] = _after(people[choice.person], turn)
    got = Counter(lead.assigned_to for lead in leads)
    gets = Counter(names.get(person) for person in would.values())
    everyone = sorted({*got, *gets, *names.values()}, key=lambda p: (p is None, str(p)))
    return Trial(
        number=len(leads),
        shares=[(person, got[person], gets[person]) for person in everyone],
        rows=[
            Tried(lead, lead.assigned_to, names.get(would[lead.pk]), rules_used[lead.pk])
            for lead in leads[:SHOWN]
        ],
        is_cut=is_cut,
    )


def _after(candidate: Candidate, turn: int) -> Candidate:
    return replace(candidate, last=turn, got=candidate.got + 1, open=candidate.open + 1)


def _earlier(store: Store, leads: list[Lead]) -> dict[str, tuple[int, ...]]:
    """Who had the numbers of these leads before they came."""
    if not leads:
        return {}
    phones = {lead.phone for lead in leads if lead.phone}
    first = min(lead.received_at for lead in leads)
    rows = Lead.objects.filter(store=store, phone__in=phones, received_at__lt=first)
    found: dict[str, tuple[int, ...]] = {}
    for phone, person in (
        rows.exclude(assigned_to=None).order_by("-received_at").values_list("phone", "assigned_to")
    ):
        found[phone] = (*found.get(phone, ()), person)
    return found


@dataclass(frozen=True)
class Share:
    """Of a person: leads ``given``, by which rules, and how many of theirs were ``passed_on`` to others."""

    person: User
    given: int
    by_rule: list[tuple[str, int]]
    passed_on: int
    per_cent: int


def shares_given(store: Store, *, since: date) -> list[Share]:
    """How the leads since the day were shared out, everybody who sells in the store (R5.2)."""
    until = since + timedelta(days=366)
    rows = Assignment.objects.filter(store=store, **_within("at", store, since, until))
    rows = rows.exclude(person=None)
    counted = rows.exclude(rule__in=[OWNER, MOVED]).order_by().values_list("person", "rule")
    by_person: dict[int, Counter[str]] = {}
    for person, rule, number in counted.annotate(number=Count("pk")):
        by_person.setdefault(person, Counter())[rule] += number
    lost = dict(
        rows.filter(rule=NEXT).order_by().values_list("before").annotate(number=Count("pk"))
    )
    whole = sum(sum(each.values()) for each in by_person.values())
    people = User.objects.filter(
        Q(pk__in=by_person) | Q(store=store, role="consultant", is_active=True)
    )
    return [
        Share(
            person=person,
            given=(given := sum(by_person.get(person.pk, Counter()).values())),
            by_rule=sorted(by_person.get(person.pk, Counter()).items()),
            passed_on=lost.get(person.pk, 0),
            per_cent=round(100 * given / whole) if whole else 0,
        )
        for person in people.order_by("full_name", "pk")
    ]
