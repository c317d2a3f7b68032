"""Looking through a store's data by its schedule or at a press, and what people say of what is found (R13.4)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Max, Q

from accounts.access.queries import stores_of
from accounts.people.models import Role, Store, User
from foundation.batches import batches
from foundation.history import save_as
from foundation.locks import lock_name

from ...arrivals.models import SORTING_ROLES
from ..models import CleaningRun, CleaningSchedule, InvalidKind, InvalidRecord
from ..models.invalid import SUBJECT_OF
from ..queries.invalid import FINDERS, invalid_of, schedule_of
from ..rules import is_search_due

KEEPERS = (Role.MARKETING, Role.DIRECTOR)
BATCH = 1000
# A worker that was silent for so long is dead, and another one begins anew.
SILENCE = timedelta(minutes=20)


@transaction.atomic
def set_schedule(
    *, by: User, now: datetime, store: Store, every: str, weekday: int
) -> CleaningSchedule:
    """When the store's data are looked through from now on."""
    if by.role not in KEEPERS or not stores_of(by).filter(pk=store.pk).exists():
        raise PermissionDenied
    lock_name("cleaning schedule", store.pk)
    row = schedule_of(store)
    if row.pk is None or (row.every, row.weekday) != (every, weekday):
        row.every, row.weekday = every, weekday
        save_as(row, by=by, now=now)
    return row


def ask_search(*, by: User | None, now: datetime, store: Store) -> tuple[CleaningRun, bool]:
    """The search under way in the store, begun unless there is one; ``(run, whether it is new)``."""
    if by and (by.role not in SORTING_ROLES or not stores_of(by).filter(pk=store.pk).exists()):
        raise PermissionDenied
    try:
        with transaction.atomic():
            return CleaningRun.objects.create(store=store, asked_by=by, asked_at=now), True
    except IntegrityError:
        return CleaningRun.objects.get(store=store, finished_at=None), False


def searches_due(*, now: datetime) -> list[int]:
    """Keys of the searches to be handed to a worker: begun as the schedules say, or left by a worker."""
    runs = CleaningRun.objects.order_by().values_list("store")
    last = dict(runs.annotate(Max("asked_at")))
    schedules = {row.store_id: row for row in CleaningSchedule.objects.all()}
    for store in Store.objects.order_by("pk"):
        schedule = schedules.get(store.pk) or CleaningSchedule(store=store)
        local = now.astimezone(ZoneInfo(store.time_zone))
        searched_on = store.business_date(last[store.pk]) if last.get(store.pk) else None
        if is_search_due(schedule.every, schedule.weekday, local, searched_on):
            ask_search(by=None, now=now, store=store)
    waiting = CleaningRun.objects.filter(_free(now), finished_at=None)
    return list(waiting.order_by("pk").values_list("pk", flat=True))


def _free(now: datetime) -> Q:
    return Q(alive_at=None) | Q(alive_at__lte=now - SILENCE)


def run_search(pk: int, *, clock: Callable[[], datetime]) -> bool:
    """Look through the data of the search's store, unless another worker does; whether it was done.

    Each kind is written by itself, so that nobody waits for it; what a killed worker left is begun anew, and
    what an error ended as well, by whoever comes next.
    """
    now = clock()
    rows = CleaningRun.objects.filter(pk=pk, finished_at=None)
    if not rows.filter(_free(now)).update(alive_at=now, done=0, found=0, new=0):
        return False
    held = now
    run = CleaningRun.objects.select_related("store").get(pk=pk)
    for kind in FINDERS:
        try:
            found, new = look_for(kind, run.store, now=now)
        except Exception:
            rows.filter(alive_at=held).update(alive_at=None)
            raise
        run.done, run.found, run.new = run.done + 1, run.found + found, run.new + new
        moment = clock()
        counted = {"done": run.done, "found": run.found, "new": run.new, "alive_at": moment}
        if not rows.filter(alive_at=held).update(**counted):
            return False
        held = moment
    return bool(rows.filter(alive_at=held).update(finished_at=clock()))


def look_for(kind: str, store: Store, *, now: datetime) -> tuple[int, int]:
    """Bring what is kept of the kind up to what is on record; ``(how many stand, how many are new)``.

    What somebody called right as it is stays so while the same stands there.
    """
    found = invalid_of(kind, store, on=store.business_date(now))
    subject = f"{SUBJECT_OF[InvalidKind(kind)]}_id"
    kept = InvalidRecord.objects.filter(store=store, kind=kind)
    known, gone, right = set(), [], 0
    for row in kept.only("pk", "value", "answered_at", subject):
        key = getattr(row, subject)
        known.add(key)
        if key not in found:
            gone += [row.pk] if row.answered_at is None else []
        elif row.value != found[key]:
            same = InvalidRecord.objects.filter(pk=row.pk, value=row.value)
            same.update(value=found[key], found_at=now, answered_at=None, answered_by=None)
        elif row.answered_at:
            right += 1
    for keys in batches(gone, BATCH):
        InvalidRecord.objects.filter(pk__in=keys, answered_at=None).delete()
    new = [
        InvalidRecord(store=store, kind=kind, value=value, found_at=now, **{subject: key})
        for key, value in sorted(found.items())
        if key not in known
    ]
    for some in batches(new, BATCH):
        InvalidRecord.objects.bulk_create(some, ignore_conflicts=True)
    return len(found) - right, len(new)


@transaction.atomic
def keep_as_right(record: InvalidRecord, *, by: User, now: datetime) -> None:
    """It is right as it is: not asked again while the same stands there. The first answer counts."""
    same = {"value": record.value, "answered_at": None}
    rows = InvalidRecord.objects.select_for_update().filter(pk=record.pk, **same)
    rows.update(answered_by=by, answered_at=now)


@transaction.atomic
def ask_again(record: InvalidRecord, *, by: User, now: datetime) -> None:
    """It was not right after all: it stands among the invalid data again."""
    rows = InvalidRecord.objects.select_for_update().filter(pk=record.pk)
    rows.update(answered_by=None, answered_at=None)
