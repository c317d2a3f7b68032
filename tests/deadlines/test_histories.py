"""Random lives of customers through the services: the stored deadlines are always what the rules say."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from followups.absences.services.registering import register_absence
from followups.absences.services.requesting import approve_absence, request_absence
from followups.activities.models import Activity
from followups.deadlines.models import Deadline
from followups.deadlines.services import compare, sync
from followups.ownership.services import pass_on, reassign, reopen_opportunity
from followups.plans.services import (
    Plan,
    cancel_activity,
    drop_plan,
    move_activity,
    plan_activity,
    promise_call,
)
from followups.withdrawals.services import undo
from foundation.history import save_as
from leads.grading.queries import IntentReader
from leads.opportunities.models import Opportunity
from tests.factories import Floor
from tests.oracle import holding

FIRST = datetime(2026, 3, 2, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
WINDOWS = {"H": (0, 7), "A": (0, 15), "B": (0, 30), "C": (31, 90), "O": (0, 60)}
grades = st.sampled_from("HABCO")


class Histories(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.now = FIRST
        self.refused = 0

    def teardown(self):
        try:
            if hasattr(self, "floor"):
                self.every_day_as_of_that_day()
        finally:
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)

    @initialize()
    def dealership(self):
        self.floor = Floor()
        self.people = [self.floor.consultant, self.floor.new_consultant()]
        self.floor.open(**self.when(), grade="H", plan_in=2)

    @property
    def today(self):
        return self.now.date()

    def when(self):
        return {"now": self.now, "on": self.today}

    def pick(self, data, queryset):
        rows = list(queryset.order_by("pk"))
        return data.draw(st.sampled_from(rows)) if rows else None

    def executing(self):
        return Opportunity.objects.executing()

    def date_for(self, data, grade):
        low, high = WINDOWS[grade]
        return self.today + timedelta(days=data.draw(st.integers(low, high)))

    def allowed(self, act, *args, **kwargs):
        """A refusal by the rules must leave nothing behind; the invariant looks."""
        try:
            return act(*args, **kwargs)
        except ValidationError:
            self.refused += 1

    @precondition(lambda self: Opportunity.objects.count() < 3)
    @rule(
        data=st.data(),
        grade=st.sampled_from("HABC"),
        person=st.integers(0, 1),
        plan_in=st.integers(0, 70),
    )
    def create(self, data, grade, person, plan_in):
        days = (self.date_for(data, grade) - self.today).days
        self.floor.open(
            **self.when(),
            consultant=self.people[person],
            grade=grade,
            days=days,
            plan_in=plan_in,
        )

    @rule(
        data=st.data(),
        grade=grades,
        result=st.sampled_from(["reached", "no_answer", "refused", "visited"]),
        content=st.sampled_from(["", "谈价", "看车"]),
        next_in=st.one_of(st.none(), st.integers(0, 40)),
        ago=st.integers(0, 3),
        planned=st.booleans(),
        by=st.integers(0, 1),
    )
    def log(self, data, grade, result, content, next_in, ago, planned, by):
        opportunity = self.pick(data, self.executing())
        if opportunity is None:
            return
        plan = self.pick(data, opportunity.activities.planned()) if planned else None
        change = data.draw(st.sampled_from(["nothing", "date", "grade"]))
        fields = {}
        if change == "grade":
            fields = {"note": f"{grade} 新", "expected_on": self.date_for(data, grade)}
        elif change == "date":
            fields = {"expected_on": self.date_for(data, opportunity.grade.code)}
        row = Opportunity.objects.filter(pk=opportunity.pk)
        if fields.get("note", "").startswith("O"):
            row.update(ordered_on=self.today)  # as if an order stood (R3.1)
        self.allowed(
            self.floor.contact,
            opportunity,
            **self.when(),
            activity=plan,
            by=self.people[by],
            next_in=next_in,
            result=result,
            content=content,
            feedback="再考虑",
            executed_on=self.today - timedelta(days=ago),
            **fields,
        )
        row.update(ordered_on=None)

    @rule(data=st.data(), plan_in=st.integers(0, 40))
    def plan(self, data, plan_in):
        opportunity = self.pick(data, self.executing())
        if opportunity:
            plan = Plan(
                self.today + timedelta(days=plan_in),
                stretch_reason="busy",
                expected_content="聊聊配置",
            )
            self.allowed(
                plan_activity,
                by=self.floor.manager,
                **self.when(),
                opportunity=opportunity,
                plan=plan,
            )

    @rule(data=st.data())
    def leave_an_address(self, data):
        opportunity = self.pick(data, self.executing())
        if opportunity:
            by = self.now + timedelta(hours=24)
            self.allowed(
                promise_call,
                by=self.floor.manager,
                **self.when(),
                opportunities=[opportunity],
                plan=Plan(by.date(), call_back_by=by, expected_content="聊聊配置"),
            )

    @rule(data=st.data(), hours=st.sampled_from([1, 4, 24, 60]))
    def assign(self, data, hours):
        """An assigned customer is to be called for the first time by a moment (R5.3)."""
        opportunity = self.pick(data, self.executing())
        if opportunity:
            self.allowed(
                plan_activity,
                by=self.floor.manager,
                **self.when(),
                opportunity=opportunity,
                plan=self.first_contact(hours),
            )

    @rule(data=st.data(), hours=st.sampled_from([1, 4, 24, 60]))
    def offer_to_the_next(self, data, hours):
        missed = self.pick(data, Activity.objects.planned().filter(is_first_contact=True))
        if missed is None:
            return
        late = self.now > missed.call_back_by
        [to] = [person for person in self.people if person.pk != missed.consultant_id]
        self.allowed(
            pass_on,
            by=None,
            **self.when(),
            activity=missed,
            to=to,
            plan=self.first_contact(hours),
            reason="not called in time",
        )
        missed.refresh_from_db()
        assert late or missed.is_planned

    def first_contact(self, hours):
        by = self.now + timedelta(hours=hours)
        return Plan(by.date(), call_back_by=by, is_first_contact=True, expected_content="聊聊配置")

    @rule(data=st.data(), plan_in=st.integers(0, 200), done=st.booleans())
    def care(self, data, plan_in, done):
        """What a buyer is owed, and gets (R9.2)."""
        opportunity = self.pick(data, Opportunity.objects.filter(state="won"))
        if opportunity is None:
            return
        plan = self.pick(data, opportunity.activities.planned()) if done else None
        if done:
            self.floor.care(opportunity, **self.when(), activity=plan)
        else:
            plan_activity(
                by=self.floor.manager,
                **self.when(),
                opportunity=opportunity,
                plan=Plan(
                    self.today + timedelta(days=plan_in),
                    purpose="care",
                    expected_content="聊聊配置",
                ),
            )

    @rule(data=st.data(), days=st.integers(-2, 40))
    def move(self, data, days):
        plan = self.pick(data, Activity.objects.planned())
        if plan:
            self.allowed(
                move_activity,
                by=plan.consultant,
                **self.when(),
                activity=plan,
                to_on=self.today + timedelta(days=days),
                reason="customer asked",
            )

    @rule(data=st.data(), replace=st.booleans())
    def cancel(self, data, replace):
        plan = self.pick(data, Activity.objects.planned())
        if plan:
            other = (
                Plan(self.today + timedelta(days=1), expected_content="聊聊配置")
                if replace
                else None
            )
            self.allowed(
                cancel_activity,
                by=plan.consultant,
                **self.when(),
                activity=plan,
                reason="double",
                plan=other,
            )

    @rule(
        data=st.data(), what=st.sampled_from(["contact", "move", "cancel"]), days=st.integers(0, 40)
    )
    def a_mistake_undone(self, data, what, days):
        """What is undone within ten minutes leaves every deadline as it was (R1.4)."""
        plan = self.pick(data, Activity.objects.planned())
        if plan is None:
            return
        # No other act has this moment.
        self.now += timedelta(minutes=2)
        before = stored()
        by, to_on = plan.consultant, self.today + timedelta(days=days)
        who = {"by": by, **self.when()}
        if what == "contact":
            contact = {"activity": plan, "next_in": days, "by": by}
            done = self.allowed(self.floor.contact, plan.opportunity, **self.when(), **contact)
        elif what == "move":
            done = self.allowed(move_activity, **who, activity=plan, to_on=to_on, reason="wrong")
        else:
            other = Plan(to_on, expected_content="聊聊配置")
            done = self.allowed(cancel_activity, **who, activity=plan, reason="wrong", plan=other)
        day = self.today
        self.now += timedelta(minutes=1)
        if done and self.today == day:
            undo(by=by, now=self.now, activity=done)
            assert stored() == before

    @rule(data=st.data(), to=st.integers(0, 1))
    def hand_over(self, data, to):
        opportunity = self.pick(data, Opportunity.objects.all())
        if opportunity:
            reassign(
                by=self.floor.director,
                **self.when(),
                customer=opportunity.customer,
                to=self.people[to],
                reason="balance",
            )

    @rule(
        person=st.integers(0, 1),
        start=st.integers(-2, 4),
        length=st.integers(1, 6),
        plans=st.sampled_from(["", "", "pull-forward", "postpone"]),
    )
    def absence(self, person, start, length, plans):
        from_on = self.today + timedelta(days=start)
        self.allowed(
            register_absence,
            by=self.floor.manager,
            **self.when(),
            user=self.people[person],
            kind="leave",
            from_on=from_on,
            to_on=from_on + timedelta(days=length),
            plans=plans,
        )

    @rule(
        person=st.integers(0, 1),
        start=st.integers(0, 4),
        length=st.integers(0, 6),
        later=st.integers(0, 5),
    )
    def absence_with_days_chosen(self, person, start, length, later):
        """Asked for and approved, its plans moved to a day later than the first one back."""
        from_on = self.today + timedelta(days=start)
        to_on = from_on + timedelta(days=length)
        user = self.people[person]
        fields = {"from_on": from_on, "to_on": to_on, "plans": "postpone", "kind": "leave"}
        asked = self.allowed(
            request_absence, by=user, **self.when(), user=user, reason="回老家", **fields
        )
        if asked:
            asked.proposed_plans.update(to_on=to_on + timedelta(days=1 + later))
            self.allowed(approve_absence, by=self.floor.manager, **self.when(), absence=asked)

    @rule(data=st.data(), outcome=st.sampled_from(["won", "lost"]))
    def end(self, data, outcome):
        opportunity = self.pick(data, self.executing())
        if opportunity:
            self.floor.contact(
                opportunity,
                **self.when(),
                next_in=None,
                outcome=outcome,
                lost_reason="price" if outcome == "lost" else "",
            )

    @rule(data=st.data(), grade=st.sampled_from("HAB"))
    def take_up_again(self, data, grade):
        opportunity = self.pick(data, Opportunity.objects.filter(state="lost"))
        if opportunity:
            reader = IntentReader.of_store(opportunity.store, on=self.today)
            intent = reader.read(f"{grade} 回来了", self.date_for(data, grade))
            self.allowed(
                reopen_opportunity,
                by=self.floor.manager,
                **self.when(),
                opportunity=opportunity,
                intent=intent,
                plan=Plan(self.today + timedelta(days=1), expected_content="聊聊配置"),
                reason="came back",
            )

    @rule(data=st.data(), ago=st.integers(0, 9), late=st.integers(0, 4), done=st.booleans())
    def import_history(self, data, ago, late, done):
        """A row of a spreadsheet: it need not obey R4.2 and may tell of days gone by."""
        opportunity = self.pick(data, Opportunity.objects.filter(state="executing"))
        if opportunity is None:
            return
        planned_on = self.today - timedelta(days=ago)
        ended_on = min(planned_on + timedelta(days=late), self.today) if done else None
        row = Activity(
            opportunity=opportunity,
            consultant=self.people[0],
            planned_for=self.people[0],
            recorded_on=max(opportunity.registered_on, planned_on - timedelta(days=late)),
            planned_on=planned_on,
            state="executed" if done else "planned",
            result="reached" if done else "",
            is_effective=done,
            content="谈",
            executed_on=ended_on,
            ended_on=ended_on,
        )
        save_as(row, by=None, now=self.now)  # not by the machine's clock
        sync([opportunity.pk])

    @rule(data=st.data())
    def lose_the_plan(self, data):
        """A plan that an import withdrew: nothing is planned any more."""
        plan = self.pick(data, Activity.objects.planned().filter(recorded_on__lt=self.today))
        if plan:
            drop_plan(plan, by=None, **self.when(), reason="withdrawn")
            sync([plan.opportunity_id])

    @rule(days=st.sampled_from([1, 1, 1, 2, 5, 31]))
    def days_pass(self, days):
        self.now += timedelta(days=days)

    @rule(minutes=st.sampled_from([20, 59, 60, 120, 300, 600, 1430, 1440, 1441]))
    def hours_pass(self, minutes):
        self.now += timedelta(minutes=minutes)

    @invariant()
    def stored_equals_derived(self):
        ids = list(Opportunity.objects.values_list("pk", flat=True))
        if ids:
            assert list(compare(ids).lines()) == []

    @invariant()
    def broken_today_is_what_the_rules_say(self):
        if hasattr(self, "floor"):
            assert broken(self.today) == holding(self.today)

    def every_day_as_of_that_day(self):
        day = FIRST.date()
        while day < self.today:
            assert broken(day) == holding(day), day
            day += timedelta(days=1)


def stored():
    """Every deadline, as it is kept."""
    names = ("kind", "opportunity", "activity", "responsible", "set_on", "due_on", "breaks_on")
    return sorted(map(str, Deadline.objects.values_list(*names, "ended_on")))


def broken(day):
    """What the audit of the day would find, from the stored deadlines alone."""
    rows = Deadline.objects.broken(on=day)
    return set(
        rows.values_list("kind", "opportunity_id", "activity_id", "responsible_id", "due_on")
    )


@pytest.mark.django_db
def test_random_histories_keep_every_deadline():
    run_state_machine_as_test(
        Histories,
        settings=settings(
            max_examples=25,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
