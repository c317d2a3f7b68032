"""Keeping the stored deadlines, and an opportunity's present fields, equal to what the records say.

One function serves a single contact, a reassignment of thousands and an import; ``differences`` is
the same comparison without the writing.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import F, QuerySet

from foundation.batches import batches
from foundation.bulk import insert_rows, update_objects
from foundation.registry import Registry
from leads.opportunities.models import Opportunity

from .models import Deadline
from .queries import derive
from .rules.kinds import Kind
from .rules.standing import OpportunityState
from .rules.timeline import DeadlineSpan

BATCH = 1000
# What rooms above do for opportunities that may have changed: `(keys)`, in the same transaction.
synced: Registry[Any] = Registry()
# The same once an import has written the history of what it changed.
recorded: Registry[Any] = Registry()
PROJECTED = (
    "grade_id",
    "note",
    "expected_on",
    "consultant_id",
    "state",
    "lost_reason",
    "ended_on",
    "assigned_on",
    "last_contact_on",
    "last_effective_on",
)


Key = tuple[str, int | None, int, date, date, date]


class Row(NamedTuple):
    """A deadline as it is stored, or is to be: a model's instance for each takes longer than all else."""

    kind: str
    opportunity_id: int
    activity_id: int | None
    responsible_id: int
    store_id: int
    set_on: date
    due_on: date
    breaks_on: date
    ended_on: date | None
    found_on: date | None = None
    id: int | None = None

    @property
    def key(self) -> Key:
        return (
            self.kind,
            self.activity_id,
            self.responsible_id,
            self.set_on,
            self.due_on,
            self.breaks_on,
        )


@dataclass
class Difference:
    """What the stored rows of a batch lack or have too much."""

    missing: list[Row] = field(default_factory=list)
    ended: list[Row] = field(default_factory=list)
    surplus: list[Row] = field(default_factory=list)
    opportunities: list[tuple[Opportunity, list[str]]] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.missing or self.ended or self.surplus or self.opportunities)

    def lines(self) -> Iterator[str]:
        """One sentence per difference, for ``check_deadlines``."""
        for row in self.missing:
            yield f"missing: {_describe(row)}"
        for row in self.ended:
            yield f"wrong end: {_describe(row)}"
        for row in self.surplus:
            yield f"surplus: {_describe(row)}"
        for opportunity, names in self.opportunities:
            yield f"opportunity {opportunity.pk}: {', '.join(names)}"


def _describe(row: Row) -> str:
    return (
        f"opportunity {row.opportunity_id} {row.kind} activity {row.activity_id} responsible "
        f"{row.responsible_id} set {row.set_on} due {row.due_on} breaks {row.breaks_on} ended {row.ended_on}"
    )


def sync(opportunity_ids: Iterable[int], *, locked: Sequence[Opportunity] = ()) -> None:
    """Bring the stored deadlines of these opportunities up to their records, in one transaction a batch.

    Found deadlines are never deleted (their finding is history): they end instead. ``locked``: those that
    the caller holds locked, as they are stored; they are brought up as well.
    """
    known = {opportunity.pk: opportunity for opportunity in locked}
    for ids in batches(opportunity_ids, BATCH):
        # A caller's transaction ends as a whole, or not at all.
        with transaction.atomic(savepoint=False):
            rest = [pk for pk in ids if pk not in known]
            rows = _compared().select_for_update(no_key=True).order_by("pk")
            _write(compare(ids, known | (rows.in_bulk(rest) if rest else {})), ids)


def sync_new(opportunities: Sequence[Opportunity]) -> None:
    """``sync`` of opportunities made in this transaction: nobody else has them, nothing is stored of them."""
    for batch in batches(opportunities, BATCH):
        by_key = {opportunity.pk: opportunity for opportunity in batch}
        stored: dict[int, dict[Key, Row]] = {pk: {} for pk in by_key}
        _write(_difference(by_key, by_key, stored), list(by_key))


