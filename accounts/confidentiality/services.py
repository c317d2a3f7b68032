"""Publishing a version of the agreement, and signing it (R13.4)."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from ..access.queries import stores_of
from ..notices.services import News, read_of, settle, tell
from ..people.models import Store, User
from ..people.services import lock_store
from .models import Agreement, Signature
from .notices import PUBLISHED
from .queries import WRITERS, latest_of, people_of, to_sign


@transaction.atomic
def publish(
    *,
    by: User,
    now: datetime,
    stores: Sequence[Store],
    text_zh: str,
    text_en: str = "",
    counts_from: date,
) -> list[Agreement]:
    """A further version of each store's agreement; who has to sign it is told.

    Raises ``PermissionDenied`` to whom it is not given, ``ValidationError`` for a day that has passed and
    where the same text stands for the same day.
    """
    known = set(stores_of(by).values_list("pk", flat=True))
    if by.role not in WRITERS or not {store.pk for store in stores} <= known:
        raise PermissionDenied
    made = [
        _publish(store, by=by, now=now, text_zh=text_zh, text_en=text_en, counts_from=counts_from)
        for store in sorted(stores, key=lambda each: each.pk)
    ]
    found = [agreement for agreement in made if agreement]
    if not found:
        raise ValidationError(_("This text stands already, from that day."))
    return found


def _publish(store: Store, *, by: User, now: datetime, **said: Any) -> Agreement | None:
    lock_store(store.pk)
    day: date = said["counts_from"]
    if day < store.business_date(now):
        raise ValidationError({"counts_from": _("This day has passed.")})
    last = latest_of(store)
    if last and all(getattr(last, name) == value for name, value in said.items()):
        return None
    agreement = Agreement.objects.create(
        store=store,
        number=last.number + 1 if last else 1,
        begins_at=datetime.combine(day, time(), ZoneInfo(store.time_zone)),
        published_by=by,
        published_at=now,
        **said,
    )
    if last:
        settle(PUBLISHED, keys=[last.pk], now=now)
    keys = people_of(store, agreement).values_list("pk", flat=True)
    tell(*(News(PUBLISHED, key, agreement.pk, {"on": day}) for key in keys), now=now)
    return agreement


@transaction.atomic
def sign(*, by: User, now: datetime, keys: Collection[int]) -> int:
    """``by`` signs the versions of these ``keys``, which the page showed; returns how many.

    Raises ``ValidationError`` where another text was published meanwhile, and nothing is signed then.
    """
    owed = {agreement.pk: agreement for agreement in to_sign(by)}
    signed = Signature.objects.filter(person=by, agreement__in=keys)
    is_none = owed and not owed.keys() & set(keys)
    if is_none or set(keys) - owed.keys() - set(signed.values_list("agreement", flat=True)):
        raise ValidationError(_("The text has changed meanwhile: read it, and sign it then."))
    fresh = [owed[key] for key in keys if key in owed]
    rows = [Signature(agreement=each, person=by, signed_at=now) for each in fresh]
    Signature.objects.bulk_create(rows, ignore_conflicts=True)
    for each in fresh:
        read_of(PUBLISHED, key=each.pk, by=by, now=now)
    if hasattr(by, "_agreements_owed"):
        del by._agreements_owed
    return len(fresh)
