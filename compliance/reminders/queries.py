"""What each person is to be reminded of, and how it is said (R10.1): one builder for page, mail and robot.

Set-based: the number of queries does not depend on how many people are asked about. Each number
counts exactly the rows of the list behind it; who sees whose is the rule of ``visible_to`` (R1.3).
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.notices.models import Notice
from accounts.people.models import Role, Store, User
from followups.annotations.models import Annotation
from followups.deadlines.models import Deadline
from followups.worklist.queries import BREAKING, OVERDUE, TODAY, parts
from foundation.decisions import kind_of, kinds
from reception.models import Visit
from reception.notices import VISITOR
from reception.queries import inside_before

from ..penalties.models import RectificationReport

ANNOTATIONS, REPORTS = "annotations", "reports"
VISITORS, INSIDE = "visitors", "inside"

SALES = (Role.CONSULTANT, Role.MANAGER, Role.DIRECTOR)
DEADLINES = (OVERDUE, TODAY, BREAKING)


@dataclass(frozen=True)
class Source:
    """Rows that ``roles`` are reminded of; ``person`` and ``store`` are the paths to whose they are.

    ``own``: only one's own rows count. Else a manager counts those of the people they lead, a director
    those of their stores: with ``leaderless`` only those that no manager has, with ``others`` not their own.
    """

    code: str
    roles: tuple
    rows: object
    person: str
    store: str
    own: bool = False
    leaderless: bool = False
    others: bool = False


LEADERS = (Role.MANAGER, Role.DIRECTOR)
SOURCES = [
    Source(
        VISITORS,
        (Role.CONSULTANT,),
        lambda: Notice.objects.unread().filter(kind=VISITOR.code),
        "person",
        "person__store",
        own=True,
    ),
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
        lambda: RectificationReport.objects.to_write(),
        "person",
        "proposal__store",
        own=True,
    ),
]


def _sources():
    """What people are reminded of besides deadlines: their own, and all that waits for a decision."""
    waiting = [
        Source(
            kind.code,
            kind.roles,
            kind.rows,
            kind.person,
            kind.store,
            leaderless=kind.leaderless,
            others=kind.others,
        )
        for kind in kinds()
    ]
    return [*SOURCES, *waiting]


@dataclass(frozen=True)
class Digest:
    """``counts``: what ``person`` is to be reminded of, by code; what is nothing is left out."""

    person: User
    counts: dict = field(default_factory=dict)

    def __bool__(self):
        return bool(self.counts)


def digests_for(people, *, on, closed=False):
    """A ``Digest`` for each of ``people``, in their order, as of the business date.

    ``closed``: closing time has come, when visitors must have been signed out (R9.1).
    """
    sight = _Sight(people)
    found = {person.pk: {} for person in people}
    for code, rows in _deadlines(sight, on):
        for person in people:
            mine = rows.of(person) if person.role != Role.DIRECTOR else 0
            _note(found, person, code, mine + rows.overseen_by(person, sight))
    for source in (*_sources(), _not_signed_out(on, closed)):
        asked = [person for person in people if person.role in source.roles]
        if not asked:
            continue
        rows = _counted(source.rows().filter(sight.covers(source, asked)), source)
        for person in asked:
            if source.own:
                number = rows.of(person, anywhere=True)
            else:
                number = rows.overseen_by(person, sight, leaderless=source.leaderless)
                if source.others and person.role == Role.DIRECTOR:
                    number -= rows.of(person)
            _note(found, person, source.code, number)
    return [Digest(person, _in_order(found[person.pk])) for person in people]


def deadlines_behind(user, code, *, on):
    """The rows that the number ``code`` of the user's digest counts."""
    return Deadline.objects.visible_to(user).filter(parts(on)[code], ended_on=None)


def _not_signed_out(on, closed):
    def rows():
        return inside_before(Visit.objects.all(), on=on, closed=closed)

    return Source(INSIDE, LEADERS, rows, "consultant", "store")


def _note(found, person, code, number):
    if number:
        found[person.pk][code] = number


def _in_order(counts):
    codes = (*DEADLINES, *(source.code for source in _sources()), INSIDE)
    return {code: counts[code] for code in codes if code in counts}


def _deadlines(sight, on):
    """``(code, _Rows)`` of each kind of deadline, in one query.

    Said by person and date, so that the index of each person's open deadlines bounds the search.
    """
    conditions = parts(on)
    rows = Deadline.objects.filter(
        responsible__in=sight.everyone, ended_on=None, due_on__lte=on + timedelta(days=1)
    )
    wanted = {f"{code}_rows": Count("pk", filter=conditions[code]) for code in DEADLINES}
    keys = rows.order_by().values_list("responsible", "responsible__manager", "store")
    counted = list(keys.annotate(**wanted))
    for number, code in enumerate(DEADLINES, start=3):
        yield code, _Rows((*row[:3], row[number]) for row in counted)


