"""Everything that waits for one's decision, and what was decided: one list of many kinds (R1.2).

What a manager may decide waits with them; a director sees it where nobody else would, and requests
and absences in any case. The count on the menu is that of the same rows.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone

from accounts.access.queries import stores_of
from accounts.access.seers import prepared_for
from accounts.people.models import User
from foundation.chosen import key_in
from foundation.decisions import APPROVE, REFUSE, Kind, kind_of, kinds
from foundation.prepared import in_one_row

from ..claims.models import Claim
from ..claims.queries import claim_changes
from ..findings.models import Finding
from ..findings.queries import verdicts_of
from ..hand_over.queries import hand_over_changes

DECIDED_SHOWN = 500


@dataclass
class Item:
    """One row: ``since`` the day from which it waits; ``at`` when it was decided; ``person`` whose it is."""

    kind: Kind
    pk: int
    since: date | None = None
    person: int | None = None
    at: datetime | None = None
    record: object = None

    @property
    def code(self):
        return self.kind.code

    @property
    def key(self):
        return self.kind.key(self.pk)

    @property
    def label(self):
        return self.kind.name

    @property
    def icon(self):
        return self.kind.icon

    @property
    def template(self):
        return self.kind.row_template

    @property
    def page(self):
        return self.kind.page(self.record)

    @property
    def subject(self):
        return self.kind.subject(self.record)

    @property
    def approve_word(self):
        return self.kind.word(APPROVE) if self.kind.approve else ""

    @property
    def refuse_word(self):
        return self.kind.word(REFUSE) if self.kind.refuse else ""

    @property
    def evidence_url(self):
        if self.kind.evidence is None:
            return ""
        return reverse("compliance:inbox_evidence", args=[self.key])

    @property
    def is_choosable(self):
        return self.kind.approve is not None or self.kind.refuse is not None


def waiting_rows(kind, user):
    """The rows of the kind that the user may decide.

    A manager decides for the people they lead; a director for their stores, with ``leaderless`` only
    where there is no manager, with ``others`` not on their own.
    """
    rows = kind.rows()
    if user.role not in kind.roles:
        return rows.none()
    if kind.deciders:
        return rows.filter(kind.deciders(user)).order_by()
    if not user.is_director:
        led = {f"{kind.person}__manager": user.pk, kind.store: user.store_id}
        return rows.filter(**led).order_by()
    rows = rows.filter(**{f"{kind.store}__in": stores_of(user)})
    if kind.leaderless:
        rows = rows.filter(**{f"{kind.person}__manager": None})
    if kind.others:
        rows = rows.exclude(**{kind.person: user.pk})
    return rows.order_by()


def waiting_items(user, code=""):
    """The ``Item`` rows that wait for the user, the longest waiting first; of one kind, if given."""
    items = [
        Item(kind, pk, since=_day(since), person=person)
        for kind in _kinds_for(user)
        if code in ("", kind.code)
        for pk, since, person in waiting_rows(kind, user).values_list("pk", kind.since, kind.person)
    ]
    return sorted(items, key=lambda item: (item.since, item.kind.place, item.pk))


@dataclass
class Group:
    """What waits of one person on a page; ``number`` of it is all that waits, on all pages."""

    person: User
    number: int
    items: list = field(default_factory=list)

    @property
    def key(self):
        return self.person.pk

    @property
    def choosable(self):
        return sum(1 for item in self.items if item.is_choosable)

    @property
    def rules(self):
        """By which sentences its rows are decided, each once."""
        said = [str(item.kind.rule(item.record)) for item in self.items if item.kind.rule]
        return list(dict.fromkeys(said))


def by_person(items):
    """The same rows person by person, first who has waited longest; within a person kind by kind."""
    first = {}
    for item in items:
        first[item.person] = min(first.get(item.person, item.since), item.since)

    def place(item):
        return first[item.person], item.person, item.kind.place, item.since, item.pk

    return sorted(items, key=place)


def groups_of(items, everything):
    """``[Group]`` of the loaded ``items`` of a page, in their order; one query."""
    people = User.objects.in_bulk({item.person for item in items})
    numbers = Counter(item.person for item in everything)
    groups = {}
    for item in items:
        group = groups.setdefault(item.person, Group(people[item.person], numbers[item.person]))
        group.items.append(item)
    return list(groups.values())


def record_for(user, key):
    """``(kind, record)`` of what waits for the user, or was decided in their sight; ``None`` where neither."""
    code, _dash, number = key.rpartition("-")
    kind, pk = kind_of(code), key_in(number)
    if kind is None or pk is None:
        return None
    seen = waiting_rows(kind, user).filter(pk=pk).exists()
    if not seen and kind.decided is not None:
        seen = kind.decided(user).filter(pk=pk).exists()
    record = kind.load({pk}).get(pk) if seen else None
    return record and (kind, record)


def count_waiting(user):
    """How many rows ``waiting_items`` has, in one query."""
    codes = tuple(kind.code for kind in _kinds_for(user))
    return sum(number for (number,) in _numbers(user, codes)) if codes else 0


@prepared_for
def _numbers(user, codes):
    """One row a kind."""
    rows = [waiting_rows(kind_of(code), user) for code in codes]
    first, *others = [in_one_row(each, number=Count("pk")).values_list("number") for each in rows]
    return first.union(*others, all=True)


def _kinds_for(user):
    return [kind for kind in kinds() if user.role in kind.roles]


def decided_items(user, code=""):
    """The latest decisions on what the user oversees, the last first; of one kind, if given."""
    items = []
    for kind in kinds():
        if kind.decided is None or code not in ("", kind.code):
            continue
        at = kind.decided_at
        rows = kind.decided(user).order_by(f"-{at}", "-pk").values_list("pk", at)
        items += [Item(kind, pk, at=_moment(moment)) for pk, moment in rows[:DECIDED_SHOWN]]
    return sorted(items, key=lambda item: (item.at, item.pk), reverse=True)[:DECIDED_SHOWN]


def load_things(items):
    """Give each item the record it is about, each kind in one go; drops those that are gone."""
    found = {}
    for kind in {item.kind.code: item.kind for item in items}.values():
        found[kind.code] = kind.load({item.pk for item in items if item.kind is kind})
    for item in items:
        item.record = found[item.code].get(item.pk)
    return [item for item in items if item.record is not None]


def _day(value):
    return timezone.localtime(value).date() if isinstance(value, datetime) else value


def _moment(value):
    # A verdict has only its day: it stands after what that day has with an hour.
    return value if isinstance(value, datetime) else datetime.combine(value, time.max, UTC)


def changes_of(customer, user):
    """``Change`` rows for the history of the card, as far as the user may know of them."""
    yield from hand_over_changes(customer)
    yield from claim_changes(Claim.objects.filter(customer=customer))
    yield from verdicts_of(Finding.objects.visible_to(user).filter(opportunity__customer=customer))
