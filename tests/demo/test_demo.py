"""`manage.py demo`: a whole dealership, alive today, that obeys its own rules."""

import re
from collections import defaultdict
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.emphasis.models import Emphasis
from accounts.people.models import Role, Store, User
from compliance.audit.models import AuditRun
from compliance.findings.models import Finding
from crm_site.demo.words import SHOW_VISITORS
from followups.activities.models import Activity, ActivityMove
from followups.activities.rules import is_effective
from followups.deadlines.services import compare
from followups.note_parts.queries import completeness_of
from followups.support.models import SupportRequest
from followups.take_overs.models import TakeOver
from followups.week_targets.models import WeekTarget
from intake.arrivals.models import Lead, LeadState
from intake.cleaning.models import InvalidKind, InvalidRecord
from intake.cleaning.queries.invalid import last_run
from intake.desk.queries import desk_of
from intake.desk.rules import STEPS
from intake.invitations.models import KeptInvitation
from leads.customers.models import UNKNOWN_BIRTHDAY, Customer
from leads.events.models import MarketEvent
from leads.grading.queries import policies_in_force
from leads.grading.rules import fits, read_note
from leads.market_notes.models import MarketNote
from leads.opportunities.models import Opportunity, OpportunityChange, State
from ledgers.check import differences
from orders.business_plans.models import BusinessPlan
from orders.buyers.models import CareItem, OwnedVehicle
from orders.deposits.queries import usual_deposit
from orders.expenses.models import Expense
from orders.orders.models import Order, PaymentDue
from orders.quotations.models import Quotation
from orders.stock.models import Vehicle
from orders.targets.models import Target
from reception.models import Visit
from reception.queries import register_rows
from reports.models import ScoreAppeal, ScoreMonth
from reports.sheets.queries.catalogue import SHEETS
from reports.sheets.queries.scope import Scope
from rewards.models import Reward, RewardEntry, RewardSum


def test_every_role_of_both_stores_can_log_in(demo, client):
    text = demo.read_text(encoding="utf-8")
    password = re.search(r"everyone: (\S+)", text)[1]
    printed = set(re.findall(r"[a-z]+\.[a-z]+", text))
    assert printed == set(User.objects.values_list("username", flat=True))
    for store in Store.objects.all():
        assert {p.role for p in store.staff.all()} == set(Role.values)
    for username in ("li.na", "zheng.guohua"):
        assert client.login(username=username, password=password)
    assert demo.stat().st_mode & 0o077 == 0


def test_a_second_time_is_refused(demo):
    before = Customer.objects.count()
    with pytest.raises(CommandError, match="already has data"):
        call_command("demo", logins=demo)
    assert Customer.objects.count() == before


def test_the_records_agree_with_the_deadlines(demo):
    assert not compare(list(Opportunity.objects.values_list("pk", flat=True)))
    out = StringIO()
    call_command("check_deadlines", stdout=out)
    assert "0 differences" in out.getvalue()


def test_rewards_were_paid_and_some_wait(demo):
    rewards = Reward.objects.all()
    assert rewards.pending().exists() and rewards.to_reverse().count() == 1
    assert RewardEntry.objects.dates("on", "month").count() > 1
    assert not differences(RewardEntry, RewardSum)


def test_the_business_is_alive_on_the_day_it_was_made(demonstration):
    for store in Store.objects.all():
        today = store.business_date(demonstration.made_at)
        plans = Activity.objects.planned().filter(opportunity__store=store)
        assert plans.filter(planned_on__lte=today).exists()
        assert plans.filter(planned_on__gt=today).exists()
        assert AuditRun.objects.filter(store=store).latest("on").on < today
        for name in ("recorded_on", "executed_on", "ended_on"):
            assert not Activity.objects.filter(**{f"{name}__gt": today}).exists()
    assert Finding.objects.exists()