def _counted(rows, source):
    keys = rows.order_by().values_list(source.person, f"{source.person}__manager", source.store)
    return _Rows(keys.annotate(number=Count("pk")))


class _Rows:
    """How many rows are whose: ``(person, their manager, store, number)``, ready to be asked about."""

    def __init__(self, rows):
        self._of, self._under = defaultdict(list), defaultdict(list)
        self._in, self._leaderless = defaultdict(int), defaultdict(int)
        for person, manager, store, number in rows:
            self._of[person].append((store, number))
            self._under[manager].append((store, number))
            self._in[store] += number
            if manager is None:
                self._leaderless[store] += number

    def of(self, person, anywhere=False):
        """The person's own; a leader's those of their store (R1.3)."""
        anywhere = anywhere or person.role == Role.CONSULTANT or not person.store_id
        rows = self._of[person.pk]
        return sum(number for store, number in rows if anywhere or store == person.store_id)

    def overseen_by(self, person, sight, leaderless=False):
        """Those of a manager's team, or of a director's stores."""
        if person.role == Role.MANAGER:
            rows = self._under[person.pk]
            return sum(number for store, number in rows if store == person.store_id)
        numbers = self._leaderless if leaderless else self._in
        return sum(numbers[store] for store in sight.stores_of(person))


class _Sight:
    """Whose rows each of ``people`` oversees: ``accounts.access.queries`` for many at once (R1.3)."""

    def __init__(self, people):
        self._regions = defaultdict(set)
        heads = [p for p in people if p.role == Role.DIRECTOR and not p.store_id and p.region_id]
        if heads:
            rows = Store.objects.filter(region__in={head.region_id for head in heads})
            for region, pk in rows.values_list("region", "pk"):
                self._regions[region].add(pk)
        self.everyone = {person.pk for person in people}
        managers = _managers(people)
        stores = {store for person in people for store in self.stores_of(person)}
        if managers or stores:
            covered = User.objects.filter(Q(manager__in=managers) | Q(store__in=stores))
            self.everyone.update(covered.values_list("pk", flat=True))

    def stores_of(self, person):
        if person.role != Role.DIRECTOR:
            return set()
        return {person.store_id} if person.store_id else self._regions[person.region_id]

    def covers(self, source, people):
        """The rows of ``source`` that any of ``people`` may count."""
        if source.own:
            return Q(**{f"{source.person}__in": [person.pk for person in people]})
        stores = {store for person in people for store in self.stores_of(person)}
        led = Q(**{f"{source.person}__manager__in": _managers(people)})
        return led | Q(**{f"{source.store}__in": stores})


def _managers(people):
    return [person.pk for person in people if person.role == Role.MANAGER]


LABELS = {
    OVERDUE: _("Overdue"),
    TODAY: _("Due today"),
    BREAKING: _("Breaks by tomorrow"),
    ANNOTATIONS: _("Unread annotations"),
    REPORTS: _("Rectification reports to write"),
    VISITORS: _("Visitors announced to you"),
    INSIDE: _("Visitors not signed out"),
}
TONES = {OVERDUE: "bad", BREAKING: "warn", VISITORS: "warn", INSIDE: "warn"}


def label_of(code):
    """How the number is called."""
    kind = kind_of(code)
    return kind.announced if kind else LABELS[code]


@dataclass(frozen=True)
class Item:
    code: str
    label: str
    number: int
    url: str
    tone: str


def items_of(digest):
    """The numbers of a digest as ``Item``s, in the present language."""
    return [
        Item(code, str(label_of(code)), number, url_of(code, digest.person), TONES.get(code, ""))
        for code, number in digest.counts.items()
    ]


def url_of(code, person):
    """The address of the list behind a number, without the site.

    A consultant's annotations and reports stand above their worklist.
    """
    if code in DEADLINES:
        if person.role == Role.CONSULTANT:
            return f"{reverse('home')}?show={code}"
        return f"{reverse('compliance:reminder_list')}?what={code}"
    if kind_of(code):
        return f"{reverse('compliance:inbox')}?kind={code}"
    if code == INSIDE:
        return f"{reverse('reception:register')}?open=1"
    if person.role == Role.CONSULTANT:
        return reverse("home")
    return reverse("compliance:report_list") if code == REPORTS else ""


def summary(digest):
    """``Person: Overdue 2, Due today 5``: no names of customers, no numbers of phones (R1.3)."""
    numbers = "; ".join(f"{item.label} {item.number}" for item in items_of(digest))
    return f"{digest.person}: {numbers}"
