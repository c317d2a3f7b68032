"""Who may be one person, and which numbers nobody answers: found by keys, never by all with all. Pure."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import combinations

from foundation.words import folded

# What more people have in common than this is nobody's own: a company's mailbox, a placeholder.
MOST_ALIKE = 5
# Why two may be one person, the surest first.
WHY = ("id_number", "wechat", "email", "number", "near_number", "name")

# Nobody answered so often in a row, over so long a time.
UNANSWERED_TIMES = 5
UNANSWERED_FOR = timedelta(weeks=3)
# Contacts of so long are looked at.
LOOKED_BACK = timedelta(days=180)
WRONG, UNANSWERED, INVENTED = "wrong_number", "unanswered", "invented"
_RUNS = ("0123456789", "9876543210")

Pair = tuple[int, int]


def alike(rows: Iterable[tuple[int, str]]) -> set[Pair]:
    """Pairs of keys with the same value, however it is spelled; what very many have is left out.

    >>> sorted(alike([(1, "A@b.cn"), (2, "a@b.cn "), (3, ""), (4, "")]))
    [(1, 2)]
    """
    groups = defaultdict(set)
    for key, value in rows:
        if spelled := folded(value):
            groups[spelled].add(key)
    return {
        pair
        for keys in groups.values()
        if 1 < len(keys) <= MOST_ALIKE
        for pair in combinations(sorted(keys), 2)
    }


def is_near(first: str, second: str) -> bool:
    """Whether one digit differs, or two neighbours changed places.

    >>> is_near("13800138000", "13800138001"), is_near("13800138000", "13800130800")
    (True, True)
    >>> is_near("13800138000", "13800138000"), is_near("13800138000", "13900138001")
    (False, False)
    """
    if len(first) != len(second):
        return False
    differ = [at for at, (a, b) in enumerate(zip(first, second, strict=True)) if a != b]
    if len(differ) == 1:
        return True
    if len(differ) != 2 or differ[1] != differ[0] + 1:
        return False
    left, right = differ
    return first[left] == second[right] and first[right] == second[left]


def near(numbers: Iterable[tuple[int, str]]) -> set[Pair]:
    """Pairs of keys whose numbers are ``is_near``: two such share the number without what differs.

    Where very many do, as of numbers that follow one another, it says nothing of any.
    """
    groups: defaultdict[tuple[str, ...], list[tuple[int, str]]] = defaultdict(list)
    for key, number in numbers:
        for at in range(len(number)):
            groups[number[:at], number[at + 1 :]].append((key, number))
            if at + 1 < len(number):
                groups[number[:at], "", number[at + 2 :]].append((key, number))
    return {
        (min(a, b), max(a, b))
        for several in groups.values()
        if 1 < len(several) <= MOST_ALIKE
        for (a, one), (b, other) in combinations(several, 2)
        if a != b and is_near(one, other)
    }


def is_invented(phone: str) -> bool:
    """Whether nobody has such a number: one digit eight times, or digits in a row.

    >>> is_invented("13888888888"), is_invented("13812345678"), is_invented("13800138000")
    (True, True, False)
    """
    ending = phone[-8:]
    return len(phone) >= 8 and (
        re.fullmatch(r"(\d)\1{7}", ending) is not None or any(ending in run for run in _RUNS)
    )


def is_dead(contacts: Sequence[tuple[date, str]]) -> str:
    """Why the number of these contacts (day, result), the latest first, seems dead, or ``""``.

    The last one found that it is another's; or nobody answered so often running, over so long.
    """
    if not contacts:
        return ""
    if contacts[0][1] == "wrong_number":
        return WRONG
    row = 0
    for _day, result in contacts:
        if result != "no_answer":
            break
        row += 1
    if row >= UNANSWERED_TIMES and contacts[0][0] - contacts[row - 1][0] >= UNANSWERED_FOR:
        return UNANSWERED
    return ""
