"""What holds at the close of a day, told naively from the records: one opportunity and day at a time.

Written from the rules (R6.1–R6.7) without the product's own functions, to hold them against.
"""

from datetime import timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from followups.calendars.models import Absence
from leads.opportunities.models import Opportunity

DAY = timedelta(days=1)
SHANGHAI = ZoneInfo("Asia/Shanghai")


def holding(day, opportunities=None):
    """The set of ``(rule, opportunity, activity, responsible, due_on)`` that hold at the close of ``day``."""
    found = set()
    for opportunity in opportunities or Opportunity.objects.all():
        found |= set(_Case(opportunity, day).holding())
    return found


def is_apart(first, second):
    if first.executed_at and second.executed_at:
        return second.executed_at - first.executed_at >= timedelta(hours=1)
    return second.ended_on > first.ended_on


class _Case:
    def __init__(self, opportunity, day):
        self.opportunity, self.pk, self.day = opportunity, opportunity.pk, day
        self.changes = [
            c
            for c in opportunity.changes.select_related("grade__policy").order_by(
                "changed_on", "pk"
            )
            if c.changed_on <= day
        ]
        self.activities = [
            a for a in opportunity.activities.prefetch_related("moves") if a.recorded_on <= day
        ]

    def last(self, name):
        values = [getattr(c, name) for c in self.changes if getattr(c, name) is not None]
        return values[-1] if values else None

    def assigned(self):
        """The day at whose close the present owner had it first, without a break since."""
        at_close = {c.changed_on: c.consultant_id for c in self.changes if c.consultant_id}
        owner = assigned = None
        for on, consultant in at_close.items():
            if consultant != owner:
                owner, assigned = consultant, on
        return assigned

    def holding(self):
        yield from self.suspicions()
        if not self.changes or self.last("state") not in ("executing", "won"):
            return
        owner = self.last("consultant_id")
        grade = self.last("grade")
        assigned = self.assigned()
        registered = self.changes[0].changed_on
        done = [a for a in self.activities if a.state == "executed" and a.ended_on <= self.day]
        plans = [a for a in self.activities if a.ended_on is None or a.ended_on > self.day]

        for plan in plans:
            person = self.person_of(plan)
            planned_on = self.planned_on(plan)
            if self.day >= self.first_close(person, planned_on):
                yield "overdue_activity", self.pk, plan.pk, person, planned_on
        if self.last("state") == "won":
            return
        yield from self.callbacks(plans, owner)
        if not plans:
            ends = [a.ended_on for a in self.activities]
            since = max(ends) if ends else registered
            if self.day >= self.first_close(owner, since):
                yield "missing_next_plan", self.pk, None, owner, since
        base = max((a.executed_on for a in done), default=assigned)
        yield from self.after("cadence_breach", owner, base + DAY * grade.cadence, chosen=True)
        if grade.is_ordered:
            return
        yield from self.after("expired_opportunity", owner, self.last("expected_on"))
        own = [a.executed_on for a in done if a.is_effective and a.consultant_id == owner]
        base = max([assigned, *own])
        yield from self.after("no_effective_contact_30", owner, base + DAY * 30, chosen=True)

    def callbacks(self, plans, owner):
        """R4.6, R5.3: nobody has talked to them since the promise, nor tried twice, in time or later.

        What was passed on is missed by whose it was, on its day alone.
        """
        ends = [c.changed_on for c in self.changes if c.state not in (None, "executing")]
        for call in self.activities:
            at = call.promised_at
            since = timezone.localtime(at, SHANGHAI).date() if at else call.recorded_on
            if (
                call.call_back_by is None
                or _Case(self.opportunity, since).last("state") != "executing"
            ):
                continue
            if any(since < on for on in ends):
                continue
            due = timezone.localtime(call.call_back_by, SHANGHAI).date()
            rule = "missed_first_contact" if call.is_first_contact else "missed_callback"
            if call.passed_on_at and call.ended_on <= self.day:
                person = call.consultant_id
                if call.ended_on == due == self.day == self.first_close(person, due):
                    yield rule, self.pk, call.pk, person, due
                continue
            kept = self.kept_by(call)
            first = self.first_close(owner, due)
            late_today = False
            if kept and kept.executed_at and kept.executed_at > call.call_back_by:
                late_today = first == due == kept.ended_on == self.day
            if self.day >= first and (kept is None or late_today):
                yield rule, self.pk, call.pk, owner, due

    def kept_by(self, call):
        """The owner's first talk since, or the second attempt, an hour (else a day) after the first."""
        since = self.local(call.promised_at)
        done = [
            a
            for a in self.activities
            if a.state == "executed"
            and since <= a.ended_on <= self.day
            and not (a.executed_at and a.executed_at < call.promised_at)
        ]
        done.sort(key=lambda a: (a.ended_on, a.executed_at.timestamp() if a.executed_at else 0))
        tries = [a for a in done if a.result in ("no_answer", "wrong_number")]
        for contact in done:
            if contact.is_effective and self.was_owner(contact):
                return contact
            if contact in tries and is_apart(tries[0], contact):
                return contact
        return None

    def was_owner(self, contact):
        on = contact.ended_on
        owners = [_Case(self.opportunity, day).last("consultant_id") for day in (on - DAY, on)]
        return contact.consultant_id in owners

    def local(self, moment):
        return timezone.localtime(moment, SHANGHAI).date()

    def was_promised(self, plan):
        """Whether it was made as a call-back, not made one later."""
        at = plan.promised_at
        on = timezone.localtime(at, SHANGHAI).date() if at else plan.recorded_on
        return plan.call_back_by and on == plan.recorded_on

    def after(self, rule, person, due, chosen=False):
        if self.day >= self.first_close(person, due + DAY, chosen):
            yield rule, self.pk, None, person, due

    def first_close(self, person, day, chosen=False):
        """``day``, or where it lies in an approved absence the first day after that one.

        ``chosen``: or the later day to which the approval moved a plan of the opportunity.
        """
        known = Absence.objects.filter(user=person, recorded_on__lte=self.day)
        known = [
            absence
            for absence in known
            if absence.state == "approved"
            or (absence.state == "cancelled" and absence.cancelled_on > self.day)
        ]
        while around := [a for a in known if a.from_on <= day <= a.to_on]:
            day = around[0].to_on + DAY
            if chosen and (later := self.moved_later_for(around[0])):
                day = max(day, min(later))
        return day

    def moved_later_for(self, absence):
        """The days to which its approval moved plans of the opportunity."""
        return [
            move.to_on
            for activity in self.activities
            for move in activity.moves.all()
            if move.absence_id == absence.pk
            and move.moved_on <= self.day
            and move.to_on > move.from_on
        ]

    def planned_on(self, plan):
        moves = sorted(plan.moves.all(), key=lambda m: (m.moved_on, m.pk))
        if not moves:
            return plan.planned_on
        so_far = [m for m in moves if m.moved_on <= self.day]
        return so_far[-1].to_on if so_far else moves[0].from_on

    def person_of(self, plan):
        """For whom it was made, or to whom the opportunity went while it was open."""
        later = [c for c in self.changes if c.consultant_id and c.changed_on > plan.recorded_on]
        return later[-1].consultant_id if later else plan.planned_for_id

    def suspicions(self):
        """R6.5: told from the day before and the day of each change."""
        for plan in self.activities:
            if plan.ended_on == plan.recorded_on:
                continue
            yield from self._far_or_often(plan)
        yield from self._pushes()

    def _far_or_often(self, plan):
        moves = sorted(plan.moves.all(), key=lambda m: (m.moved_on, m.pk))
        first = moves[0].from_on if moves else plan.planned_on
        own = [m for m in moves if m.absence_id is None and m.moved_on <= self.day]
        steps = [(plan.recorded_on, first, 0)]
        steps += [(m.moved_on, m.to_on, n) for n, m in enumerate(own, 1)]
        for on, planned_on, number in steps:
            if plan.state == "executed" and plan.ended_on == on:
                continue  # it was carried out that very day
            if number == 0 and self.was_promised(plan):
                continue  # it was promised at the door
            then = _Case(Opportunity.objects.get(pk=self.pk), on)
            person = then.person_of(plan)
            done = [
                a.executed_on for a in then.activities if a.state == "executed" and a.ended_on <= on
            ]
            assigned = then.assigned()
            base = max(done, default=assigned)
            grade = then.last("grade")
            if then.last("state") == "won":
                continue
            allowed = then.first_close(person, base + DAY * 2 * grade.cadence)
            if planned_on > allowed or number >= 3:
                yield "suspected_evasion", self.pk, plan.pk, person, on

    def _pushes(self):
        expected = place = window = owner = None
        ordered, pushes = False, 0
        for change in self.changes:
            now = change.grade and (not change.grade.is_ordered, change.grade.sort_order)
            lowered = bool(now and place and now > place)
            pushed = expected and change.expected_on and change.expected_on > expected
            if pushed and not lowered and not ordered:
                pushes += 1
                far = window is not None and (change.expected_on - expected).days > window
                if pushes >= 3 or far:
                    yield "suspected_evasion", self.pk, None, owner, change.changed_on
            if lowered:
                pushes = 0
            if change.grade is not None:
                place, window = now, change.grade.window_to
                ordered = change.grade.is_ordered
            expected = change.expected_on or expected
            owner = change.consultant_id or owner
