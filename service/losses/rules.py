"""Which losses are reviewed, who calls, and when it may be agreed (R2.7, R9.6). Pure."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from zlib import crc32

# H, A and B, and the classes of a telephone desk that are as warm (R3.2).
CODES = ("H", "A", "B", "1", "2", "3K", "3")
# Working hours within which the customer is called.
WITHIN_HOURS = 48
SAMPLE_PERCENT = 10
# Who was cooled down so shortly before is as warm as before.
COOLED_WITHIN = timedelta(days=7)
# What is entered later than this is history: nobody is called about it.
REVIEWED_WITHIN = timedelta(days=7)
# Without anybody answering it is agreed after so many calls, each so long after the one before.
UNANSWERED, APART = 2, timedelta(hours=1)
# Of fewer reviews a share says nothing.
FEW = 10

MANAGER, SERVICE, OTHER, DIRECTOR = "manager", "service", "other", "director"
GENERAL = "general"


def warmest(
    grades: Iterable[tuple[date, str, int]], codes: Sequence[str], *, lost_on: date
) -> str | None:
    """The warmest of the ``codes`` that was held within a week before the loss; ``None`` where none was.

    ``grades``: ``(from, code, order)`` in the order in which they were given, the warmest of the least order.

    >>> warmest([(date(2026, 11, 1), "H", 0), (date(2026, 11, 9), "C", 3)], CODES, lost_on=date(2026, 11, 10))
    'H'
    >>> warmest([(date(2026, 11, 1), "H", 0), (date(2026, 11, 2), "C", 3)], CODES, lost_on=date(2026, 11, 20))
    """
    held: list[tuple[int, str]] = []
    for since, code, order in grades:
        if since > lost_on:
            break
        if since < lost_on - COOLED_WITHIN:
            held.clear()
        held.append((order, code))
    found = [pair for pair in held if pair[1] in codes]
    return min(found)[1] if found else None


def draw(key: int, percent: int) -> bool:
    """Whether the loss of this key is in the sample: the same answer whenever it is asked.

    >>> sum(draw(key, 10) for key in range(10_000)) // 100
    10
    """
    return crc32(b"loss %d" % key) % 100 < percent


def chosen(key: int, people: Sequence[int]) -> int:
    """Whose turn it is for the loss of this key."""
    return people[crc32(b"caller %d" % key) % len(people)]


def may_agree(calls: Sequence[tuple[datetime, bool]]) -> bool:
    """Whether enough was done to ask the customer; ``calls``: ``(when, answered)``, the first first.

    >>> one, two = datetime(2026, 11, 19, 10), datetime(2026, 11, 19, 10, 30)
    >>> may_agree([(one, True)]), may_agree([(one, False), (two, False)])
    (True, False)
    >>> may_agree([(one, False), (two + APART, False)])
    True
    """
    if any(answered for _at, answered in calls):
        return True
    counted: list[datetime] = []
    for at, _answered in calls:
        if not counted or at - counted[-1] >= APART:
            counted.append(at)
    return len(counted) >= UNANSWERED


def codes_of(text: str) -> tuple[str, ...]:
    """The codes of a list parted by commas or blanks, each once."""
    words = text.upper().replace(",", " ").replace("，", " ").replace("、", " ").split()
    return tuple(dict.fromkeys(words))
