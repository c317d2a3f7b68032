"""A telephone desk under S2 in the first store: its people, their customers in every class, their calls (R12)."""

from datetime import datetime, time, timedelta
from itertools import count
from random import Random
from zoneinfo import ZoneInfo

from accounts.holidays.queries import days_off
from accounts.holidays.rules import DayCount
from accounts.people.models import Role
from followups.activities.models import Mode, Result
from followups.contacts.services import Contact, record_contact
from followups.new_customers.services import open_customer
from followups.note_parts.rules import (
    ANSWERED,
    INTERESTS,
    INTRODUCED,
    OBJECTIONS,
    REMARKS,
    SAID,
    told,
)
from followups.plans.services import Plan
from followups.policy_changes.services import adopt_policy
from foundation.dates import ONE_DAY
from intake.desk.rules import CYCLES
from intake.desk_policies.rules import DeskDay
from intake.desk_policies.services import lay_out
from intake.round_ups.models import DAY
from intake.round_ups.services import mark_read, write
from leads.customers.models import Source
from leads.grading.models import GradingPolicy
from leads.opportunities.models import Opportunity
from reception.services.visits import Entry, register_visit

from .cards import make_card
from .staff import hire_for
from .words import (
    DESK_DECIDERS,
    DESK_NEXT,
    DESK_PARTS,
    DESK_STAFF,
    DESK_TALKS,
    MODELS,
    ROUND_UPS,
)
from .write import keep_history

SINCE = timedelta(days=60)
# So few customers fill no week of 120 contacts.
FEW = (2, 2, 1, 1, 1)
# Numbers that no card of the demonstration has.
FIRST_NUMBER = 8000
# Of each class so many customers, and how many days of work ago they were spoken to.
STOCK = [
    ("1", 1, (1,)),
    ("2", 3, (0, 1, 1)),
    ("3K", 5, (0, 1, 2, 3, 2)),
    ("3", 8, (0, 1, 2, 3, 4, 5, 4, 3)),
    ("4K", 4, (2, 4, 5, 6)),
    ("4", 9, (1, 3, 4, 6, 7, 8, 9, 10, 5)),
    ("5", 3, (4, 9, 14)),
    ("7", 2, (6, 12)),
]
# By which classes somebody came to theirs, a day each.
WAYS = {"3": ("4",), "3K": ("4", "3"), "2": ("4", "3"), "1": ("4", "3", "2")}
# Of a class without an end the purchase lies so many days ahead.
FAR = {"4K": 30, "4": 45, "5": 60, "7": 150, "0": 60}


def open_desk(rng, people, *, now, password):
    """The desk of the first store; returns its people, who stand at no door and lead no floor."""
    store = people.stores[0]
    # Its hours are those of the store.
    now = now.astimezone(ZoneInfo(store.time_zone))
    (director,) = people.of(Role.DIRECTOR, store)
    staff = hire_for(store, DESK_STAFF, password)
    keep_history(type(director), staff, by=None, moments=[now - timedelta(366)] * len(staff))
    manager, *callers = staff
    today = store.business_date(now)
    began = today - SINCE
    adopt_policy(
        by=director,
        now=datetime.combine(began, time(9), now.tzinfo),
        on=began,
        store=store,
        team=manager,
        policy=GradingPolicy.objects.get(code="S2"),
        effective_from=began,
        reason="电话销售单独成组",
    )
    lay_out(
        by=manager,
        now=datetime.combine(began, time(9), now.tzinfo),
        on=began,
        team=manager,
        effective_from=began,
        laid_out=DeskDay(shares=FEW),
        reason="客户还不多",
    )
    days = DayCount(days_off(began.year, today.year + 1))
    numbers = count(FIRST_NUMBER)
    for caller in callers:
        for code, held, ago in STOCK:
            for place in range(held):
                _customer(rng, caller, code, ago[place], next(numbers), days, now=now)
        _round_up(manager, caller, days, now=now)
    (reception,) = people.of(Role.RECEPTION, store)
    _arrive(reception, callers[0], now=now)
    return staff


def _round_up(manager, caller, days, *, now):
    """After work of the last days; the earlier ones are read."""
    day = caller.store.business_date(now)
    for place, sentence in enumerate(ROUND_UPS):
        day = _worked(day - ONE_DAY, 0, days)
        at = datetime.combine(day, time(18, 20), now.tzinfo)
        kept = write(by=caller, now=at, on=day, kind=DAY, sentence=sentence)
        if place:
            mark_read(by=manager, now=at + timedelta(hours=1), round_up=kept)


