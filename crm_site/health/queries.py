"""The checks behind `/health`: each says whether it is well, and what an administrator should know."""

import shutil
import time
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import DatabaseError, OperationalError, connection, transaction
from django.db.models import F
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.backups.queries import has_failed, last_made, last_tried
from accounts.backups.rules import is_too_old
from accounts.people.models import Store
from compliance.audit.queries import ahead_of, first_missing
from foundation.dates import closed_date
from foundation.display import day, moment
from foundation.pulse import BEAT, WORKER, Pulse

from ..settings.env import VAR_DIR

FREE_BYTES_NEEDED = 200 * 1024**2
LOCK_SECONDS = 2
# The clock says every half minute that it ticks, a worker every minute that it takes what the clock asks.
BEAT_SILENCE = timedelta(minutes=3)
QUEUE_SILENCE = timedelta(minutes=10)


@dataclass(frozen=True)
class Check:
    """``code``: what `/health` answers where it is not well; ``words``: for an administrator."""

    code: str
    label: str
    is_well: bool
    words: str


def checks(*, now):
    """Every check, in the order in which a trouble is told; without a database, only what needs none."""
    database = _database()
    if not database.is_well:
        return [database, _disk()]
    return [database, _disk(), *_processes(now)]


def audited_nights(*, now):
    """Whether every night that is due was audited in every store: no newer one stands for an older."""
    late = []
    for store in Store.objects.order_by("code"):
        closed_on = closed_date(now.astimezone(ZoneInfo(store.time_zone)), settings.AUDIT_TIME)
        if ahead := ahead_of(store, now=now):
            late.append(_("%(store)s: %(day)s is still to come") % _at(store, ahead.on))
        elif missing := first_missing(store, until=closed_on):
            late.append(_("%(store)s: since %(day)s") % _at(store, missing))
    words = "; ".join(late) or _("Every night that is due was audited.")
    return Check("nights", _("Nightly audits"), not late, words)


def backups(*, now):
    """How old the last copy is, and when a restore was last tried (R13.4)."""
    label = _("Backup")
    if settings.BACKUP_TIME is None:
        return Check("no backup", label, True, _("Not made by the clock: BACKUP_TIME is off."))
    last, tried = last_made(), last_tried()
    if last is None:
        words = _("No copy yet; one is due every day at %(time)s.")
        words %= {"time": f"{settings.BACKUP_TIME:%H:%M}"}
        return Check("no backup", label, not has_failed(), words)
    hours = int((now - last.ended_at).total_seconds() // 3600)
    words = [
        ngettext("The last copy is %(n)d hour old.", "The last copy is %(n)d hours old.", hours)
        % {"n": hours}
    ]
    if not last.is_sealed:
        words.append(_("It is not sealed: set BACKUP_KEY."))
    said = _("A restore was last tried with success at %(moment)s.") if tried else ""
    words.append(
        said % {"moment": moment(tried.tried_at)} if tried else _("No restore was tried yet.")
    )
    is_well = not is_too_old(last.ended_at, last.ended_at, now) and not last.trial_error
    return Check("no backup", label, is_well, " ".join(words))


def _at(store, on):
    return {"store": store.code, "day": day(on)}


def _database():
    label = _("Database")
    began = time.monotonic()
    try:
        with _short_waits(), transaction.atomic():
            # Beginning it takes SQLite's lock; PostgreSQL is asked for a table's.
            if _has_pulses():
                Pulse.objects.filter(name="probe").update(at=F("at"))
            transaction.set_rollback(True)
    except OperationalError as error:
        if "lock" in str(error).lower():
            words = _("Somebody holds it locked: nothing can be written.")
            return Check("database locked", label, False, words)
        return Check("no database", label, False, str(error))
    except DatabaseError as error:
        return Check("no database", label, False, str(error))
    took = round((time.monotonic() - began) * 1000)
    return Check("database", label, True, _("It takes writes within %(ms)d ms.") % {"ms": took})


@contextmanager
def _short_waits():
    """Let a locked database be known within seconds."""
    if connection.vendor == "sqlite":
        usual = int(connection.settings_dict["OPTIONS"].get("timeout", 5) * 1000)
        _run(f"PRAGMA busy_timeout = {LOCK_SECONDS * 1000}")
        try:
            yield
        finally:
            _run(f"PRAGMA busy_timeout = {usual}")
    else:
        _run(f"SET lock_timeout = '{LOCK_SECONDS}s'")
        try:
            yield
        finally:
            _run("RESET lock_timeout")


def _run(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


def _disk():
    folders = [path for path in (VAR_DIR, Path(settings.MEDIA_ROOT)) if path.exists()]
    free = min((shutil.disk_usage(path).free for path in folders), default=FREE_BYTES_NEEDED)
    words = _("%(size)s are free.") % {"size": filesizeformat(free)}
    return Check("disk full", _("Disk"), free >= FREE_BYTES_NEEDED, words)


def _processes(now):
    """Clock and queue; a site that was never started has neither, and is not blamed for it."""
    seen = dict(Pulse.objects.values_list("name", "at")) if _has_pulses() else {}
    beat, worker = seen.get(BEAT), seen.get(WORKER)
    ticks = beat is None or now - beat <= BEAT_SILENCE
    yield Check("no beat", _("Clock"), ticks, _last(beat))
    # Without a clock nobody asks the workers anything: their silence tells nothing then.
    asked = ticks and beat is not None and worker is not None
    moves = not asked or now - worker <= QUEUE_SILENCE
    yield Check("queue stuck", _("Background work"), moves, _last(worker))


def _has_pulses():
    """Not before the first migration."""
    return Pulse._meta.db_table in connection.introspection.table_names()


def _last(at):
    if at is None:
        return _("Not started yet.")
    return _("The last sign of life came at %(moment)s.") % {"moment": moment(at)}
