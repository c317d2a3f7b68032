"""The life of one opportunity, contact by contact; nothing happens later than today."""

from datetime import timedelta

from followups.activities.models import Activity, ActivityState, Mode, Result
from leads.customers.models import Lifecycle, PaymentMethod, Source
from leads.grading.rules import fits
from leads.opportunities.models import Opportunity, State

from . import words
from .chance import (
    DOWN,
    LOST,
    days_to_purchase,
    first_grade,
    goes_unanswered,
    lost_reason,
    mode_of_plan,
    next_grade,
    result_of,
)
from .records import Records


class Story(Records):
    """Decides what happens when; after ``tell()`` the records are whole."""

    def tell(self):
        self.register()
        day = self.opportunity.registered_on
        while day is not None and self.opportunity.is_executing:
            day = self.next_contact(day)

    # Registration

    def register(self):
        """The opportunity as first entered, with the talk of that day and the first plan."""
        rng, on = self.rng, self.card.registered_on
        model, price = rng.choice(words.MODELS)
        grade = self.world.grades[first_grade(rng)]
        self.model = model
        opportunity = self.opportunity = Opportunity(
            customer=self.card,
            store=self.card.store,
            consultant=self.consultant,
            registered_on=on,
            assigned_on=on,
            brand=words.BRAND,
            model=model,
            grade=grade,
            note=self.note(grade),
            expected_on=on + timedelta(days_to_purchase(rng, grade.code)),
            state=State.EXECUTING,
            colour=self.colour if rng.random() < 0.7 else "",
            objection=self.objection if rng.random() < 0.5 else "",
            budget=(price + rng.randint(-2, 4)) * 10000 if rng.random() < 0.6 else None,
            payment_method=rng.choice(PaymentMethod.values) if rng.random() < 0.5 else "",
        )
        self.change(
            on,
            grade=grade,
            note=opportunity.note,
            expected_on=opportunity.expected_on,
            consultant=self.consultant,
            state=State.EXECUTING,
        )
        if self.card.first_visit_on:
            self.execute(None, on, Mode.STORE_VISIT, Result.VISITED, self.talk(Mode.STORE_VISIT))
        self.make_plan(on)
        if self.card.source == Source.WALK_OR_CALL_IN:
            self.promise_a_call()

    def promise_a_call(self):
        """Who came or called unasked is called within a day (R4.6)."""
        self.arrived_at = self.moment(self.card.registered_on)
        self.plan.call_back_by = self.arrived_at + timedelta(hours=24)
        self.plan.planned_on = self.habits.around_absence(
            self.plan.recorded_on, self.plan.recorded_on + timedelta(1)
        )
        self.plan.mode, self.plan.is_stretched, self.plan.stretch_reason = Mode.PHONE, False, ""

    # One contact

    def next_contact(self, last):
        """The next contact after ``last``; its day, or ``None`` where there is none until today."""
        if self.plan is None:
            day = self.habits.at_work(last + timedelta(self.rng.randint(3, 12)))
            if day >= self.world.today:
                return None
        else:
            self.habits.postpone_for_absence(self)
            self.move_plan()
            day = self.habits.contact_day(self.rng, self.plan, self.world, self.was_moved())
            if day is None:
                return None
            if self.rng.random() < 0.015 and day < self.opportunity.expected_on - timedelta(1):
                return self.cancel(day)
        self.meet(day)
        return day

    def meet(self, day):
        """A contact on the day, with what it changes and the plan after it (R4.2)."""
        plan, opportunity = self.plan, self.opportunity
        mode = plan.mode if plan else Mode.PHONE
        if opportunity.grade.is_ordered and day >= opportunity.expected_on:
            return self.deliver(day)
        if goes_unanswered(self.rng, mode):
            return self.miss(day, mode)
        self.unanswered = 0
        outcome = next_grade(self.rng, opportunity.grade.code)
        if outcome == LOST:
            return self.lose(day, mode)
        if outcome == "O" and not opportunity.grade.is_ordered:
            content = self.say(words.ORDERED)
            activity = self.execute(plan, day, Mode.STORE_VISIT, Result.ORDERED, content)
        else:
            activity = self.execute(plan, day, mode, result_of(self.rng, mode), self.talk(mode))
        self.regrade(day, self.world.grades[outcome], activity)
        self.plan_next(day)

    def miss(self, day, mode):
        """Nobody answers: recorded, but no effective contact (R4.5)."""
        self.unanswered += 1
        if self.unanswered > 4 and not self.opportunity.grade.is_ordered:
            return self.lose(day, mode, "unreachable")
        content = self.rng.choice(words.UNANSWERED)
        activity = self.execute(self.plan, day, mode, Result.NO_ANSWER, content)
        self.regrade(day, self.opportunity.grade, activity, with_note=False)
        self.plan_next(day, soon=True)

    def lose(self, day, mode, reason=None):
        reason = reason or lost_reason(self.rng)
        result = Result.NO_ANSWER if reason == "unreachable" else Result.LOST
        competitor = self.rng.choice(words.COMPETITORS)
        content = words.LOST[reason].format(rival=competitor)
        activity = self.execute(self.plan, day, mode, result, content)
        if reason == "competitor":
            self.opportunity.competitor = competitor
        self.end(day, activity, state=State.LOST, lost_reason=reason)

    def deliver(self, day):
        activity = self.execute(self.plan, day, Mode.STORE_VISIT, Result.VISITED, words.DELIVERED)
        self.end(day, activity, state=State.WON)
        self.card.lifecycle = Lifecycle.BUYER

    def end(self, day, activity, **values):
        self.change(day, activity, **values)
        for name, value in values.items():
            setattr(self.opportunity, name, value)
        self.opportunity.ended_on = day
        self.plan = None

    # Grade and expected date

    def regrade(self, day, grade, activity, with_note=True):
        """The grade, note and date after a contact; the date is kept while it fits (R3.3, R3.4)."""
        opportunity = self.opportunity
        left = (opportunity.expected_on - day).days
        fine = left > 0 and (grade.is_ordered or fits(grade.terms, left))
        if not fine and grade == opportunity.grade:
            grade = self.honest_grade(grade, left, day)
            fine = left > 0 and grade != opportunity.grade and fits(grade.terms, left)
        values = {"grade": grade}
        if not fine or (grade.is_ordered and grade != opportunity.grade):
            values["expected_on"] = day + timedelta(days_to_purchase(self.rng, grade.code))
        if grade != opportunity.grade or (with_note and self.rng.random() < 0.5):
            values["note"] = self.note(grade)
        changed = {k: v for k, v in values.items() if getattr(opportunity, k) != v}
        if "grade" in changed:
            self.pushes = 0
        elif changed.get("expected_on", opportunity.expected_on) > opportunity.expected_on:
            self.pushes += 1
        if changed:
            self.change(day, activity, **changed)
        for name, value in changed.items():
            setattr(opportunity, name, value)

    def honest_grade(self, grade, left, day):
        """What the customer is now that the date does not fit: the same, unless that was said often."""
        if grade.code == "C" and left > 0:
            return self.world.grades["B"]
        if self.pushes >= 2 and not self.habits.evades(self.rng, day, self.world):
            return self.world.grades[DOWN[grade.code]]
        return grade

    # Plans

    def plan_next(self, day, soon=False):
        self.plan = None
        if not self.habits.forgets_to_plan(self.rng, day, self.world):
            self.make_plan(day, soon)

    def make_plan(self, day, soon=False):
        """The plan made on ``day``: within the cadence, mostly, and before the expected date (R4.3)."""
        opportunity, rng = self.opportunity, self.rng
        cadence = opportunity.grade.cadence
        stretch = self.habits.stretch(rng, day, self.world)
        ahead = int(stretch * cadence) if stretch else rng.randint((cadence + 1) // 2, cadence)
        if soon:
            ahead = rng.randint(1, min(3, cadence))
        elif not stretch:
            ahead = max(1, min(ahead, (opportunity.expected_on - day).days))
        planned_on = self.habits.around_absence(day, day + timedelta(ahead))
        code = opportunity.grade.code
        stretched = (planned_on - day).days > cadence
        self.plan = Activity(
            opportunity=opportunity,
            consultant=self.consultant,
            planned_for=self.consultant,
            recorded_on=day,
            planned_on=planned_on,
            mode=mode_of_plan(rng, code),
            purpose=words.PURPOSES[code],
            priority=1 if code == "H" else 2,
            expected_content=rng.choice(words.NEXT[code]),
            is_stretched=stretched,
            stretch_reason=rng.choice(words.STRETCH_REASONS) if stretched else "",
            state=ActivityState.PLANNED,
        )
        self.activities.append(self.plan)

    def move_plan(self):
        """Now and then the customer asks for another day; an evader asks unasked, again and again."""
        plan = self.plan
        room = self.opportunity.grade.cadence - (plan.planned_on - plan.recorded_on).days
        for _ in range(self.habits.moves_of(self.rng, plan, self.world, room)):
            if plan.planned_on > self.world.today:
                return
            to_on = self.habits.at_work(plan.planned_on + timedelta(self.rng.randint(1, 2)))
            self.write_move(plan.planned_on, to_on, self.rng.choice(words.MOVE_REASONS))

    def cancel(self, day):
        """A plan is cancelled with a reason, and another takes its place."""
        self.plan.state = ActivityState.CANCELLED
        self.plan.ended_on = day
        self.plan.cancel_reason = self.rng.choice(words.CANCEL_REASONS)
        self.make_plan(day)
        return day
