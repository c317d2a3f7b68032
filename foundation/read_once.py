"""What changes rarely, and is asked for in several places of one act, is read once in it."""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

T = TypeVar("T")

_known: ContextVar[dict[Hashable, Any] | None] = ContextVar("known", default=None)


@contextmanager
def reading_once() -> Iterator[None]:
    """Within it ``once`` remembers; only around what does not itself change what is so read."""
    if _known.get() is not None:
        yield
        return
    token = _known.set({})
    try:
        yield
    finally:
        _known.reset(token)


def once(key: Hashable, read: Callable[[], T]) -> T:
    """What ``read`` returns; within ``reading_once`` it is called once for each key."""
    known = _known.get()
    if known is None:
        return read()
    if key not in known:
        known[key] = read()
    result: T = known[key]
    return result
