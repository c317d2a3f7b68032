"""A day's work for everyone: enough to do today, and not too much."""

from datetime import timedelta

MOST, LEAST = 14, 9


def level(rng, stories, today):
    """Bring what a consultant has due by ``today`` between ``LEAST`` and ``MOST`` by shifting open plans.

    Only plans that were never moved are shifted, as if they had been made for that day at once.
    """
    open_plans = [s for s in stories if s.plan and s.plan.recorded_on < today and not s.was_moved()]
    due = sum(1 for s in stories if s.plan and s.plan.planned_on <= today)
    wanted = min(rng.randint(LEAST, MOST), len(open_plans) // 2)
    coming = sorted(
        (s for s in open_plans if s.plan.planned_on > today), key=lambda s: s.plan.planned_on
    )
    for story in coming[: max(0, wanted - due)]:
        plan = story.plan
        plan.planned_on = today
        plan.is_stretched = (today - plan.recorded_on).days > story.opportunity.grade.cadence
        plan.stretch_reason = plan.stretch_reason if plan.is_stretched else ""
    for story in open_plans:
        if due <= MOST:
            break
        later = today + timedelta(rng.randint(1, 3))
        if story.plan.planned_on == today and _may_wait(story, later):
            story.plan.planned_on = later
            due -= 1


def _may_wait(story, day):
    within = (day - story.plan.recorded_on).days <= story.opportunity.grade.cadence
    return within and day <= story.opportunity.expected_on and not story.habits.absence_on(day)
