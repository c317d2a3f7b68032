"""Which activity a row of a file is (R4.1): recognised however often and in whatever order it comes."""

from collections import defaultdict

from foundation.importing.keysets import KeySet

from ...activities.models import Activity, ActivityMove, ActivityState


class RunMemory:
    """What this run has seen of saved activities, by key.

    ``claimed``: those that are a row of this run; ``announced``: plans that a row named as its next.
    """

    def __init__(self):
        self.claimed = KeySet()
        self.announced = KeySet()


class KnownActivities:
    """The activities of some opportunities on the days that a batch speaks of, new ones included.

    An activity is known by opportunity, the day it was first planned for, mode and day of execution; a
    plan that was moved since is known by its first day, and failing that by its present one.
    """

    def __init__(self, opportunities, days, memory):
        self._memory = memory
        self._claimed, self._announced = set(), set()
        self._by_day = defaultdict(list)
        self._origin = {}
        self._by_key = {}
        for pk, origin in _origins(opportunities):
            self._origin.setdefault(pk, origin)
        moved = [pk for pk, origin in self._origin.items() if origin in days]
        rows = Activity.objects.filter(opportunity__in=opportunities)
        found = {a.pk: a for a in rows.filter(planned_on__in=days).order_by("pk")}
        if moved:
            found |= {a.pk: a for a in rows.filter(pk__in=moved).order_by("pk")}
        for activity in found.values():
            self._enter(activity)

    def _enter(self, activity):
        self._by_key[activity.pk] = activity
        days = {activity.planned_on, self._origin.get(activity.pk, activity.planned_on)}
        for day in days:
            self._by_day[activity.opportunity_id, day].append(activity)

    def own(self, activity):
        """The instance held here of a saved activity, else the one given."""
        return self._by_key.get(activity.pk, activity)

    def add(self, activity, *, announced=False):
        """A new, yet unsaved activity."""
        self._by_day[activity.opportunity_id, activity.planned_on].append(activity)
        (self._announced if announced else self._claimed).add(id(activity))

    def claim(self, activity):
        """It is the activity of a row; returns whether another row of this run had announced it."""
        announced = id(activity) in self._announced
        self._announced.discard(id(activity))
        self._claimed.add(id(activity))
        if activity.pk:
            announced |= activity.pk in self._memory.announced
            self._memory.announced.discard(activity.pk)
            self._memory.claimed.add(activity.pk)
        return announced

    def is_claimed(self, activity):
        return id(activity) in self._claimed or (
            activity.pk is not None and activity.pk in self._memory.claimed
        )

    def remember(self, activities):
        """Keep what is known of the new activities, now that they have keys."""
        for activity in activities:
            if id(activity) in self._claimed:
                self._memory.claimed.add(activity.pk)
            if id(activity) in self._announced:
                self._memory.announced.add(activity.pk)

    def _on_day(self, opportunity, day):
        """Activities of the day, those first planned for it first."""
        entries = self._by_day.get((opportunity.pk, day), ())
        return sorted(entries, key=lambda a: self._origin.get(a.pk, a.planned_on) != day)

    def exact(self, opportunity, row):
        """The activity that already is what the row says, or ``None``."""
        same = [
            activity
            for activity in self._on_day(opportunity, row["planned_on"])
            if activity.mode == row["mode"] and activity.executed_on == row.get("executed_on")
        ]
        if "executed_on" not in row:
            same = [activity for activity in same if activity.is_planned]
        alike = [activity for activity in same if _says(activity, row)]
        free = [activity for activity in alike + same if not self.is_claimed(activity)]
        return next(iter(free + alike), None)

    def plan_carried_out(self, opportunity, row):
        """The plan that an executed row carries out: of its mode, else one that no row claims."""
        plans = [
            activity
            for activity in self._on_day(opportunity, row["planned_on"])
            if activity.is_planned or _fell_with(activity, opportunity, row["executed_on"])
        ]
        same = [plan for plan in plans if plan.mode == row["mode"]]
        free = [plan for plan in same + plans if not self.is_claimed(plan)]
        return next(iter(free + same), None)

    def plan_meant(self, opportunity, row):
        """What an open row speaks of: a plan that is done with by now, or one that was announced."""
        entries = self._on_day(opportunity, row["planned_on"])
        done = [a for a in entries if not a.is_planned and a.mode == row["mode"]]
        free = [a for a in entries if not self.is_claimed(a)]
        announced = [a for a in free if a.is_planned]
        return next(iter(done + announced + free), None)

    def planned_for(self, opportunity, day, mode, known_on):
        """The activity of the day, if any, that a contact on ``known_on`` announced."""
        entries = self._on_day(opportunity, day)
        return min(
            entries,
            key=lambda a: (a.recorded_on > known_on, self.is_claimed(a), a.mode != mode),
            default=None,
        )


def _says(activity, row):
    names = ("result", "content", "feedback", "with_decision_maker")
    names += ("purpose", "priority", "expected_content")
    return all(getattr(activity, name) == row[name] for name in names if name in row)


def _fell_with(activity, opportunity, executed_on):
    """Whether a plan was cancelled only since its opportunity ended, after this contact."""
    ended_on = opportunity.ended_on
    cancelled = activity.state == ActivityState.CANCELLED
    return cancelled and activity.ended_on == ended_on and executed_on <= ended_on


def _origins(opportunities):
    moves = ActivityMove.objects.filter(activity__opportunity__in=opportunities)
    return moves.order_by("moved_on", "pk").values_list("activity_id", "from_on")
