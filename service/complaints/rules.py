"""How soon a complaint is answered, what it may be about, and which causes weigh most (R9.9, R14.1). Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

CRITICAL, SERIOUS, ORDINARY = "critical", "serious", "ordinary"
# Minutes of opening hours: until the answer is owed, and from there until the director is told.
TERMS = {CRITICAL: (240, 120), SERIOUS: (540, 540), ORDINARY: (1620, 1080)}
SHORTEST, LONGEST_TERM = 15, 60 * 24 * 30
# A closed complaint is opened again for so long; what comes later is a new one.
REOPENED_WITHIN = timedelta(days=30)
# Kinds with their causes, as a store begins; kept in its own words from there on.
USUAL_CAUSES = {
    "产品质量": ("发动机与变速箱", "电气与车机", "内饰与异响", "漆面与车身"),
    "销售服务": ("承诺未兑现", "价格与费用", "态度与沟通", "跟进骚扰或失联"),
    "交付": ("交车延期", "车辆与合同不符", "随车资料缺失", "上牌与保险"),
    "售后维修": ("维修质量", "等待时间", "配件缺货", "费用争议"),
    "金融与合同": ("贷款办理", "退订退款", "发票"),
    "其他": (),
}


def may_reopen(closed_at: datetime, now: datetime) -> bool:
    """Whether a complaint that was closed then can be opened again now.

    >>> day = datetime(2026, 11, 1)
    >>> may_reopen(day, datetime(2026, 12, 1)), may_reopen(day, datetime(2026, 12, 2))
    (True, False)
    """
    return now <= closed_at + REOPENED_WITHIN


@dataclass(frozen=True)
class Bar:
    """A group of complaints: how many, its share, and the share of it and all larger ones, in per cent."""

    key: object
    number: int
    share: float
    together: float


def pareto(numbers: Iterable[tuple[object, int]]) -> list[Bar]:
    """The groups from the largest down, as a Pareto chart shows them; equal ones stay in their order.

    >>> [(bar.key, bar.share, bar.together) for bar in pareto([("b", 1), ("a", 3)])]
    [('a', 75.0, 75.0), ('b', 25.0, 100.0)]
    """
    ordered = sorted(((key, n) for key, n in numbers if n), key=lambda pair: -pair[1])
    whole, so_far, bars = sum(n for _key, n in ordered), 0, []
    for key, n in ordered:
        so_far += n
        bars.append(Bar(key, n, round(100 * n / whole, 1), round(100 * so_far / whole, 1)))
    return bars
