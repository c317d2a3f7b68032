"""What each person is to be reminded of (R10.1): one builder of plain numbers for page, mail and robot.

Set-based: the number of queries does not depend on how many people are asked about. Each number
counts exactly the rows of the list behind it; who sees whose is the rule of ``visible_to`` (R1.3).
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import Count, Q

from accounts.models import Role, Store, User
from followups.models import Absence, AbsenceState, Annotation, Deadline
from followups.queries import BREAKING, OVERDUE, TODAY, parts
from followups.rules.deadlines import Kind
from leads.models import ChangeRequest

from .models import Claim, ClaimState, Finding, Proposal, RectificationReport, ReportState

ANNOTATIONS, REPORTS = "annotations", "reports"
CLAIMS, PROPOSALS, SUSPICIONS = "claims", "proposals", "suspicions"
REQUESTS, ABSENCES, SUBMITTED = "requests", "absences", "submitted"

SALES = (Role.CONSULTANT, Role.MANAGER, Role.DIRECTOR)
DEADLINES = (OVERDUE, TODAY, BREAKING)


@dataclass(frozen=True)
class Source:
    """Rows that ``roles`` are reminded of; ``person`` and ``store`` are the paths to whose they are.

    ``own``: only one's own rows count, not those of the people one answers for; ``others``: only
    theirs, since nobody decides on his own.
    """

    code: str
    roles: tuple
    rows: object
    person: str
    store: str
    own: bool = False
    others: bool = False


SOURCES = [
    Source(
        ANNOTATIONS,
        SALES,
        lambda: Annotation.objects.filter(read_at=None),
        "addressee",
        "addressee__store",
        own=True,
    ),
    Source(
        REPORTS,
        SALES,
        lambda: RectificationReport.objects.filter(
            state__in=(ReportState.DUE, ReportState.RETURNED)
        ),
        "person",
        "proposal__store",
        own=True,
    ),
    Source(
        CLAIMS,
        (Role.DIRECTOR,),
        lambda: Claim.objects.filter(state=ClaimState.FILED),
        "claimant",
        "store",
    ),
    Source(
        PROPOSALS,
        (Role.DIRECTOR,),
        lambda: Proposal.objects.pending().filter(share_of=None),
        "person",
        "store",
    ),
    Source(
        SUSPICIONS,
        (Role.MANAGER,),
        lambda: Finding.objects.open().filter(rule=Kind.SUSPECTED_EVASION, verdict=""),
        "responsible",
        "store",
    ),
    Source(
        REQUESTS,
        (Role.MANAGER,),
        lambda: ChangeRequest.objects.waiting(),
        "customer__consultant",
        "customer__store",
    ),
    Source(
        ABSENCES,
        (Role.MANAGER, Role.DIRECTOR),
        lambda: Absence.objects.filter(state=AbsenceState.REQUESTED),
        "user",
        "user__store",
        others=True,
    ),
    Source(
        SUBMITTED,
        (Role.MANAGER,),
        lambda: RectificationReport.objects.filter(state=ReportState.SUBMITTED),
        "person",
        "proposal__store",
    ),
]

# In this order they are shown.
CODES = (*DEADLINES, *(source.code for source in SOURCES))


@dataclass(frozen=True)
class Digest:
    """``counts``: what ``person`` is to be reminded of, by code; what is nothing is left out."""

    person: User
    counts: dict = field(default_factory=dict)

    def __bool__(self):
        return bool(self.counts)


def digests_for(people, *, on):
    """A ``Digest`` for each of ``people``, in their order, as of the business date."""
    sight = _Sight(people)
    found = {person.pk: {} for person in people}
    for code, numbers in _deadlines(sight, on):
        _share_out(found, people, code, numbers, sight)
    for source in SOURCES:
        asked = [person for person in people if person.role in source.roles]
        if asked:
            rows = source.rows().filter(sight.covers(source, asked))
            keys = rows.order_by().values_list(source.person, source.store)
            numbers = {(who, where): n for who, where, n in keys.annotate(n=Count("pk"))}
            _share_out(found, asked, source.code, numbers, sight, source.own, source.others)
    return [Digest(person, _in_order(found[person.pk])) for person in people]


def deadlines_behind(user, code, *, on):
    """The rows that the number ``code`` of the user's digest counts."""
    return Deadline.objects.visible_to(user).filter(parts(on)[code], ended_on=None)


def _deadlines(sight, on):
    """``(code, {(person, store): number})`` of each kind of deadline, in one query.

    Said by person and date, so that the index of each person's open deadlines bounds the search.
    """
    conditions = parts(on)
    rows = Deadline.objects.filter(
        responsible__in=sight.everyone, ended_on=None, due_on__lte=on + timedelta(days=1)
    )
    wanted = {f"{code}_rows": Count("pk", filter=conditions[code]) for code in DEADLINES}
    counted = list(rows.order_by().values("responsible", "store").annotate(**wanted))
    for code in DEADLINES:
        yield code, {(row["responsible"], row["store"]): row[f"{code}_rows"] for row in counted}


def _share_out(found, people, code, numbers, sight, own=False, others=False):
    by_person, by_store = defaultdict(list), defaultdict(int)
    for (who, where), number in numbers.items():
        by_person[who].append((where, number))
        by_store[where] += number
    for person in people:
        mine = sum(n for _where, n in by_person[person.pk])
        if own or person.role == Role.CONSULTANT:
            number = mine
        elif person.role == Role.MANAGER:
            number = sum(
                n
                for who in sight.team_of(person)
                for where, n in by_person[who]
                if where == person.store_id
            )
        else:
            number = sum(by_store[store] for store in sight.stores_of(person))
        if others:
            number -= mine
        if number:
            found[person.pk][code] = number


def _in_order(counts):
    return {code: counts[code] for code in CODES if code in counts}


class _Sight:
    """Whose rows each of ``people`` oversees: ``accounts.access`` for many at once (R1.3)."""

    def __init__(self, people):
        self._teams = defaultdict(set)
        self._regions = defaultdict(set)
        heads = [p for p in people if p.role == Role.DIRECTOR and not p.store_id and p.region_id]
        if heads:
            rows = Store.objects.filter(region__in={head.region_id for head in heads})
            for region, pk in rows.values_list("region", "pk"):
                self._regions[region].add(pk)
        leaders = [person for person in people if person.role != Role.CONSULTANT]
        self.everyone = {person.pk for person in people}
        if leaders:
            covered = Q(manager__in=[p.pk for p in leaders if p.role == Role.MANAGER])
            covered |= Q(store__in={store for p in leaders for store in self.stores_of(p)})
            for pk, manager in User.objects.filter(covered).values_list("pk", "manager"):
                self._teams[manager].add(pk)
                self.everyone.add(pk)

    def team_of(self, manager):
        return {manager.pk} | self._teams[manager.pk]

    def stores_of(self, person):
        if person.role != Role.DIRECTOR:
            return set()
        return {person.store_id} if person.store_id else self._regions[person.region_id]

    def covers(self, source, people):
        """The rows of ``source`` that any of ``people`` may count."""
        if source.own:
            return Q(**{f"{source.person}__in": [person.pk for person in people]})
        whose = {pk for p in people if p.role == Role.MANAGER for pk in self.team_of(p)}
        where = {store for person in people for store in self.stores_of(person)}
        return Q(**{f"{source.person}__in": whose}) | Q(**{f"{source.store}__in": where})
