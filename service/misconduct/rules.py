"""Who reads a report, the code it is followed by, and by when it is looked at (R13.4). Pure."""

import re
from base64 import b32encode
from collections.abc import Collection, Iterable, Sequence
from datetime import timedelta
from hashlib import sha256

from foundation.words import folded

LEAST_NAMED = 2
LOOK_WITHIN = timedelta(days=3)
# Not looked at for so long after that, it goes to the next level as well; silent for so long, one is reminded.
PASSED_ON_AFTER, SILENT_FOR = timedelta(days=3), timedelta(days=14)
# To one desk in a day, and from one device: beyond this somebody floods it. Of one report, messages in a day.
MOST_A_DAY, MOST_OF_ONE, MOST_MESSAGES = 2000, 10, 20
CODE_LENGTH, GROUP = 16, 4
SHORTEST_NAME = 2
# What parts a name to the eye only.
_WITHIN_NAMES = re.compile(r"[\s'’·•.\-_]+")


def choose(
    levels: Sequence[Sequence[int]], excluded: Collection[int], *, above: int = -1
) -> tuple[int, list[int]]:
    """``(level, people)``: the first level above ``above`` on which anybody is left who is not excluded.

    ``(len(levels), [])`` where nobody is.

    >>> choose([[1, 2], [3]], {1}), choose([[1], [3]], {1}), choose([[1]], {1})
    ((0, [2]), (1, [3]), (1, []))
    """
    for level, people in enumerate(levels):
        left = [person for person in dict.fromkeys(people) if person not in excluded]
        if level > above and left:
            return level, left
    return len(levels), []


def named_in(texts: Iterable[str], names: Iterable[tuple[int, str]]) -> set[int]:
    """The keys of those one of whose whole names stands in a text, however it is spaced, dotted, wide or cased.

    >>> sorted(named_in(["我向王·伟说过", "ｌｉ NA"], [(1, "王伟"), (2, "Li Na"), (3, "张三"), (4, "王")]))
    [1, 2]
    """
    read = "\n".join(_bare(text) for text in texts)
    found = [(key, _bare(name)) for key, name in names]
    return {key for key, name in found if len(name) >= SHORTEST_NAME and name in read}


def code_of(secret: bytes) -> str:
    """Eighty bits of a secret as letters and digits that nobody confuses."""
    return b32encode(sha256(secret).digest()).decode()[:CODE_LENGTH]


def in_groups(code: str) -> str:
    """
    >>> in_groups("ABCDEFGHIJKLMNOP")
    'ABCD-EFGH-IJKL-MNOP'
    """
    return "-".join(code[at : at + GROUP] for at in range(0, len(code), GROUP))


def bare_code(text: str) -> str:
    """As it was made, however it is typed: in small letters, with gaps, 0 for O and 1 for I.

    >>> bare_code(" abcd-efgh 1jklmn0p ")
    'ABCDEFGHIJKLMNOP'
    """
    letters = "".join(letter for letter in text.upper() if letter.isascii() and letter.isalnum())
    return letters.replace("0", "O").replace("1", "I").replace("8", "B")[: 2 * CODE_LENGTH]


def kept_of(code: str) -> str:
    """What is kept of a code: by it the code is known again, and from it nobody gets the code."""
    return sha256(b"misconduct " + bare_code(code).encode()).hexdigest()


def _bare(text: str) -> str:
    return _WITHIN_NAMES.sub("", folded(text))
