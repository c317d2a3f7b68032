"""Giving a source its token, taking it back, and counting its calls (R5.1)."""

import threading
from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Case, F, Q, Value, When
from django.utils.translation import gettext as _

from accounts.people.models import Region, Store, User
from foundation.history import save_as

from .models import LeadSource, SourceCalls
from .rules import ONE_MINUTE, Lease, at_once, hash_of, new_token

_leases: dict[int, Lease] = {}
_leasing = threading.Lock()


@transaction.atomic
def make_source(
    *,
    by: User | None,
    now: datetime,
    name: str,
    channel: str,
    store: Store | None = None,
    region: Region | None = None,
) -> tuple[LeadSource, str]:
    """``(source, token)``; the token is told this once only. Raises ``ValidationError`` by field."""
    token = new_token()
    source = LeadSource(
        name=" ".join(name.split()),
        channel=channel,
        store=store,
        region=None if store else region,
        token_hash=hash_of(token),
        made_at=now,
        made_by=by,
    )
    source.full_clean(exclude=["token_hash"])
    save_as(source, by=by, now=now)
    return source, token


@transaction.atomic
def edit_source(
    source: LeadSource, *, by: User, now: datetime, name: str, mapping: Mapping[str, str]
) -> LeadSource:
    """Its name, and what it calls our fields. Raises ``ValidationError`` by field."""
    source.name, source.mapping = " ".join(name.split()), dict(mapping)
    source.full_clean()
    save_as(source, by=by, now=now)
    return source


@transaction.atomic
def revoke_source(source: LeadSource, *, by: User | None, now: datetime) -> LeadSource:
    """Its token opens nothing from now on; what it sent stays. Raises ``ValidationError`` where it was."""
    source = LeadSource.objects.select_for_update(of=("self",)).get(pk=source.pk)
    if source.revoked_at:
        raise ValidationError(_("The token of %(name)s was revoked before.") % {"name": source})
    source.revoked_at = now
    save_as(source, by=by, now=now)
    return source


def may_call(source: LeadSource, *, now: datetime) -> bool:
    """Count one call of the source; ``False`` where it has made all of this minute.

    Counted in the database, whichever process answers; each sets a few calls aside at once, so that most calls
    write nothing. Those that are left over at the end of a minute are lost with it.
    """
    minute_at = now.replace(second=0, microsecond=0)
    with _leasing:
        lease = _leases.get(source.pk)
        if lease and lease.take(minute_at):
            return True
        wanted = at_once(source.per_minute)
        got = _set_aside(source, wanted, minute_at)
        if got < 1:
            return False
        _leases[source.pk] = Lease(minute_at, got - 1)
        return True


def note_used(source: LeadSource, *, now: datetime) -> None:
    """The token was used now; written at most once a minute."""
    before = now - ONE_MINUTE
    if source.last_used_at is None or source.last_used_at <= before:
        unseen = Q(last_used_at=None) | Q(last_used_at__lte=before)
        LeadSource.objects.filter(unseen, pk=source.pk).update(last_used_at=now)


@transaction.atomic
def _set_aside(source: LeadSource, wanted: int, minute_at: datetime) -> int:
    """As many of the wanted calls as the minute still has."""
    mine = SourceCalls.objects.filter(source=source)
    number = Case(When(minute_at=minute_at, then=F("number") + wanted), default=Value(wanted))
    if not mine.update(number=number, minute_at=minute_at):
        SourceCalls.objects.bulk_create(
            [SourceCalls(source=source, minute_at=minute_at, number=0)], ignore_conflicts=True
        )
        mine.update(number=number, minute_at=minute_at)
    taken: int = mine.values_list("number", flat=True).get()
    return max(0, min(wanted, source.per_minute - (taken - wanted)))
