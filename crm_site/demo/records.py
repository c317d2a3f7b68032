"""What one opportunity leaves behind, as unsaved records."""

from datetime import datetime, time

from followups.activities.models import Activity, ActivityMove, ActivityState
from followups.activities.rules import is_effective
from leads.opportunities.models import OpportunityChange

from . import words


class Records:
    """``world``: what all stories share (grades, today, now, time zone); ``habits``: the consultant's.

    The opportunity's fields are what ``changes``, pairs of a change and its activity, add up to;
    ``plan`` is the plan still open, or ``None``.
    """

    def __init__(self, rng, world, habits, card):
        self.rng, self.world, self.habits, self.card = rng, world, habits, card
        self.consultant = habits.consultant
        self.activities, self.changes, self.moves = [], [], []
        self.plan = None
        self.pushes = self.unanswered = 0
        self.colour = rng.choice(words.COLOURS)
        self.objection = rng.choice(words.OBJECTIONS)

    def was_moved(self):
        return any(move.activity is self.plan for move in self.moves)

    def write_move(self, moved_on, to_on, reason, absence=None):
        self.moves.append(
            ActivityMove(
                activity=self.plan,
                moved_on=moved_on,
                by=self.consultant,
                from_on=self.plan.planned_on,
                to_on=to_on,
                reason=reason,
                absence=absence,
            )
        )
        self.plan.planned_on = to_on

    def execute(self, plan, day, mode, result, content):
        """The executed activity: the plan carried out, or a contact that nobody had planned."""
        if plan is None:
            plan = Activity(
                opportunity=self.opportunity,
                consultant=self.consultant,
                planned_for=self.consultant,
                recorded_on=day,
                planned_on=day,
            )
            self.activities.append(plan)
        feedback = self.rng.choice(words.FEEDBACK) if is_effective(result, content) else ""
        plan.mode, plan.result, plan.content = mode, result, content
        plan.feedback = self.say(feedback)
        plan.state = ActivityState.EXECUTED
        plan.executed_on = plan.ended_on = day
        plan.executed_at = self.moment(day)
        plan.is_effective = is_effective(result, content)
        self.opportunity.last_contact_on = day
        if plan.is_effective:
            self.opportunity.last_effective_on = day
        return plan

    def change(self, on, activity=None, **values):
        change = OpportunityChange(
            opportunity=self.opportunity,
            store_id=self.opportunity.store_id,
            changed_on=on,
            by=self.consultant,
            **values,
        )
        self.changes.append((change, activity))

    def moment(self, day):
        """An hour of business on the day, not later than now."""
        hour = time(self.rng.randint(9, 18), self.rng.randrange(60))
        return min(datetime.combine(day, hour, self.world.zone), self.world.now)

    # Words

    def say(self, text):
        return words.say(
            self.rng, text, model=self.model, colour=self.colour, objection=self.objection
        )

    def note(self, grade):
        return grade.code + self.say(self.rng.choice(words.NOTES[grade.code]))

    def talk(self, mode):
        return self.say(self.rng.choice(words.TALKS[mode]))
