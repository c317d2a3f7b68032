"""What `audit --json` must say, read out of the spreadsheets day by day, by the contract's words alone.

Nothing of the program is used, and nothing is clever: every rule is asked of every customer at the
close of every day.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta

DAY = timedelta(days=1)
CADENCE = {"H": 3, "A": 7, "B": 15, "C": 30, "O": 7}
CLOSES_WITHIN = {"H": 7, "A": 15, "B": 30}
FAMILY = {
    "overdue_activity": "expiry",
    "expired_opportunity": "expiry",
    "cadence_breach": "follow-up",
    "missing_next_plan": "follow-up",
}
NOT_EFFECTIVE = {"no_answer", "wrong_number"}


@dataclass(frozen=True)
class Finding:
    rule: str
    phone: str
    responsible: str
    due_on: date
    grade: str
    planned_on: date | None = None


@dataclass
class Activity:
    consultant: str
    planned_on: date
    recorded_on: date
    executed_on: date | None = None
    is_effective: bool = False

    def is_plan_at(self, day):
        """Recorded by then; what was made and carried out on one day never was a plan."""
        return self.recorded_on <= day and self.recorded_on != self.executed_on

    def is_done_at(self, day):
        return self.executed_on is not None and self.executed_on <= day


@dataclass
class Card:
    phone: str
    owner: str
    registered_on: date
    changes: list  # (day, grade, expected date)
    activities: dict = field(default_factory=dict)  # by planned day
    lost_on: date = date.max

    def intent_at(self, day):
        return [change for change in self.changes if change[0] <= day][-1][1:]


class Oracle:
    def __init__(self, files):
        self._staff = {row["username"]: row for row in files["staff"]}
        # By person and day; the day before it begins an absence is known (as of an import).
        self._absent = {}
        for row in files["absences"]:
            first, last = _day(row["from"]), _day(row["to"])
            for day in (first + DAY * n for n in range((last - first).days + 1)):
                self._absent[row["username"], day] = first - DAY
        self._cards = {row["phone"]: _card(row) for row in files["customers"]}
        for row in files["activities"]:
            self._read(self._cards[row["phone"]], row)
        for card in self._cards.values():
            card.changes.sort()
        self._suspicions = dict(self._all_suspicions())

    def nights(self, first, last):
        """Per night: its date, all open findings with their first night, the closed, the proposals."""
        open_, occasions = {}, Counter()
        for night in (first + DAY * n for n in range((last - first).days + 1)):
            holding = self._holding(night)
            closed = [open_.pop(subject)[0] for subject in list(open_) if subject not in holding]
            items = Counter()
            for subject in holding.keys() - open_.keys():
                finding = holding[subject]
                open_[subject] = finding, night
                items[finding.responsible, FAMILY.get(finding.rule)] += 1
            proposals = []
            for (person, family), count in items.items():
                if family:
                    occasions[person, family] += 1
                    proposals += self._proposals(person, family, occasions[person, family], count)
            yield night, dict(open_.values()), closed, proposals

    def _read(self, card, row):
        planned_on, executed_on = _day(row["planned_on"]), _day(row["executed_on"])
        activity = self._activity(card, row, planned_on, _day(row["recorded_on"]))
        activity.consultant = row["consultant"]
        if not executed_on:
            return
        activity.executed_on = executed_on
        activity.is_effective = bool(row["content"].strip()) and row["result"] not in NOT_EFFECTIVE
        if row["note"]:
            card.changes.append((executed_on, row["note"][0], _day(row["expected_purchase_date"])))
        if row["result"] == "lost":
            card.lost_on = executed_on
        if row["next_planned_on"]:
            self._activity(card, row, _day(row["next_planned_on"]), executed_on)

    def _activity(self, card, row, planned_on, recorded_on):
        new = Activity(row["consultant"], planned_on, recorded_on)
        return card.activities.setdefault(planned_on, new)

    def _holding(self, night):
        holding = {}
        for card in self._cards.values():
            if card.registered_on <= night < card.lost_on:
                for subject, finding in self._rules(card, night):
                    if night >= self._breaks_on(finding):
                        holding[subject] = finding
        for subject, (set_on, card, finding) in self._suspicions.items():
            if set_on <= night:
                grade = card.intent_at(night)[0]
                holding[subject] = Finding(**vars(finding) | {"grade": grade})
        return holding

    def _rules(self, card, night):
        """All that is owed at that close, broken or not: (subject, what the finding would say)."""
        grade, expected_on = card.intent_at(night)
        done = [a for a in card.activities.values() if a.is_done_at(night)]
        plans = [a for a in card.activities.values() if a.is_plan_at(night) and a not in done]
        last_on = max([a.executed_on for a in done], default=card.registered_on)

        def of_card(rule, due_on):
            return (rule, card.phone), Finding(rule, card.phone, card.owner, due_on, grade)

        for plan in plans:
            day = plan.planned_on
            facts = ("overdue_activity", card.phone, plan.consultant, day, grade, day)
            yield ("overdue_activity", card.phone, day), Finding(*facts)
        if not plans:
            yield of_card("missing_next_plan", last_on)
        yield of_card("cadence_breach", last_on + DAY * CADENCE[grade])
        if grade != "O":
            yield of_card("expired_opportunity", expected_on)
            own = [a.executed_on for a in done if a.is_effective and a.consultant == card.owner]
            base = max(own, default=card.registered_on)
            yield of_card("no_effective_contact_30", base + DAY * 30)

    def _breaks_on(self, finding):
        """The due date or the day after it; in an absence, the first day after that one."""
        at_once = finding.rule in ("overdue_activity", "missing_next_plan")
        day = finding.due_on if at_once else finding.due_on + DAY
        return self._first_present(finding.responsible, day)

    def _first_present(self, person, day, known_on=date.max):
        while self._is_absent(person, day, known_on):
            day += DAY
        return day

    def _is_absent(self, person, day, known_on=date.max):
        known_since = self._absent.get((person, day))
        return known_since is not None and known_since <= known_on

    def _all_suspicions(self):
        for card in self._cards.values():
            for plan in card.activities.values():
                set_on = plan.recorded_on
                if plan.is_plan_at(set_on) and set_on < card.lost_on and self._is_far(card, plan):
                    facts = (card.phone, plan.consultant, set_on, "", plan.planned_on)
                    subject = "suspected_evasion", card.phone, plan.planned_on
                    yield subject, (set_on, card, Finding("suspected_evasion", *facts))
            set_on = _pushed_on(card)
            if set_on:
                facts = (card.phone, card.owner, set_on, "")
                subject = "suspected_evasion", card.phone
                yield subject, (set_on, card, Finding("suspected_evasion", *facts))

    def _is_far(self, card, plan):
        """Set later than twice the cadence after the activity before it (R6.5 a)."""
        known_on = plan.recorded_on
        done = [a.executed_on for a in card.activities.values() if a.is_done_at(known_on)]
        base = max(done, default=card.registered_on)
        allowed = base + DAY * 2 * CADENCE[card.intent_at(known_on)[0]]
        return plan.planned_on > self._first_present(plan.consultant, allowed, known_on)

    def _proposals(self, person, family, occasion, items):
        """R8.1-R8.3 in fen: the k-th occasion costs 50 * 2^(k-1) yuan per item, the manager half."""
        fine = 5000 * 2 ** (occasion - 1) * items if family == "follow-up" else 0
        kind = "fine" if fine else "report" if occasion == 1 else "suspension"
        for who, amount, share_of in (
            (person, fine, None),
            (self._staff[person]["manager"], fine // 2, person),
        ):
            yuan = f"{amount // 100}.{amount % 100:02}"
            yield who, family, occasion, items, kind, yuan, share_of


def _pushed_on(card):
    """The day the date was put off a third time, or beyond the window, with no grade farther down (R6.5 c)."""
    _day, grade, expected_on = card.changes[0]
    pushes = 0
    for day, new_grade, new_date in card.changes[1:]:
        if "OHABC".index(new_grade) > "OHABC".index(grade):
            pushes = 0
        elif new_date > expected_on and grade != "O":
            pushes += 1
            window = CLOSES_WITHIN.get(grade)
            if pushes == 3 or (window and (new_date - expected_on).days > window):
                return day
        grade, expected_on = new_grade, new_date
    return None


def _card(row):
    day = _day(row["registered_on"])
    change = (day, row["note"][0], _day(row["expected_purchase_date"]))
    return Card(row["phone"], row["consultant"], day, [change])


def _day(cell):
    return date.fromisoformat(cell) if cell else None
