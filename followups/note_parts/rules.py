"""What a note by its standard holds, and how complete it is (R12.5). Pure."""

from collections.abc import Mapping, Sequence

INTERESTS, OBJECTIONS, INTRODUCED = "interests", "objections", "introduced"
NEXT_STEP, REMARKS = "next", "remarks"
STANDARD = (INTERESTS, OBJECTIONS, INTRODUCED, NEXT_STEP, REMARKS)
# Which of them say what was said, and which what the customer said to it (R4.3): without a word against it or
# about them, what they were interested in.
SAID = (INTERESTS, INTRODUCED)
ANSWERED, OR_ELSE = (OBJECTIONS, REMARKS), (INTERESTS,)


def filled(parts: Mapping[str, str]) -> dict[str, str]:
    """Those parts that say something, tidied, in the order of the standard."""
    tidy = {name: " ".join(parts.get(name, "").split()) for name in STANDARD}
    return {name: text for name, text in tidy.items() if text}


def told(parts: Mapping[str, str], names: Sequence[str]) -> str:
    """The named parts as one text.

    >>> told({"interests": "价格", "introduced": "金融方案"}, SAID)
    '价格；金融方案'
    """
    found = filled(parts)
    return "；".join(found[name] for name in names if name in found)


def completeness(number: int, notes: int) -> int | None:
    """The per cent of the standard that ``notes`` with ``number`` parts in all hold; ``None`` of none."""
    return round(100 * number / (notes * len(STANDARD))) if notes else None