def _write(difference: Difference, ids: Collection[int]) -> None:
    _drop(difference.surplus)
    insert_rows(Deadline, Row._fields[:-1], (row[:-1] for row in difference.missing))
    update_objects(Deadline, difference.ended, ["ended_on"])
    changed = [opportunity for opportunity, _ in difference.opportunities]
    update_objects(Opportunity, changed, PROJECTED)
    for follow in synced:
        follow(ids)


def _drop(surplus: Collection[Row]) -> None:
    if not surplus:
        return
    rows = Deadline.objects.filter(pk__in=[row.id for row in surplus])
    # Nothing hangs on a deadline that no audit has found; looking for it takes longer than all else.
    dropped = rows.filter(found_on=None)._raw_delete(rows.db)
    if dropped < len(surplus):
        rows.update(ended_on=F("set_on"))  # those an audit has found in the meantime


def _compared() -> QuerySet[Opportunity]:
    return Opportunity.objects.only("store_id", *PROJECTED)


def compare(
    ids: Collection[int], opportunities: Mapping[int, Opportunity] | None = None
) -> Difference:
    """The ``Difference`` between the stored rows of these opportunities and their records."""
    if opportunities is None:
        opportunities = _compared().in_bulk(ids)
    stored: dict[int, dict[Key, Row]] = {pk: {} for pk in ids}
    rows = Deadline.objects.filter(opportunity__in=ids)
    for row in map(Row._make, rows.values_list(*Row._fields)):
        stored[row.opportunity_id][row.key] = row
    return _difference(ids, opportunities, stored)


def _difference(
    ids: Collection[int],
    opportunities: Mapping[int, Opportunity],
    stored: Mapping[int, dict[Key, Row]],
) -> Difference:
    difference = Difference()
    for pk, (stood, state, current) in derive(ids).items():
        opportunity = opportunities[pk]
        _compare_fields(opportunity, state, current, difference)
        _compare_deadlines(opportunity, stood, stored[pk], difference)
    return difference


def _compare_fields(
    opportunity: Opportunity,
    state: OpportunityState,
    current: dict[str, Any],
    difference: Difference,
) -> None:
    wanted = current | {
        "assigned_on": state.assigned_on,
        "last_contact_on": state.last_executed_on,
        "last_effective_on": state.effective_by.get(state.owner),
    }
    wrong = [name for name, value in wanted.items() if getattr(opportunity, name) != value]
    for name in wrong:
        setattr(opportunity, name, wanted[name])
    if wrong:
        difference.opportunities.append((opportunity, wrong))


def _compare_deadlines(
    opportunity: Opportunity,
    stood: Iterable[DeadlineSpan],
    stored: dict[Key, Row],
    difference: Difference,
) -> None:
    ends, mattering = {}, set()
    for item in stood:
        deadline = item.deadline
        key = (
            deadline.kind,
            deadline.activity,
            deadline.responsible,
            item.set_on,
            deadline.due_on,
            deadline.breaks_on,
        )
        ends[key] = item.ended_on
        if not item.matters:
            continue
        mattering.add(key)
        if key not in stored:
            difference.missing.append(_row(opportunity, item))
        elif deadline.kind != Kind.SUSPECTED_EVASION:
            _end(stored[key], item.ended_on, difference)
    for key, row in stored.items():
        if key in mattering:
            continue
        if row.found_on is None:
            difference.surplus.append(row)
        else:
            _end(row, ends.get(key) or row.set_on, difference)


def _row(opportunity: Opportunity, item: DeadlineSpan) -> Row:
    deadline = item.deadline
    return Row(
        deadline.kind,
        opportunity.pk,
        deadline.activity,
        deadline.responsible,
        opportunity.store_id,
        item.set_on,
        deadline.due_on,
        deadline.breaks_on,
        item.ended_on,
    )


def _end(row: Row, ended_on: date | None, difference: Difference) -> None:
    if row.ended_on != ended_on:
        difference.ended.append(row._replace(ended_on=ended_on))
