"""Why something happened: text that a person typed, or a reason that the house gives by itself.

A reason of the house is kept as a code with its values and read in the language of whoever looks. Text
that a person typed is a ``str`` and stays as it is, whatever it looks like.
"""

import json
from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING, Any, Self, TypeVar

from django.db import models
from django.utils.formats import date_format
from django.utils.translation import pgettext
from simple_history.models import HistoricalRecords

# In the database a reason of the house begins with it; before a text that does, it stands twice.
MARK = "\x02"
_sentences: dict[str, Any] = {}


class Reason:
    """A code and its values: text, numbers, dates and other reasons. ``str()`` says it."""

    __slots__ = ("code", "values")

    def __init__(self, code: str, **values: Any) -> None:
        self.code, self.values = code, values

    def of(self, **values: Any) -> "Reason":
        """The same reason with these values."""
        return Reason(self.code, **values)

    def __str__(self) -> str:
        sentence = str(_sentences.get(self.code, self.code))
        if not self.values:
            return sentence
        said = {name: _said(value) for name, value in self.values.items()}
        return sentence % defaultdict(str, said)

    def __repr__(self) -> str:
        return f"Reason({self.code!r}, {self.values!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Reason) and self.as_json() == other.as_json()

    def __hash__(self) -> int:
        return hash(_encoded(self))

    def as_json(self) -> dict[str, Any]:
        """The reason as plain values; ``from_json`` reads it again."""
        values = {name: _plain(value) for name, value in self.values.items()}
        return {"code": self.code, "values": values}

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Self:
        return cls(kept["code"], **{name: _read(v) for name, v in kept["values"].items()})


def declare(code: str, sentence: Any) -> Reason:
    """The reason of this code, whose ``sentence`` is translated when somebody reads it.

    Codes are declared in modules of models, which are loaded wherever a reason is read.
    """
    if code in _sentences:
        raise ValueError(f"{code} is declared twice")
    _sentences[code] = sentence
    return Reason(code)


def codes() -> dict[str, Any]:
    """``{code: sentence}`` of all that is declared."""
    return dict(_sentences)


Given = TypeVar("Given", str, Reason, str | Reason)


def tidy(reason: Given) -> Given:
    """A typed text without the blanks around it; a reason of the house as it is."""
    return reason if isinstance(reason, Reason) else reason.strip()


def _said(value: object) -> str:
    if isinstance(value, date):
        return date_format(value, pgettext("date format", "j M Y"))
    return str(value)


def _plain(value: object) -> Any:
    if isinstance(value, Reason):
        return value.as_json()
    if isinstance(value, date):
        return {"date": value.isoformat()}
    if isinstance(value, str | int):
        return value
    raise TypeError(f"A reason cannot keep a {type(value).__name__}")


def _read(kept: Any) -> Any:
    if not isinstance(kept, dict):
        return kept
    return date.fromisoformat(kept["date"]) if "date" in kept else Reason.from_json(kept)


def _encoded(reason: Reason) -> str:
    return MARK + json.dumps(reason.as_json(), ensure_ascii=False, separators=(",", ":"))


if TYPE_CHECKING:
    _Text = models.TextField[Any, Any]
else:
    _Text = models.TextField


class ReasonField(_Text):
    """A ``str`` that somebody typed or a ``Reason`` of the house, told apart by how they are kept."""

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        if not value or value[0] != MARK:
            return value
        if value[1:2] == MARK:
            return value[1:]
        try:
            return Reason.from_json(json.loads(value[1:]))
        except (ValueError, TypeError, LookupError):  # written past this field
            return value

    def to_python(self, value: Any) -> Any:
        if isinstance(value, Reason):
            return value
        return Reason.from_json(value) if isinstance(value, dict) else super().to_python(value)

    def get_prep_value(self, value: Any) -> Any:
        if isinstance(value, Reason):
            return _encoded(value)
        value = super().get_prep_value(value)
        return MARK + value if isinstance(value, str) and value.startswith(MARK) else value

    def value_to_string(self, obj: models.Model) -> Any:
        value = self.value_from_object(obj)
        return value.as_json() if isinstance(value, Reason) else value


class History(HistoricalRecords):
    """The history of a model (R1.4), whose reasons are typed or of the house."""

    def __init__(self, **options: Any) -> None:
        super().__init__(history_change_reason_field=ReasonField(null=True), **options)
