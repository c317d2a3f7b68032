"""A file of business cards as records, a row for each card, so that it is imported as a spreadsheet is."""

import hashlib
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import IO

from django.utils.translation import gettext as _

from .limits import LONGEST_ROW, MOST_ROWS, too_many_rows
from .patience import Patience
from .problems import FileProblem
from .text_file import Record
from .vcard import Card, read_cards

BEGIN = b"BEGIN:VCARD"
COLUMNS = ("name", "phone", "wechat", "email", "text", "source_id")


class CardFile:
    """The records of the cards; ``given`` are the values that no card has, the same for all by column.

    Where it has ``company`` or ``position``, these are what the card says of the person.

    A record has the number of its card. What tells a card from others is a digest of what it says.
    """

    from_spreadsheet = True
    notices: Collection[str] = ()

    def __init__(self, path: Path | str, patience: Patience, given: Mapping[str, str]) -> None:
        self._patience, self._given = patience, dict(given)
        if not self._given:
            raise FileProblem(
                _(
                    "These are business cards: they are imported as target customers, or as leads with "
                    "the channel they came by."
                )
            )
        self._stream = open(path, "rb")  # noqa: SIM115 - ``close`` does

    def close(self) -> None:
        self._stream.close()

    def records(self) -> Iterator[Record]:
        """``(number, cells, flaws)`` of the header and of every card."""
        self._stream.seek(0)
        return self._patience.watch(self._records())

    def _records(self) -> Iterator[Record]:
        yield 0, [*COLUMNS, *self._given], {}
        for card in read_cards(bounded_lines(self._stream)):
            self._patience.check()
            if card.number > MOST_ROWS:
                raise too_many_rows()
            flaws = {0: card.flaw} if card.flaw else {}
            told = self._given | self._of_work(card)
            yield card.number, [*cells_of(card), *told.values()], flaws

    def _of_work(self, card: Card) -> dict[str, str]:
        work = {"company": card.organisation, "position": card.title}
        return {name: value for name, value in work.items() if name in self._given}


def cells_of(card: Card) -> list[str]:
    """Under ``COLUMNS``; further numbers and addresses stand with what else the card says."""
    phone, *phones = [*card.phones, ""] if card.phones else [""]
    email, *emails = [*card.emails, ""] if card.emails else [""]
    text = "\n".join(filter(None, [*phones, *emails, *card.said]))
    told = [card.name, phone, card.wechat, email, text]
    digest = hashlib.sha256("\0".join(told).encode()).hexdigest()[:20]
    return [*told, f"card-{digest}" if any(told) else ""]


def is_of_cards(path: Path | str) -> bool:
    """Whether the first thing in the file begins a card."""
    with open(path, "rb") as file:
        return begins_card(file.read(300))


def begins_card(start: bytes) -> bool:
    """Whether a file that begins so holds cards."""
    line = start.removeprefix(b"\xef\xbb\xbf").lstrip()[: len(BEGIN) + 2]
    return line.replace(b" ", b"").upper().startswith(BEGIN)


def bounded_lines(stream: IO[bytes]) -> Iterator[bytes]:
    """The lines of a stream; of one that is endless, such as that of a picture, its beginning."""
    while line := stream.readline(LONGEST_ROW):
        yield line
        while line and not line.endswith(b"\n"):
            line = stream.readline(LONGEST_ROW)