def _arrive(reception, caller, *, now):
    """One whom the desk invited comes to the store, and is the floor's from then on."""
    rows = Opportunity.objects.filter(consultant=caller, grade__code="2").select_related("customer")
    customer = rows.order_by("-pk")[0].customer
    entry = Entry(phone=customer.phone, name=customer.name, party_size=2)
    store, on = caller.store, caller.store.business_date(now)
    register_visit(by=reception, now=now, on=on, store=store, entry=entry)


def _customer(rng, caller, code, ago, number, days, *, now):
    """Opened in class 0, classed at the first talk, raised day by day to ``code``, with the next talk planned."""
    today = caller.store.business_date(now)
    # On a day off the last day of work is as long ago as yesterday is on others.
    spoken = _worked(today, ago if days.counts(today) else max(ago - 1, 0), days)
    before = WAYS.get(code, ())
    talks = [_worked(spoken, place, days) for place in range(len(before), -1, -1)]
    opened = _worked(talks[0], 1, days)
    at = _moment(rng, opened, now)
    opportunity = open_customer(
        by=caller,
        now=at,
        on=opened,
        consultant=caller,
        card=_card(rng, caller, number, opened),
        intent={
            "model": rng.choice(MODELS)[0],
            "note": "0 新分配",
            "expected_on": opened + timedelta(60),
        },
        plan=Plan(days.add(opened, 1), expected_content=DESK_NEXT["0"]),
    )
    chance = Random(number)
    for step, on, next_on in zip(before, talks, talks[1:], strict=False):
        _talk(chance, caller, opportunity, step, on, next_on, days, now=now)
    cycle = CYCLES[code]
    next_on = max(days.add(spoken, cycle.last), today if days.counts(today) else days.add(today, 1))
    comes = code == "2" and next_on > today
    _talk(rng, caller, opportunity, code, spoken, next_on, days, comes=comes, now=now)
    return Opportunity.objects.get(pk=opportunity.pk)


def _talk(rng, caller, opportunity, code, on, next_on, days, *, comes=False, now):
    """One that carries the plan out and brings the customer to the class."""
    at = _moment(rng, on, now)
    window = opportunity.grade.policy.grades.get(code=code).window_to
    ahead = days.add(on, window) if window else on + timedelta(FAR[code])
    talk = rng.randrange(len(DESK_TALKS))
    names = (INTERESTS, OBJECTIONS, INTRODUCED, REMARKS)
    parts = dict(zip(names, DESK_PARTS[talk], strict=True))
    record_contact(
        by=caller,
        now=at,
        on=on,
        opportunity=opportunity,
        activity=opportunity.activities.planned().get(),
        contact=Contact(
            mode=Mode.PHONE,
            result=Result.REACHED,
            executed_on=on,
            content=told(parts, SAID),
            feedback=told(parts, ANSWERED),
            note=f"{code} {DESK_TALKS[talk]}",
            parts=parts | {"next": DESK_NEXT.get(code, DESK_NEXT["0"])},
            details=_decider(rng, code),
            expected_on=ahead,
            with_decision_maker=code != "5",
            next_plan=Plan(
                next_on,
                mode=Mode.STORE_VISIT if comes else Mode.PHONE,
                expected_content=DESK_NEXT.get(code, DESK_NEXT["0"]),
            ),
        ),
    )


def _decider(rng, code):
    """Of whom the desk has found who decides."""
    if code not in ("1", "2", "3K", "3"):
        return {}
    name, role = rng.choice(DESK_DECIDERS)
    return {"decision_maker": name, "decision_maker_role": role}


def _worked(day, number, days):
    """The day of work so many before ``day``, that day itself where it is one."""
    while not days.counts(day):
        day -= ONE_DAY
    for _n in range(number):
        day -= ONE_DAY
        while not days.counts(day):
            day -= ONE_DAY
    return day


def _moment(rng, day, now):
    """A moment of the day's work, never after ``now``."""
    at = datetime.combine(day, time(9 + rng.randrange(8), rng.randrange(60)), now.tzinfo)
    return min(at, now)


def _card(rng, caller, number, on):
    card = make_card(rng, consultant=caller, number=number, registered_on=on)
    names = ("name", "gender", "phone", "birthday", "customer_type", "district")
    return {name: getattr(card, name) for name in names} | {"source": Source.PROSPECTING}
