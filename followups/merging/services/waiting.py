"""Requests that nobody can approve any more."""

from datetime import datetime

from django.db.models import Q

from accounts.notices.services import News, tell
from foundation.words import surname_of
from leads.customers.models import Customer, Lifecycle

from ..models import Merge, MergeState
from ..notices import REFUSED


def refuse_outlived(merged: Customer, *, now: datetime) -> None:
    """Refuse, in nobody's name, what waits for ``merged`` where the other card is no longer in use (R2.5)."""
    gone = Q(kept__merged_into__isnull=False) | Q(kept__lifecycle=Lifecycle.INACTIVE)
    rows = Merge.objects.waiting().filter(gone, merged=merged).select_related("kept")
    for merge in rows.select_for_update(of=("self",)):
        merge.state, merge.decided_at = MergeState.REFUSED, now
        merge.save()
        said = {"customer": surname_of(merge.kept.name)}
        tell(News(REFUSED, merge.asked_by_id, merge.pk, said, target=merge.pk), now=now, by=None)
