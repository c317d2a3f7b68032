"""A random dealership as four spreadsheets: two stores with two managers and five consultants."""

import random
from datetime import date, timedelta

DAY = timedelta(days=1)
START = date(2025, 7, 1)
DAYS = 90
CONSULTANTS = {f"consultant.{n}": ("N1", "N2")[n % 2] for n in range(5)}
# By grade: the expected purchase dates that fit it, in days from the day of the note (R3.3).
FITTING = {"H": (0, 7), "A": (0, 15), "B": (0, 30), "C": (31, 120), "O": (0, 60)}
RESULTS = ("reached", "reached", "reached", "no_answer", "refused", "wrong_number", "visited")
PLANS = ("postpone", "pull-forward")
ACTIVITY = (
    *("phone", "model", "consultant", "planned_on", "mode", "recorded_on", "executed_on"),
    *("result", "content", "note", "expected_purchase_date", "next_planned_on"),
)


def random_dealership(seed, customers=40):
    """The rows of the staff, customers, activities and absences file, in no order."""
    rng = random.Random(seed)
    cards = [_card(rng, n) for n in range(customers)]
    files = {
        "staff": list(_staff()),
        "customers": cards,
        "activities": [row for card in cards for row in _History(rng, card).rows()],
        "absences": list(_absences(rng)),
    }
    for name in ("customers", "activities", "absences"):
        rng.shuffle(files[name])
    return files


def _staff():
    for store in ("N1", "N2"):
        for role in ("director", "manager"):
            yield {"username": f"{role}.{store}", "role": role, "store": store}
    for name, store in CONSULTANTS.items():
        manager = f"manager.{store}"
        yield {"username": name, "role": "consultant", "store": store, "manager": manager}


def _card(rng, n):
    registered_on = START + DAY * rng.randrange(DAYS * 2 // 3)
    return {
        "name": f"客户{n}",
        "gender": rng.choice(["M", "女", "未知"]),
        "phone": f"138{n:08}",
        "birthday": "1900-01-01",
        "source": str(rng.randint(1, 6)),
        "customer_type": rng.choice(["private", "公"]),
        "district": "朝阳区",
        "model": "Golf",
        "consultant": rng.choice(list(CONSULTANTS)),
        "registered_on": str(registered_on),
    } | _intent(rng, registered_on)


def _intent(rng, day):
    grade = rng.choice("HABCO")
    fitting = day + DAY * rng.randint(*FITTING[grade])
    return {"note": f"{grade}，看车", "expected_purchase_date": str(fitting)}


def _absences(rng):
    for name in CONSULTANTS:
        first = START + DAY * rng.randrange(20)
        while first < START + DAY * DAYS:
            last = first + DAY * rng.randrange(8)
            kind, plans = rng.choice(["leave", "training"]), rng.choice(["", *PLANS])
            days = {"from": str(first), "to": str(last)}
            yield {"username": name, **days, "kind": kind, "plans": plans}
            first = last + DAY * rng.randrange(8, 40)


class _History:
    """What was planned and done with one customer: kept, late and dropped plans, walk-ins, losses."""

    def __init__(self, rng, card):
        self.rng, self.card = rng, card
        self.day = date.fromisoformat(card["registered_on"])
        self.plan = None  # the plan that a contact announced: (recorded on, planned on)
        self.planned, self.contacts = set(), set()

    def rows(self):
        for _ in range(self.rng.randint(1, 12)):
            recorded_on, planned_on, executed_on = self._days()
            if planned_on in self.planned or executed_on in self.contacts:
                continue
            self.planned.add(planned_on)
            row = self._row(recorded_on, planned_on)
            if executed_on:
                self._execute(row, executed_on)
            yield {name: str(value) for name, value in row.items()}
            if row.get("result") == "lost":
                break

    def _days(self):
        rng, kind = self.rng, self.rng.random()
        if self.plan and kind < 0.75:
            recorded_on, planned_on = self.plan
            self.plan = None
            executed_on = planned_on + DAY * rng.choice([0, 0, 0, 1, 2, 5])
            return recorded_on, planned_on, executed_on if rng.random() < 0.9 else None
        if kind < 0.5:
            recorded_on = self.day + DAY * rng.randrange(3)
            planned_on = recorded_on + DAY * rng.choice([1, 2, 4, 7, 12, 20])
            executed_on = planned_on + DAY * rng.choice([0, 0, 1, 3])
            return recorded_on, planned_on, executed_on if rng.random() < 0.8 else None
        walk_in = self.day + DAY * rng.choice([1, 2, 4, 9, 20, 35])
        return walk_in, walk_in, walk_in

    def _row(self, recorded_on, planned_on):
        colleagues = [
            c for c, s in CONSULTANTS.items() if s == CONSULTANTS[self.card["consultant"]]
        ]
        own = self.rng.random() < 0.85
        return dict.fromkeys(ACTIVITY, "") | {
            "phone": self.card["phone"],
            "model": self.card["model"],
            "consultant": self.card["consultant"] if own else self.rng.choice(colleagues),
            "planned_on": planned_on,
            "recorded_on": recorded_on,
            "mode": self.rng.choice(["phone", "sms", "store_visit"]),
        }

    def _execute(self, row, day):
        rng = self.rng
        self.contacts.add(day)
        self.day = max(self.day, day)
        row["executed_on"] = day
        row["result"] = "lost" if rng.random() < 0.02 else rng.choice(RESULTS)
        row["content"] = rng.choice(["谈车", "谈价格", " ", ""])
        if row["result"] == "lost":
            return
        if rng.random() < 0.3:
            row |= _intent(rng, day)
        next_on = day + DAY * rng.choice([1, 2, 3, 7, 10, 14, 20, 40])
        if rng.random() < 0.8 and next_on not in self.planned:
            row["next_planned_on"] = next_on
            self.plan = (day, next_on)
