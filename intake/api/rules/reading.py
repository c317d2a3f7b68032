"""From the bytes of a call to named values, whatever somebody sends. Pure."""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

LARGEST_BODY = 64 * 1024  # bytes
DEEPEST = 3  # levels, the outermost included
# So many errors are told of a call, each under a name of at most so many characters.
MOST_ERRORS, LONGEST_NAME = 50, 80

Errors = dict[str, list[str]]


class NoJson(ValueError):
    """The bytes are no JSON in UTF-8; it says why."""


class Refused(ValueError):
    """It is JSON, but not what a lead is; ``errors`` by field, none where it is wrong as a whole."""

    def __init__(self, said: str, errors: Errors | None = None) -> None:
        super().__init__(said)
        self.errors = errors or {}


class Number(str):
    """A number as it was written: no text, and never too large to be read."""


def read(body: bytes) -> dict[str, Any]:
    """The object that the bytes say. Raises ``NoJson`` or ``Refused``."""
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NoJson(_("The body is not UTF-8.")) from error
    twice: list[str] = []
    try:
        found = json.loads(
            text,
            parse_int=Number,
            parse_float=Number,
            parse_constant=_no_constant,
            object_pairs_hook=_noting(twice),
        )
    except RecursionError as error:
        raise Refused(_too_deep()) from error
    except ValueError as error:
        raise NoJson(_("The body is not JSON.")) from error
    if not isinstance(found, dict):
        raise Refused(_("The body is not a JSON object."))
    if any(depth > DEEPEST for _value, depth in _walk(found)):
        raise Refused(_too_deep())
    add = _Adding()
    for name in twice:
        add(name, _("This field is named twice."))
    for name, value in found.items():
        texts = [name, *(each for each, _depth in _walk(value) if isinstance(each, str))]
        if not all(map(_can_be_kept, texts)):
            add(name, _("This field holds characters that no text has."))
    if add.errors:
        raise Refused(wrong_fields(), add.errors)
    return found


def named(sent: Mapping[str, Any], mapping: Mapping[str, str]) -> tuple[dict[str, Any], Errors]:
    """``(values under our names, errors)``: the source's own names are those of ``mapping``.

    A dot leads into an object; what is mapped to ``""`` is left out.

    >>> named({"customer": {"mobile": "138"}, "utm": "x"}, {"customer.mobile": "phone", "utm": ""})
    ({'phone': '138'}, {})
    """
    values: dict[str, Any] = {}
    add = _Adding()
    for name, value in _flat(sent, mapping):
        ours = mapping.get(name, name)
        if ours and ours in values:
            add(ours, _("Two fields give this value."))
        elif ours:
            values[ours] = value
    return values, add.errors


def wrong_fields() -> str:
    """What a refusal says that names its fields."""
    return _("Some fields are wrong; nothing was recorded.")


class _Adding:
    """Collects errors by field, no more than somebody reads."""

    def __init__(self) -> None:
        self.errors: Errors = {}

    def __call__(self, name: str, said: str) -> None:
        key = name[:LONGEST_NAME]
        if key in self.errors or len(self.errors) < MOST_ERRORS:
            self.errors.setdefault(key, []).append(said)


def merged(*several: Errors) -> Errors:
    """All the errors, by field, no more than somebody reads."""
    add = _Adding()
    for errors in several:
        for name, said in errors.items():
            for each in said:
                add(name, each)
    return add.errors


def _too_deep() -> str:
    return _("The JSON is nested deeper than three levels.")


def _no_constant(name: str) -> None:
    raise ValueError(name)


def _noting(twice: list[str]) -> Callable[[list[tuple[str, Any]]], dict[str, Any]]:
    def make(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(pairs)
        if len(made) < len(pairs):
            names = [name for name, _value in pairs]
            twice.extend(
                {name for name in names if names.count(name) > 1} if len(names) < 200 else {""}
            )
        return made

    return make


def _walk(value: Any) -> Iterator[tuple[Any, int]]:
    """Every value and name within ``value``, each with its level; without recursion."""
    waiting = [(value, 1)]
    while waiting:
        found, depth = waiting.pop()
        yield found, depth if isinstance(found, dict | list) else 0
        if isinstance(found, dict):
            waiting += [(each, depth + 1) for each in (*found, *found.values())]
        elif isinstance(found, list):
            waiting += [(each, depth + 1) for each in found]


def _can_be_kept(text: str) -> bool:
    return "\0" not in text and not any("\ud800" <= char <= "\udfff" for char in text)


def _flat(
    sent: Mapping[str, Any], mapping: Mapping[str, str], path: str = ""
) -> Iterator[tuple[str, Any]]:
    for name, value in sent.items():
        whole = path + name
        inside = isinstance(value, dict) and any(key.startswith(f"{whole}.") for key in mapping)
        if inside and whole not in mapping:
            yield from _flat(value, mapping, f"{whole}.")
        else:
            yield whole, value
