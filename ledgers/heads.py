"""The head of a ledger, written daily where the database cannot reach it.

One line a day in a file of `LEDGER_HEADS`, which may lie on another machine, and one in the log.
"""

import logging
from datetime import datetime
from pathlib import Path

from django.conf import settings

from .chain import Head, head_of
from .models import AbstractEntry

log = logging.getLogger(__name__)


def keep_head(entries: type[AbstractEntry], *, now: datetime) -> Head:
    """Write the head of the ledger as it is ``now``; returns it."""
    head, path = head_of(entries), _file(entries)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.touch(mode=0o600)
    with path.open("a", encoding="ascii") as file:
        file.write(f"{now.isoformat()} {head}\n")
    log.info("head of %s: %s", entries._meta.label, head)
    return head


def kept_heads(entries: type[AbstractEntry]) -> list[Head]:
    """Every head that was written here; a line that is none raises ``ValueError``."""
    path = _file(entries)
    lines = path.read_text(encoding="ascii").splitlines() if path.exists() else []
    heads = [line.partition(" ")[2] for line in lines]
    return [Head.parse(text) for text in heads if not text.startswith("0:")]


def _file(entries: type[AbstractEntry]) -> Path:
    return Path(settings.LEDGER_HEADS) / f"{entries._meta.label_lower}.txt"
