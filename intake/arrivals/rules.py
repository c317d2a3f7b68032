"""Judging a lead: whether anything speaks against giving it to somebody (R5.2). Pure."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta

from foundation.words import folded

# The same number within these days joins the lead that exists.
JOINED_WITHIN = timedelta(days=90)
# What a file tells longer after they asked starts no clock, and later still it is history.
LATE_AFTER, HISTORY_AFTER = timedelta(days=7), timedelta(days=90)

_TEST_WORDS = re.compile(r"(测试|test(ing)?|asdf\w*)[\d一二三]*", re.IGNORECASE)
# The whole of what they write says so: within more words it may mean anything.
_NO_INTENT = re.compile(
    r"(?:(?:我|暂时|现在)*(?:不买车?了?|不(?:需要|考虑|想买)车?了?|没有?(?:兴趣|意向)|点错了?|误(?:操作|点|触)了?"
    r"|not interested|谢谢|抱歉|不好意思|请忽略)[\s，。！,.!]*)+",
    re.IGNORECASE,
)
# Numbers of one digit are real, and dear to whoever has them.
_INVENTED = re.compile(r"12345678\d*|1(?:0{10}|1{10})")


def is_test(name: str, phone: str, text: str) -> bool:
    """Whether somebody tried the form out.

    >>> is_test("测试", "", ""), is_test("Test", "13800138000", ""), is_test("李雷", "12345678901", "")
    (True, True, True)
    >>> is_test("李雷", "13800138000", "想试驾"), is_test("Testa", "13800138000", "")
    (False, False)
    """
    return bool(_TEST_WORDS.fullmatch(name.strip()) or _TEST_WORDS.fullmatch(text.strip())) or bool(
        _INVENTED.fullmatch(phone)
    )


def says_no(text: str) -> bool:
    """Whether they write that they want no car.

    >>> says_no("点错了"), says_no("不买了，谢谢"), says_no("不知道买哪个好，不需要贷款")
    (True, True, False)
    """
    return bool(_NO_INTENT.fullmatch(text.strip()))


def is_outside(district: str, districts: Collection[str]) -> bool:
    """Whether the district is none of the store's, where the store has named any.

    A district may be named with more around it: the city before, the street behind.

    >>> is_outside("浦东新区", ["浦东"]), is_outside("杭州", ["浦东", "徐汇"]), is_outside("", ["浦东"])
    (False, True, False)
    """
    if not folded(district) or not districts:
        return False
    return not _sells_in(district, districts)


@dataclass(frozen=True)
class Site:
    """A store to which a lead may go: the districts it names, how many leads wait, whether it has the model."""

    store: int
    districts: tuple[str, ...] = ()
    waiting: int = 0
    has_model: bool = False


def place_store(district: str, sites: Sequence[Site]) -> int:
    """Which of the stores gets the lead: one that names the district, else one that names none, else any.

    Among several one that has the wanted model in stock, and of these the one where the fewest leads wait.

    >>> sites = [Site(1, ("浦东",), 9), Site(2, (), 5), Site(3, ("徐汇",), 0)]
    >>> place_store("上海浦东新区", sites), place_store("杭州", sites), place_store("", sites)
    (1, 2, 3)
    """
    fitting = [site for site in sites if _sells_in(district, site.districts)]
    if not fitting and folded(district):
        fitting = [site for site in sites if not site.districts]
    return min(
        fitting or sites, key=lambda site: (not site.has_model, site.waiting, site.store)
    ).store


def _sells_in(district: str, districts: Collection[str]) -> bool:
    told = folded(district)
    return bool(told) and any(folded(ours) in told or told in folded(ours) for ours in districts)


def judge(*, name: str, phone: str, has_other_contact: bool, text: str, outside: bool) -> str:
    """Why it is set aside, or ``""``: the plainest reason first (R5.2)."""
    if is_test(name, phone, text):
        return "test_data"
    if not phone and not has_other_contact:
        return "bad_phone"
    if says_no(text):
        return "no_intent"
    return "outside" if outside else ""
