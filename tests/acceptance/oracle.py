"""What `audit --json` must say, read out of the spreadsheets day by day, by the contract's words alone.

Nothing of the program is used, and nothing is clever: every rule is asked of every customer at the
close of every day.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

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


@dataclass(eq=False)
class Activity:
    consultant: str
    planned_on: date
    recorded_on: date
    executed_on: date | None = None
    is_effective: bool = False
    moves: list = field(default_factory=list)  # (moved on, from, to, first day of the absence)

    def planned_at(self, day):
        return [self.planned_on, *(to for on, _from, to, _ in self.moves if on <= day)][-1]

    def is_row(self, row):
        """Whether the program's row is this plan, still to be carried out."""
        mine = self.recorded_on, self.planned_at(date.max), self.executed_on
        return mine == (row.recorded_on, row.planned_on, None)

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
    call_by: datetime | None = None  # until when they are to be called back, and by which plan
    call: Activity | None = None
    calls: list = field(default_factory=list)  # (moment, talk, try or colleague)

    def intent_at(self, day):
        return [change for change in self.changes if change[0] <= day][-1][1:]


class Oracle:
    def __init__(self, files):
        self._staff = {row["username"]: row for row in files["staff"]}
        self._absences = {row["username"]: [] for row in files["staff"]}
        self._cards = {row["phone"]: _card(row) for row in files["customers"]}
        for row in files["activities"]:
            self._read(self._cards[row["phone"]], row)
        for card in self._cards.values():
            card.changes.sort()
        for row in files["absences"]:
            first, last = _day(row["from"]), _day(row["to"])
            # The day before it begins it is known (as of an import).
            self._absences[row["username"]].append((first, last, first - DAY))
            self._move_plans(row["username"], first, last, row["plans"])

    def add(self, card):
        self._cards[card.phone] = card

    def absent(self, person, first, last, known_on, moves):
        """A further absence; ``moves``: the program's rows of the plans that its approval moved."""
        self._absences[person].append((first, last, known_on))
        for row, from_on, to_on in moves:
            card = self._cards[row.opportunity.customer.phone]
            plan = next(a for a in card.activities.values() if _was(a, row, from_on))
            plan.moves.append((known_on, from_on, to_on, first))

    def free_days(self, person, start, length, known_on):
        """The first so many days from ``start`` on with no absence, and no plan whose time is still to come.

        The files tell of the future too: of what is planned, or carried out, after ``known_on``.
        """
        later = set()
        for card in self._cards.values():
            for plan in card.activities.values():
                is_future = plan.recorded_on > known_on and not plan.executed_on
                is_guest = card.owner != person and not plan.is_done_at(known_on)
                if plan.consultant == person and (is_future or is_guest):
                    later.add(plan.planned_on)
                for moved_on, from_on, to_on, _first in plan.moves:
                    later.update([from_on, to_on] if moved_on > known_on else [])
        while True:
            days = [start + DAY * n for n in range(length)]
            if not any(day in later or self._absence(person, day) for day in days):
                return days[0], days[-1]
            start += DAY

    def _move_plans(self, person, first, last, how):
        """R4.7: open plans of these days go to the day before them, or the day after."""
        if not how:
            return
        target = last + DAY if how == "postpone" else first - DAY
        for card in self._cards.values():
            for plan in card.activities.values():
                is_open = not plan.executed_on and card.lost_on == date.max
                known = plan.recorded_on <= max(first - DAY, target)
                if (
                    is_open
                    and known
                    and plan.consultant == person
                    and first <= plan.planned_on <= last
                ):
                    moved_on = max(first - DAY, plan.recorded_on)
                    plan.moves.append((moved_on, plan.planned_on, target, first))

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
        """One plan a day and customer, known since it was first told of."""
        new = Activity(row["consultant"], planned_on, recorded_on)
        plan = card.activities.setdefault(planned_on, new)
        plan.recorded_on = min(plan.recorded_on, recorded_on)
        return plan

    def _holding(self, night):
        holding = {}
        for card in self._cards.values():
            if card.registered_on <= night < card.lost_on:
                for subject, finding in self._rules(card, night):
                    if night >= self._breaks_on(finding, card, night):
                        holding[subject] = finding
                if card.call_by and self._is_missed(card, night):
                    facts = (card.phone, card.owner, card.call_by.date(), card.intent_at(night)[0])
                    planned_on = card.call.planned_at(night)
                    finding = Finding("missed_callback", *facts, planned_on)
                    holding["missed_callback", card.phone] = finding
        for subject, set_on, card, plan, finding in self._all_suspicions():
            if set_on <= night:
                told = {"grade": card.intent_at(night)[0]}
                told["planned_on"] = plan.planned_at(night) if plan else None
                holding[subject] = Finding(**vars(finding) | told)
        return holding

    def _is_missed(self, card, night):
        """R4.6: the moment has passed, and until then nothing was done that keeps it; until it is done."""
        due, kept_at = card.call_by.date(), _kept_at(card.calls)
        first = self._first_present(card.owner, due)
        if night < first or kept_at is None or kept_at.date() > night:
            return night >= first
        is_delayed = first > due
        return not is_delayed and kept_at > card.call_by and kept_at.date() == due == night

    def _rules(self, card, night):
        """All that is owed at that close, broken or not: (subject, what the finding would say)."""
        grade, expected_on = card.intent_at(night)
        done = [a for a in card.activities.values() if a.is_done_at(night)]
        plans = [a for a in card.activities.values() if a.is_plan_at(night) and a not in done]
        last_on = max([a.executed_on for a in done], default=card.registered_on)

        def of_card(rule, due_on):
            return (rule, card.phone), Finding(rule, card.phone, card.owner, due_on, grade)

        for plan in plans:
            day = plan.planned_at(night)
            facts = ("overdue_activity", card.phone, plan.consultant, day, grade, day)
            yield ("overdue_activity", card.phone, plan), Finding(*facts)
        if not plans:
            yield of_card("missing_next_plan", last_on)
        yield of_card("cadence_breach", last_on + DAY * CADENCE[grade])
        if grade != "O":
            yield of_card("expired_opportunity", expected_on)
            own = [a.executed_on for a in done if a.is_effective and a.consultant == card.owner]
            base = max(own, default=card.registered_on)
            yield of_card("no_effective_contact_30", base + DAY * 30)

    def _breaks_on(self, finding, card, night):
        """The due date or the day after it; in an absence, the first day after that one.

        For cadence and the 30 days: or the later day to which its approval moved a plan, the first of several.
        """
        at_once = finding.rule in ("overdue_activity", "missing_next_plan")
        day = finding.due_on if at_once else finding.due_on + DAY
        chosen = finding.rule in ("cadence_breach", "no_effective_contact_30")
        while absence := self._absence(finding.responsible, day):
            first, last, _known_on = absence
            moved = [m for a in card.activities.values() for m in a.moves if m[3] == first]
            later = [to for on, from_on, to, _first in moved if on <= night and to > from_on]
            day = max([last + DAY, *([min(later)] if chosen and later else [])])
        return day

    def _first_present(self, person, day, known_on=date.max):
        while absence := self._absence(person, day, known_on):
            day = absence[1] + DAY
        return day

    def _absence(self, person, day, known_on=date.max):
        """The absence that the day lies in, so far as it is known."""
        return next(
            (a for a in self._absences[person] if a[0] <= day <= a[1] and a[2] <= known_on), None
        )

    def _all_suspicions(self):
        for card in self._cards.values():
            for plan in card.activities.values():
                set_on = plan.recorded_on
                if plan.is_plan_at(set_on) and set_on < card.lost_on and self._is_far(card, plan):
                    facts = (card.phone, plan.consultant, set_on, "", plan.planned_on)
                    subject = "suspected_evasion", card.phone, plan
                    yield subject, set_on, card, plan, Finding("suspected_evasion", *facts)
            set_on = _pushed_on(card)
            if set_on:
                facts = (card.phone, card.owner, set_on, "")
                subject = "suspected_evasion", card.phone
                yield subject, set_on, card, None, Finding("suspected_evasion", *facts)

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


def _was(activity, row, from_on):
    """Whether the program's row, which was planned for ``from_on`` before, is this plan."""
    planned_on = activity.planned_at(date.max)
    return (activity.recorded_on, planned_on, activity.executed_on) == (
        row.recorded_on,
        from_on,
        None,
    )


def _kept_at(calls):
    """The moment of the owner's first talk, or of a second attempt an hour or more after the first."""
    calls = sorted(calls)
    tries = [moment for moment, kind in calls if kind == "try"]
    kept = [moment for moment in tries if moment - tries[0] >= timedelta(hours=1)]
    return min(kept + [moment for moment, kind in calls if kind == "talk"], default=None)


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
