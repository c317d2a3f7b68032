"""What can be wrong with a file, and with a row of it."""

from collections.abc import Mapping
from typing import Any


def _kept(sentence: str) -> str:
    """As a database takes it: what is quoted from a file may hold the character NUL."""
    return sentence.replace("\0", "\ufffd")


class FileProblem(Exception):
    """The file as a whole cannot be imported; the message is one sentence for a person."""

    def __init__(self, message: object) -> None:
        super().__init__(_kept(str(message)))


class RowErrors(Exception):
    """One or more cells of a row are wrong: ``errors`` is a list of ``(column, reason)``."""

    def __init__(self, *errors: tuple[str, Any]) -> None:
        super().__init__(errors)
        self.errors = [
            (column, _kept(why) if isinstance(why, str) else why) for column, why in errors
        ]

    def under(self, names: Mapping[str, str]) -> "RowErrors":
        """The same with the columns called as the file calls them; ``names``: ``{column: heading}``."""
        return RowErrors(*((names.get(column, column), why) for column, why in self.errors))

    @property
    def columns(self) -> str:
        return "; ".join(dict.fromkeys(column for column, _ in self.errors))

    @property
    def reasons(self) -> str:
        return "; ".join(str(reason) for _, reason in self.errors)
