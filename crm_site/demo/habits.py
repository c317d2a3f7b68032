"""How a consultant works: their absences, and how often they let a promise slip."""

from datetime import date, timedelta

from followups.calendars.models import Absence, AbsenceKind, PlanHandling

ONE_DAY = timedelta(days=1)
# Slips are told of the last weeks only: older ones would be fines that nobody reads.
MEMORY = timedelta(days=65)


class Habits:
    """``carelessness``: 1 is the common measure of the shares below."""

    LATE_A_DAY, LATE_FOR_DAYS = 0.008, 0.006
    NEGLECTED, FORGOTTEN, STRETCHED, EVADED, PUT_OFF = 0.009, 0.0015, 0.006, 0.0015, 0.05

    def __init__(self, consultant, carelessness):
        self.consultant = consultant
        self.carelessness = carelessness
        self.absences: list[Absence] = []

    # Absences

    def absence_on(self, day):
        return next((a for a in self.absences if a.from_on <= day <= a.to_on), None)

    def at_work(self, day):
        """``day``, or the first day after it on which they work."""
        while absence := self.absence_on(day):
            day = absence.to_on + ONE_DAY
        return day

    def around_absence(self, made_on, planned_on):
        """A plan avoids the days known to be free: the last day before them, else the first after."""
        absence = self.absence_on(planned_on)
        if absence is None or absence.recorded_on > made_on:
            return planned_on
        before = absence.from_on - ONE_DAY
        return before if before > made_on else self.at_work(planned_on)

    def postpone_for_absence(self, story):
        """An absence that became known after the plan was made moves it, and is no evasion (R4.7)."""
        absence = self.absence_on(story.plan.planned_on)
        if absence is None:
            return
        forward = absence.plans == PlanHandling.PULL_FORWARD
        to_on = absence.from_on - ONE_DAY if forward else self.at_work(absence.to_on)
        reason = f"{absence.get_kind_display()} {absence.from_on} – {absence.to_on}"
        story.write_move(absence.recorded_on, to_on, reason, absence)

    # Slips

    def _slips(self, rng, share, day, world):
        recent = world.today - day <= MEMORY
        return recent and rng.random() < share * self.carelessness

    def contact_day(self, rng, plan, world, was_moved) -> date | None:
        """When the plan is carried out; ``None``: not until today. Early only where it was not moved."""
        day = plan.planned_on
        if self._slips(rng, self.NEGLECTED, day, world):
            return None
        if rng.random() < 0.04 and not was_moved and (day - plan.recorded_on).days > 2:
            day = max(plan.recorded_on + ONE_DAY, day - timedelta(rng.randint(1, 3)))
        elif self._slips(rng, self.LATE_A_DAY, day, world):
            day += ONE_DAY
        elif self._slips(rng, self.LATE_FOR_DAYS, day, world):
            day += timedelta(rng.randint(2, 6))
        day = self.at_work(day)
        if day > world.today or (day == world.today and rng.random() > 0.3):
            return None
        return day

    def evades(self, rng, day, world):
        """Whether a date is put off once more rather than the grade admitted."""
        return self._slips(rng, self.PUT_OFF, day, world)

    def forgets_to_plan(self, rng, day, world):
        return self._slips(rng, self.FORGOTTEN, day, world)

    def stretch(self, rng, day, world):
        """How many cadences ahead a plan is put, against the rule; 0: within it."""
        if self._slips(rng, self.EVADED, day, world):
            return 3
        return 1.5 if self._slips(rng, self.STRETCHED, day, world) else 0

    def moves_of(self, rng, plan, world, room):
        """How often the plan is moved before it is carried out; ``room``: days left in the cadence."""
        if self._slips(rng, self.EVADED, plan.planned_on, world):
            return 3
        return 1 if room >= 2 and rng.random() < 0.05 else 0


def take_leave(rng, habits, *, today, soon):
    """A training and a leave in the year; with ``soon`` the leave is still to come."""
    leave_on = today + timedelta(5) if soon else today - timedelta(rng.randint(180, 340))
    training_on = today - timedelta(rng.randint(20, 160))
    for kind, from_on in ((AbsenceKind.TRAINING, training_on), (AbsenceKind.LEAVE, leave_on)):
        habits.absences.append(
            Absence(
                user=habits.consultant,
                kind=kind,
                from_on=from_on,
                to_on=from_on + timedelta(rng.randint(1, 4)),
                plans=rng.choice(PlanHandling.values),
                recorded_on=from_on - timedelta(rng.randint(6, 12)),
                by=habits.consultant.manager,
            )
        )
