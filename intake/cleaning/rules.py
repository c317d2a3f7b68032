"""Who may be one person, which numbers nobody answers, which data cannot be right, and when to look. Pure."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
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


# How often a store's data are looked through.
DAY, WEEK, MONTH = "day", "week", "month"
# Of the night, by the store's own clock: after the audit, before anybody works.
SEARCHED_AT = time(4, 40)


def last_due(every: str, weekday: int, local: datetime) -> date:
    """The last day, up to this moment of the store's clock, on which its data are to be looked through.

    Of a month it is the first such weekday, of 0 (Monday) to 6.

    >>> last_due("week", 0, datetime(2026, 11, 23, 4, 40)), last_due("week", 0, datetime(2026, 11, 23, 4, 39))
    (datetime.date(2026, 11, 23), datetime.date(2026, 11, 16))
    >>> last_due("month", 6, datetime(2026, 11, 23, 9)), last_due("month", 0, datetime(2026, 12, 6, 9))
    (datetime.date(2026, 11, 1), datetime.date(2026, 11, 2))
    """
    on = local.date() if local.time() >= SEARCHED_AT else local.date() - timedelta(days=1)
    if every == DAY:
        return on
    if every == WEEK:
        return on - timedelta(days=(on.weekday() - weekday) % 7)
    first = _first(on, weekday)
    return first if first <= on else _first(on.replace(day=1) - timedelta(days=1), weekday)


def is_search_due(every: str, weekday: int, local: datetime, searched_on: date | None) -> bool:
    """Whether the store's data are to be looked through, which were so last on that date, or never.

    >>> night = datetime(2026, 11, 23, 4, 40)
    >>> [is_search_due("week", 0, night, on) for on in (None, date(2026, 11, 22), date(2026, 11, 23))]
    [True, True, False]
    """
    return searched_on is None or searched_on < last_due(every, weekday, local)


def _first(on: date, weekday: int) -> date:
    first = on.replace(day=1)
    return first + timedelta(days=(weekday - first.weekday()) % 7)


# What people write where they know nothing; the databases know these as well as Python does.
_MARKS = r"[\s.。…·,，/?？!！*_+=#~～—–-]*"
_WORDS = (
    r"(先生|女士|小姐|太太|老板|客户|顾客|某某?|无|无名|无名氏|未知|不详|不知道|没有|匿名|待定|待补|暂无|测试"
    r"|n/?a|null|none|unknown|anonymous|test(ing)?|asdf|xx+|no ?name|nobody|tbd)?"
)
PLACEHOLDER = f"^{_MARKS}{_WORDS}{_MARKS}$"
# A number is a model's name, and nobody's.
PLACEHOLDER_NAME = rf"^{_MARKS}{_WORDS}[0-9０-９]*{_MARKS}$"


def is_placeholder(text: str, pattern: str = PLACEHOLDER_NAME) -> bool:
    """Whether it names nobody or, by ``PLACEHOLDER``, no model.

    >>> [is_placeholder(text) for text in ("", "–", "未知", "先生", "测试1", "N/A", "138001", "??")]
    [True, True, True, True, True, True, True, True]
    >>> [is_placeholder(text) for text in ("王先生", "李", "Testa", "G", "No. 7 Garage", "吴某", "Golf")]
    [False, False, False, False, False, False, False]
    >>> is_placeholder("007", PLACEHOLDER), is_placeholder("待定", PLACEHOLDER)
    (False, True)
    """
    return re.match(pattern, text, re.IGNORECASE) is not None


# Nobody who buys a car is younger or older.
YOUNGEST, OLDEST = 16, 110
# No intent and no contact for so long; an intent without a model, a name without a contact so long.
IDLE_AFTER = timedelta(days=365)
NO_MODEL_AFTER = timedelta(days=7)
NO_CONTACT_AFTER = timedelta(days=14)
UNNAMED_AFTER = timedelta(days=60)


def birthdays(on: date) -> tuple[date, date]:
    """The earliest and latest birthday of a buyer.

    >>> birthdays(date(2028, 2, 29))
    (datetime.date(1918, 2, 28), datetime.date(2012, 2, 28))
    """
    day = min(on.day, 28) if on.month == 2 else on.day
    return date(on.year - OLDEST, on.month, day), date(on.year - YOUNGEST, on.month, day)
