"""The policies of a store in one history: grading and penalties, with who adopted them, when and why."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from accounts.people.models import Role, User
from leads.grading.models import StorePolicy

from ..penalties.models import PenaltyPolicy

PAST, PRESENT, COMING, WITHDRAWN = "past", "present", "coming", "withdrawn"


@dataclass(frozen=True)
class Adoption:
    """One row of the history; either ``grading`` or ``penalty`` is the policy.

    ``team``: the manager whose team alone grades by it, else ``None``.
    ``withdrawal``: the row of the history by which one that had not begun was withdrawn.
    """

    pk: int
    effective_from: date
    state: str
    grading: object = None
    penalty: object = None
    team: User | None = None
    by: User | None = None
    at: datetime | None = None
    reason: str = ""
    withdrawal: object = None


def with_percent(penalty):
    """The policy with ``percent``, the manager's share as a page says it."""
    penalty.percent = penalty.manager_share * 100
    return penalty


def history_of(store, *, on):
    """Every adoption of the store, withdrawn ones too, the latest date first."""
    found = []
    for model, describe in ((StorePolicy, _grading), (PenaltyPolicy, _penalty)):
        records = model.history.filter(store=store).select_related("history_user")
        made = {row.id: row for row in records.filter(history_type="+")}
        rows = model.objects.filter(store=store)
        gone = records.filter(history_type="-")
        if model is StorePolicy:
            rows, gone = (found_.select_related("policy", "by", "team") for found_ in (rows, gone))
        for row, state in _with_states(rows, on):
            found.append(_signed(describe(row, row.pk, state), made.get(row.pk)))
        for row in gone:
            adoption = _signed(describe(row, row.id, WITHDRAWN), made.get(row.id))
            found.append(replace(adoption, withdrawal=row))
    return sorted(found, key=lambda row: row.effective_from, reverse=True)


def _grading(row, pk, state):
    policy, by, at = row.policy, row.by, row.adopted_at
    return Adoption(pk, row.effective_from, state, grading=policy, team=row.team, by=by, at=at)


def _penalty(row, pk, state):
    return Adoption(pk, row.effective_from, state, penalty=with_percent(row))


def _signed(adoption, record):
    """With who, when and why as the history says; what an installation brought along has none."""
    if record is None:
        return adoption
    if adoption.penalty:
        adoption = replace(adoption, by=record.history_user, at=record.history_date)
    return replace(adoption, reason=record.history_change_reason or "")


def _with_states(adoptions, on):
    """Each with whether it is to come, in force or past; of each team the latest one begun is in force."""
    rows = sorted(adoptions, key=lambda row: row.effective_from)
    begun = {getattr(row, "team_id", None): row.pk for row in rows if row.effective_from <= on}
    for row in rows:
        state = COMING if row.effective_from > on else PAST
        yield row, PRESENT if row.pk in begun.values() else state


def teams_of(store, *, on):
    """``[(manager, policy of their team alone, or None)]`` of the store's managers."""
    managers = User.objects.filter(store=store, role=Role.MANAGER, is_active=True)
    own = {}
    rows = StorePolicy.objects.filter(store=store, team__in=managers, effective_from__lte=on)
    for row in rows.select_related("policy").order_by("effective_from"):
        own[row.team_id] = row.policy
    return [(manager, own.get(manager.pk)) for manager in managers]
