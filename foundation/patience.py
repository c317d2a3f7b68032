"""Nobody stops the others: how long one may ask the database, and how many count much at once (ADR 62)."""

import fcntl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, TypeVar

from django.conf import settings
from django.db import Error, OperationalError, connection
from psycopg2.extensions import TRANSACTION_STATUS_INERROR, TRANSACTION_STATUS_INTRANS

F = TypeVar("F", bound=Callable[..., Any])

# SQLite asks after so many steps of its own, some milliseconds, whether it may go on.
STEPS = 50_000
# PostgreSQL's `query_canceled`.
CANCELED = "57014"
# How often, in seconds, somebody who waits for a place looks for one.
LOOK_EVERY = 0.05


class TookTooLong(OperationalError):
    """The database was asked for longer than whoever asks may."""


@dataclass
class Limit:
    """For ``seconds`` each statement may run or, where ``whole``, all of them together."""

    seconds: float
    whole: bool
    end: float = 0
    # Whether the server was told in the transaction that runs.
    is_told: bool = False


class Limits(threading.local):
    """Those that hold for this thread; the last one counts."""

    def __init__(self) -> None:
        self.all: list[Limit] = []


limits = Limits()


@contextmanager
def at_most(seconds: float, *, whole: bool = False, resets: bool = True) -> Iterator[None]:
    """Break off what asks the database for longer; ``took_too_long`` tells such an error from others.

    ``whole``: all statements together, else each of them. Without ``resets`` the connection keeps the
    limit until the next one is set: for requests, which all have one.
    """
    limits.all.append(Limit(seconds, whole, time.monotonic() + seconds))
    try:
        with ExitStack() as stack:
            if len(limits.all) == 1:
                stack.enter_context(connection.execute_wrapper(_watch))
            yield
    finally:
        limits.all.pop()
        for limit in limits.all:
            limit.is_told = False
        if resets and not limits.all:
            _set_on_server(connection, 0)


def allow(seconds: float) -> None:
    """Give what runs now so many seconds, from now on."""
    limit = limits.all[-1]
    limit.seconds, limit.end, limit.is_told = seconds, time.monotonic() + seconds, False


def require_time() -> None:
    """Raise ``TookTooLong`` where the time is up; for what works long between two statements."""
    if limits.all and limits.all[-1].whole and time.monotonic() > limits.all[-1].end:
        raise TookTooLong


def took_too_long(error: BaseException) -> bool:
    """Whether it says that a limit was reached."""
    cause = error.__cause__
    told = getattr(cause, "pgcode", None) == CANCELED or str(error) == "interrupted"
    return isinstance(error, TookTooLong) or (isinstance(error, Error) and told)


def _watch(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
    limit = limits.all[-1]
    if not limit.whole:
        limit.end = time.monotonic() + limit.seconds
    require_time()
    # Not by the name of the thread's connection, which is looked up at each use.
    own = context["connection"]
    if own.vendor == "sqlite":
        _watch_file(own)
    elif not (limit.is_told and _has_begun(own)):
        _set_on_server(own, int(limit.seconds * 1000))
        limit.is_told = own.in_atomic_block
    return execute(sql, params, many, context)


def _has_begun(own: Any) -> bool:
    """Whether something was asked in the transaction that runs; the one before took with it what it was told."""
    status = own.connection.info.transaction_status
    return bool(own.in_atomic_block and status == TRANSACTION_STATUS_INTRANS)


def _watch_file(own: Any) -> None:
    if getattr(own, "watched", None) is not own.connection:
        own.connection.set_progress_handler(_is_over, STEPS)
        own.watched = own.connection


def _is_over() -> bool:
    return bool(limits.all) and time.monotonic() > limits.all[-1].end


def _set_on_server(own: Any, milliseconds: int) -> None:
    """Tell the server, where it was told something else; past Django, which would log a statement."""
    told = (own.connection, milliseconds)
    if own.vendor != "postgresql" or own.connection is None:
        return
    if getattr(own, "limited", (own.connection, 0)) == told:
        return
    if own.connection.info.transaction_status == TRANSACTION_STATUS_INERROR:
        return
    # What is set in a transaction may go with it, so that it is told again.
    own.limited = (None, 0) if own.in_atomic_block else told
    with own.connection.cursor() as cursor:
        cursor.execute(f"SET statement_timeout = {milliseconds}")


def counts_much(view: F) -> F:
    """Mark a page that may read a whole store or region: few at once, and with more patience."""
    view.counts_much = True  # type: ignore[attr-defined]
    return view


class NoPlace(Exception):
    """As many count already as may at once."""


class Here:
    """How many count in this process."""

    number = 0
    lock = threading.Lock()

    @classmethod
    @contextmanager
    def one_more(cls) -> Iterator[None]:
        with cls.lock:
            if cls.number >= settings.HEAVY_IN_PROCESS:
                raise NoPlace
            cls.number += 1
        try:
            yield
        finally:
            with cls.lock:
                cls.number -= 1


@contextmanager
def a_place(*, waits: bool = True) -> Iterator[None]:
    """Hold one of the places of those who count much; raises ``NoPlace``.

    In each process a thread is left to everyday pages. On the machine there are a few places; whoever
    finds none ``waits`` some seconds for one. A place is a lock on a file, which goes with its process.
    """
    if not settings.HEAVY_AT_ONCE:
        yield
        return
    folder = Path(settings.PLACES_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    with Here.one_more(), _lock_one(folder, settings.HEAVY_WAIT if waits else 0):
        yield


def _lock_one(folder: Path, seconds: float) -> IO[bytes]:
    end = time.monotonic() + seconds
    while True:
        for number in range(settings.HEAVY_AT_ONCE):
            file = (folder / f"{number}").open("ab")
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                file.close()
            else:
                return file
        if time.monotonic() >= end:
            raise NoPlace
        time.sleep(LOOK_EVERY)