def test_the_history_obeys_the_rules(demo):
    grades = {g.pk: g for g in OpportunityChange.grade.field.related_model.objects.all()}
    set_all = {"grade__isnull": False, "expected_on__isnull": False}
    for change in OpportunityChange.objects.filter(state=State.EXECUTING, **set_all):
        days = (change.expected_on - change.changed_on).days
        assert fits(grades[change.grade_id].terms, days)
    codes = defaultdict(list)
    for grade in grades.values():
        codes[grade.policy_id].append(grade.code)
    rows = Opportunity.objects.values_list("note", "grade__code", "grade__policy")
    for note, code, policy in rows:
        assert read_note(note, codes[policy]) == (code, note)
    for activity in Activity.objects.executed():
        assert activity.is_effective == is_effective(activity.result, activity.content)
        assert activity.recorded_on <= activity.executed_on
    for move in ActivityMove.objects.select_related("activity"):
        assert move.activity.recorded_on <= move.moved_on <= move.from_on
        assert move.activity.ended_on is None or move.moved_on <= move.activity.ended_on


def test_the_further_pages_of_the_manual_have_life(demo):
    """S1: introductions and a VIP, other makes, an order on the spot, support, and what leaders lay down."""
    for store in Store.objects.all():
        here = {"store": store}
        brought = Customer.objects.filter(**here).exclude(introducer_phone="")
        introducers = Customer.objects.filter(**here, phone__in=brought.values("introducer_phone"))
        assert introducers.exists()
        other_makes = OwnedVehicle.objects.filter(**here, order=None)
        assert other_makes.filter(opportunity__bought_elsewhere=True).exists()
        assert other_makes.filter(opportunity=None).exists()
        today = store.business_date(timezone.now())
        year = {"since": today - timedelta(days=365), "until": today}
        spot = register_rows(store.staff.get(role=Role.DIRECTOR), kind="walk_in", **year)
        assert spot.filter(ordered_on_spot=True).exists()
        wanted = SupportRequest.objects.filter(**here)
        assert wanted.exclude(answer="").exists() and wanted.waiting().exists()
        assert usual_deposit(store, on=today) is not None
        for event in MarketEvent.objects.filter(**here):
            assert event.responsible.role == Role.MARKETING and event.steps and event.plan
        for model in (MarketNote, Emphasis, BusinessPlan):
            assert model.objects.filter(**here).exists(), model
        assert TakeOver.objects.filter(customer__store=store).exists()
        assert Activity.objects.filter(opportunity__store=store, satisfaction__gt=0).exists()
        assert WeekTarget.objects.filter(opportunity__store=store).exists()


def test_r5_1_a_show_is_on_with_its_form_for_visitors(demonstration):
    """Who asked at the stand by the form is somebody's already, as a lead of the show."""
    now = demonstration.made_at
    for store in Store.objects.all():
        today = store.business_date(now)
        show = MarketEvent.objects.get(store=store, starts_on__lte=today, ends_on__gte=today)
        (form,) = show.public_forms.all()
        assert form.is_open(now) and form.made_by.role == Role.MARKETING
        asked = Lead.objects.filter(store=store, event=show, payload__form=form.pk)
        assert asked.count() == len(SHOW_VISITORS)
        for lead in asked:
            assert lead.state == LeadState.ASSIGNED and lead.customer and not lead.source
            assert lead.payload["agreed_to"] and lead.first_contact_by > now


def test_last_month_is_scored_with_an_appeal(demo):
    """R13.3: everybody who sells has points, one of them appealed."""
    for store in Store.objects.all():
        (month,) = ScoreMonth.objects.filter(store=store)
        assert month.scores.filter(person__role=Role.CONSULTANT, total__gt=0).count() >= 2
        assert month.scores.filter(person=None).count() >= 2
        assert ScoreAppeal.objects.filter(score__month=month).count() == 1


def test_a_telephone_desk_calls_beside_the_floor(demo):
    """R12: two people under S2 with customers in every class, none of them overdue."""
    callers = User.objects.filter(manager__username="xie.fang")
    assert [
        held.code for held in policies_in_force(Store.objects.all(), on=timezone.localdate())
    ] == [
        "S0",
        "S2",
        "S0",
    ]
    for caller in callers:
        found = desk_of(caller, on=caller.store.business_date(timezone.now()))
        counts = found.counts()
        assert all(counts[f"class-{code}"] for code in ("1", "2", "3K", "3", "4K", "4", "5", "7"))
        assert counts["foreign"] == 0 < counts["small"]
        assert caller.round_ups.count() == 3
        assert completeness_of([caller], since=date(2000, 1, 1), until=found.on)[caller.pk] > 50
    assert KeptInvitation.objects.filter(inviter__in=callers).count() == 1
    assert Opportunity.objects.filter(consultant__in=callers).exclude(decision_maker="").exists()
    late = Activity.objects.overdue(on=timezone.localdate())
    assert callers.count() == 2 and not late.filter(consultant__in=callers).exists()
    assert not Finding.objects.filter(responsible__in=callers).exists()


