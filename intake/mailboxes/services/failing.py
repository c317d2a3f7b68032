"""What is kept and told of a mailbox that cannot be read (R5.1, R10.3)."""

from datetime import datetime, timedelta
from typing import Any

from accounts.notices.services import News, tell

from ...sources.queries import keepers_of
from ..models import Mailbox
from ..notices import FAILS

# After the first failure 2 minutes, and so on; the last holds from then on.
BACK_OFF = tuple(timedelta(minutes=minutes) for minutes in (2, 5, 10, 30, 60))
TOLD_AT = 3


def note_failure(mailbox: Mailbox, trouble: str, *, now: datetime, **more: Any) -> None:
    """Keep why it failed, and ``more``; of the third failure in a row whoever keeps the source is told."""
    failures = mailbox.failures + 1
    since = mailbox.failing_since or now
    Mailbox.objects.filter(pk=mailbox.pk).update(
        error=trouble,
        failures=failures,
        failing_since=since,
        next_poll_at=now + BACK_OFF[min(failures, len(BACK_OFF)) - 1],
        **more,
    )
    if failures == TOLD_AT:
        values = {"source": str(mailbox.source), "number": failures}
        mark, people = f"{since:%y%m%d%H%M%S}", keepers_of(mailbox.source)
        tell(*(News(FAILS, pk, mailbox.source_id, values, mark=mark) for pk in people), now=now)
