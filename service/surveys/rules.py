"""How answers from 0 to 10 are counted, and when a survey is sent, ends and is called back about. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

QUESTIONS = ("recommend", "care", "course")
MOST = 10
# Who answers 9 or 10 whether they recommend us is a promoter 推荐者; up to 6 a critic 批评者.
PROMOTER_FROM, CRITIC_TO = 9, 6
LOW = 6
# Days a link is good for; minutes of opening hours within which a low score is called back about.
GOOD_FOR, CALL_BACK_MINUTES = 14, 540
# What lies longer back when an occasion is switched on, or the clock stood still, is not asked about.
CAUGHT_UP = 7
# Fewer answers than these are a small number, which says little.
FEW = 5
TENTH = Decimal("0.1")


@dataclass(frozen=True)
class Figures:
    """Of ``asked`` surveys those ``answered``; ``points``: the sum of their three answers each."""

    asked: int = 0
    answered: int = 0
    points: int = 0
    promoters: int = 0
    critics: int = 0

    @property
    def response(self) -> Decimal | None:
        """Which share answered, in per cent."""
        return share(self.answered, self.asked)

    @property
    def mean(self) -> Decimal | None:
        """The mean of all answers, of 10."""
        return mean_of(self.points, self.answered)

    @property
    def promoter_share(self) -> Decimal | None:
        return share(self.promoters, self.answered)

    @property
    def net(self) -> Decimal | None:
        """Promoters less critics, in per cent of the answers: from -100 to 100."""
        if not self.answered:
            return None
        return _rounded(Decimal(100 * (self.promoters - self.critics)) / self.answered)

    @property
    def is_few(self) -> bool:
        return self.answered < FEW


def share(part: int, whole: int) -> Decimal | None:
    """In per cent with one decimal; ``None`` of nothing."""
    return _rounded(Decimal(100 * part) / whole) if whole else None


def mean_of(points: int, answered: int) -> Decimal | None:
    """The mean of so many surveys' answers, whose sum is ``points``; ``None`` of none."""
    return _rounded(Decimal(points) / (answered * len(QUESTIONS))) if answered else None


def is_low(answers: Iterable[int], low: int) -> bool:
    """Whether any of the answers is not above ``low``."""
    return min(answers) <= low


def counted(surveys: Iterable[tuple[int, ...] | None]) -> Figures:
    """The figures of surveys, each its three answers or ``None``: how they are defined, for the tests."""
    found = list(surveys)
    given = [answers for answers in found if answers is not None]
    return Figures(
        asked=len(found),
        answered=len(given),
        points=sum(map(sum, given)),
        promoters=sum(answers[0] >= PROMOTER_FROM for answers in given),
        critics=sum(answers[0] <= CRITIC_TO for answers in given),
    )


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(TENTH, ROUND_HALF_UP)