def test_what_is_planned_is_read_in_ones_own_language(demo):
    typed = {
        plan.expected_content
        for plan in Activity.objects.only("expected_content")
        if isinstance(plan.expected_content, str)
    }
    assert not [text for text in typed if re.match("[A-Za-z]+ ", text)]


def test_some_birthdays_are_unknown(demo):
    unknown = Customer.objects.filter(birthday=UNKNOWN_BIRTHDAY).count()
    assert 0 < unknown < Customer.objects.count()


def test_every_record_has_its_history(demo):
    for model in (User, Customer, Opportunity, Activity):
        first = model.history.filter(history_type="+")
        assert first.count() == model.objects.count()


def test_there_is_something_on_every_sheet(demo):
    """Registers, orders, stock, money, buyers, events, targets and claims (R7, R9)."""
    for model in (Visit, Order, Vehicle, PaymentDue, OwnedVehicle, CareItem, MarketEvent, Target):
        assert model.objects.exists(), model
    assert Vehicle.objects.filter(left_on=None).exists()
    for order in Order.objects.prefetch_related("dues"):
        assert sum(due.amount for due in order.dues.all()) == order.price
    open_orders = set(Order.objects.open().values_list("opportunity", flat=True))
    marked = Opportunity.objects.exclude(ordered_on=None).values_list("pk", flat=True)
    assert set(marked) == open_orders
    assert not Visit.objects.filter(left_at__gt=timezone.now()).exists()


def test_the_desk_s_funnel_has_every_class_of_the_road(demo):
    """R12.8: leads of the desk came to each class that it has customers of, and were raised day by day."""
    on = timezone.localdate()
    scope = Scope(User.objects.get(username="xu.ming"), on - timedelta(days=60), on, on)
    measures = SHEETS["lead-classes"].measures(scope)
    came = {code: measures[f"came-{code}"].rows.count() for code in STEPS}
    assert all(came[code] for code in ("0", "4", "3", "3K", "2", "1", "5", "7")), came
    assert came["0"] > came["4"] > came["2"] > came["1"]


def test_r14_1_a_night_says_what_stood_late(demo):
    last = AuditRun.objects.order_by("-on")[0]
    assert last.late["complaints"] > 0 and "questions" in last.late


def test_r14_4_expenses_of_intents_under_way_stand_and_one_is_struck_out(demo):
    for store in Store.objects.all():
        of_store = Expense.objects.filter(store=store)
        assert of_store.standing().values("consultant").distinct().count() > 1
        assert of_store.exclude(struck_at=None).count() == 1
    under_way = Expense.objects.standing().filter(opportunity__state=State.EXECUTING)
    assert under_way.count() == Expense.objects.standing().count()


def test_r14_4_of_two_quotations_one_was_approved_and_one_has_expired(demo):
    for store in Store.objects.all():
        of_store = Quotation.objects.filter(store=store)
        approved = of_store.get(state="open")
        assert approved.decided_by == approved.made_by.manager and approved.given_at
        assert of_store.get(state="expired").made_on < approved.made_on


def test_r13_4_invalid_data_were_looked_for_and_one_is_right_all_the_same(demo):
    for store in Store.objects.all():
        assert last_run(store).finished_at
        found = InvalidRecord.objects.filter(store=store)
        assert InvalidKind.NAME in found.values_list("kind", flat=True)
        for right in found.exclude(answered_at=None):
            assert (right.kind, right.answered_by.role) == (InvalidKind.CAR_UNNAMED, Role.MARKETING)
    kinds = InvalidRecord.objects.values_list("kind", flat=True)
    assert {InvalidKind.BIRTHDAY, InvalidKind.CAR_VIN, InvalidKind.CAR_UNNAMED} <= set(kinds)
    assert InvalidRecord.objects.exclude(answered_at=None).exists()
