"""How long a file may bring no row while its reader is at work: whatever its size, it is given up then."""

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from django.utils.translation import gettext as _

from . import limits
from .problems import FileProblem

Item = TypeVar("Item")


class Patience:
    """Counts only while the reader is at work; what is done with a row may take as long as it takes.

    The reader itself asks `check`; whoever watches it from another thread asks `is_over`.
    """

    def __init__(self) -> None:
        self._since: float | None = None

    def go_on(self) -> None:
        """There was a row, or the reader begins."""
        self._since = time.monotonic()

    @contextmanager
    def at_work(self) -> Iterator[None]:
        self.go_on()
        try:
            yield
        finally:
            self._since = None

    def watch(self, rows: Iterable[Item]) -> Iterator[Item]:
        """The same rows; the time until each of them is what counts."""
        try:
            self.go_on()
            for row in rows:
                self._since = None
                yield row
                self.go_on()
        finally:
            self._since = None

    @property
    def is_over(self) -> bool:
        since = self._since
        return since is not None and time.monotonic() - since > limits.LONGEST_WAIT

    def check(self) -> None:
        """Raise ``FileProblem`` where it is over."""
        if self.is_over:
            raise no_row_came()


def no_row_came() -> FileProblem:
    message = _(
        "Reading stopped: for %(seconds)d seconds the file brought no row. "
        "Save it anew, without blank rows, and try again."
    )
    return FileProblem(message % {"seconds": limits.LONGEST_WAIT})
