"""The policies of a store in one history: grading and penalties, with who adopted them and when."""

from dataclasses import dataclass
from datetime import date, datetime

from accounts.models import User
from leads.models import StorePolicy

from .models import PenaltyPolicy

PAST, PRESENT, COMING = "past", "present", "coming"


@dataclass(frozen=True)
class Adoption:
    """One row of the history; either ``grading`` or ``penalty`` is the policy."""

    effective_from: date
    state: str
    grading: object = None
    penalty: object = None
    by: User | None = None
    at: datetime | None = None


def with_percent(penalty):
    """The policy with ``percent``, the manager's share as a page says it."""
    penalty.percent = penalty.manager_share * 100
    return penalty


def history_of(store, *, on):
    """Every adoption of the store, the latest date first."""
    grading = StorePolicy.objects.filter(store=store).select_related("policy", "by")
    penalties = PenaltyPolicy.objects.filter(store=store)
    made = {
        row.id: row
        for row in PenaltyPolicy.history.filter(store=store, history_type="+").select_related(
            "history_user"
        )
    }
    rows = [
        Adoption(row.effective_from, state, grading=row.policy, by=row.by, at=row.adopted_at)
        for row, state in _with_states(grading, on)
    ]
    for row, state in _with_states(penalties, on):
        record = made.get(row.pk)
        by, at = (record.history_user, record.history_date) if record else (None, None)
        rows.append(Adoption(row.effective_from, state, penalty=with_percent(row), by=by, at=at))
    return sorted(rows, key=lambda row: row.effective_from, reverse=True)


def _with_states(adoptions, on):
    """Each with whether it is to come, in force or past; the latest one begun is in force."""
    rows = sorted(adoptions, key=lambda row: row.effective_from)
    begun = [row.pk for row in rows if row.effective_from <= on]
    for row in rows:
        state = COMING if row.effective_from > on else PAST
        yield row, PRESENT if begun and row.pk == begun[-1] else state
