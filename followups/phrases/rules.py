"""Which phrases somebody writes so often that they become one tap (R4.3). Pure."""

import re
from collections import Counter
from collections.abc import Iterable

# What parts one phrase from the next, as the chips join them.
_BETWEEN = re.compile(r"[;；。\n]+|\. ")
LONGEST = 24
LONGEST_LEARNED = 16
LEAST_USES = 2


def said_often(texts: Iterable[str], *, most: int) -> list[str]:
    """The short phrases that occur in ``LEAST_USES`` or more of the texts, the most frequent first."""
    counted: Counter[str] = Counter()
    for text in texts:
        counted.update({part.strip(" ,，.") for part in _BETWEEN.split(text)})
    often = [
        (-number, phrase)
        for phrase, number in counted.items()
        if number >= LEAST_USES and 2 <= len(phrase) <= LONGEST_LEARNED
    ]
    return [phrase for _number, phrase in sorted(often)[:most]]
