"""What happens how often: grades, results, modes and dates by the dice."""

from followups.activities.models import Mode, Result

from .words import LOST_WEIGHTS

LOST = "lost"

# After an effective contact the grade becomes …, in percent; what is left stays.
NEXT_GRADE = {
    "H": {"O": 17, LOST: 8, "A": 14},
    "A": {"H": 18, LOST: 5, "B": 10},
    "B": {"A": 20, "H": 4, LOST: 8, "C": 12},
    "C": {"B": 20, LOST: 10},
    "O": {},
}
# An expected date put off twice is followed by an honest change of grade.
DOWN = {"H": "A", "A": "B", "B": "C", "C": "B"}
TO_PURCHASE = {"H": (3, 7), "A": (6, 15), "B": (14, 30), "C": (40, 110), "O": (9, 30)}
MODES = {
    "H": {Mode.PHONE: 45, Mode.STORE_VISIT: 28, Mode.TEST_DRIVE: 15, Mode.WECHAT: 12},
    "A": {Mode.PHONE: 50, Mode.STORE_VISIT: 20, Mode.TEST_DRIVE: 15, Mode.WECHAT: 15},
    "B": {Mode.PHONE: 55, Mode.WECHAT: 30, Mode.STORE_VISIT: 12, Mode.HOME_VISIT: 3},
    "C": {Mode.PHONE: 60, Mode.WECHAT: 30, Mode.SMS: 8, Mode.EMAIL: 2},
    "O": {Mode.PHONE: 60, Mode.WECHAT: 40},
}
UNANSWERED = {Mode.PHONE: 0.2, Mode.WECHAT: 0.1}


def pick(rng, weights):
    return rng.choices(list(weights), list(weights.values()))[0]


def first_grade(rng):
    return pick(rng, {"H": 18, "A": 27, "B": 35, "C": 20})


def next_grade(rng, code):
    """The grade after a talk, or ``LOST``."""
    chances = NEXT_GRADE[code]
    return pick(rng, chances | {code: 100 - sum(chances.values())})


def days_to_purchase(rng, code):
    return rng.randint(*TO_PURCHASE[code])


def mode_of_plan(rng, code):
    return pick(rng, MODES[code])


def goes_unanswered(rng, mode):
    return rng.random() < UNANSWERED.get(mode, 0)


def result_of(rng, mode):
    if mode in (Mode.STORE_VISIT, Mode.HOME_VISIT):
        return Result.VISITED
    if mode == Mode.TEST_DRIVE:
        return Result.TEST_DRIVEN
    return Result.APPOINTMENT if rng.random() < 0.25 else Result.REACHED


def lost_reason(rng):
    return pick(rng, LOST_WEIGHTS)
