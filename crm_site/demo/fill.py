"""Filling an empty database: everything is made in memory, then written table by table."""

from datetime import time, timedelta
from random import Random

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import F

from accounts.emphasis.services import write_emphasis
from accounts.notices.models import Notice
from accounts.people.models import Role
from compliance.penalties.models import PenaltyPolicy
from followups.deadlines.services import sync
from followups.workload.models import GradeDay
from leads.grading.models import StorePolicy
from leads.grading.queries import policy_in_force
from service.losses.models import LossPolicy

from .arrivals import bring_leads
from .audits import audit_days, count_late
from .bonuses import earn
from .cards import make_card
from .circles import ask_for_deposits, drive_other_makes, introduce, order_on_the_spot
from .complaints import complain
from .confidence import tell_in_confidence
from .doubles import double_up
from .habits import Habits, take_leave
from .leaders import lead, look_around, plan_the_month, want_support
from .losses import review_losses
from .promises import keep_silent
from .prospecting import keep_lists
from .questions import put_questions
from .quoting import quote
from .rivals import claim, court
from .sales import Sales
from .scores import score
from .show import hold_show
from .spending import spend
from .staff import carelessness, hire
from .story import Story
from .surveys import ask_customers
from .telephone import open_desk
from .today import level
from .untidy import mistype
from .visits import hold_events, keep_registers
from .world import World
from .write import everything

SEED = 2026
YEAR = 365


# Contacts a day, and the best time for them.
HOURS = {
    "H": (3, time(9), time(10, 30)),
    "A": (4, time(10, 30), time(12)),
    "B": (4, time(14), time(16)),
}


EMPHASIS = "H级客户三天内必联系，到店客户全部邀请试驾。"


@transaction.atomic
def fill(*, now, customers, password):
    """Write people, cards and stories up to ``now``, deadlines and audits; returns the staff."""
    rng = Random(SEED)
    hashed = make_password(password)
    people = hire(hashed)
    lay_stress(people, now=now)
    habits = []
    for store in people.stores:
        adopt_policies(store, on=store.business_date(now) - timedelta(YEAR))
        # What was lost in the course of the year is history; see `review_losses`.
        LossPolicy.objects.create(store=store, codes="")
        for n, consultant in enumerate(people.of(Role.CONSULTANT, store)):
            mine = Habits(consultant, carelessness(people, consultant))
            take_leave(rng, mine, today=store.business_date(now), soon=n == 0)
            habits.append(mine)
    stories = []
    for n, mine in enumerate(habits):
        share = range(n, customers, len(habits))
        world = World.of(mine.consultant.store, now=now)
        told = [tell(rng, world, mine, number) for number in share]
        level(rng, told, world.today)
        stories += told
    sales = Sales(rng, now=now)
    sales.prepare(stories)
    court(people, stories)
    introduce(stories)
    hold_events(rng, people, stories, now=now)
    everything(people.people, habits, stories, now=now)
    sales.write(people)
    keep_registers(rng, people, stories, now=now)
    ask_for_deposits(people, now=now)
    order_on_the_spot(people, now=now, number=customers)
    sync([story.opportunity.pk for story in stories])
    desk = open_desk(Random(SEED), people, now=now, password=hashed)
    audit_days(people, now=now, seed=SEED)
    claim(people, now=now)
    earn(people, now=now)
    lead(people, now=now)
    look_around(people, now=now)
    ask_customers(people, now=now)
    tell_in_confidence(people, now=now)
    plan_the_month(people, now=now)
    drive_other_makes(people, now=now)
    want_support(people, now=now)
    bring_leads(rng, people, now=now)
    hold_show(people, now=now)
    score(people, now=now)
    put_questions(people, now=now)
    keep_silent(people, now=now)
    keep_lists(people, now=now)
    complain(people, now=now)
    review_losses(people, now=now)
    double_up(people, now=now)
    spend(people, now=now)
    quote(people, now=now)
    mistype(people, now=now)
    count_late(now=now)
    people.people += desk
    read_the_bell(now=now)
    return people


def read_the_bell(*, now):
    """What people were told before yesterday they have read; nobody is written to about it."""
    Notice.objects.update(is_owed=False)
    Notice.objects.filter(made_at__lt=now - timedelta(days=2)).update(read_at=F("made_at"))


def lay_stress(people, *, now):
    """What each general manager lays stress on this month."""
    for store in people.stores:
        (head,) = people.of(Role.GENERAL_MANAGER, store)
        month = store.business_date(now).replace(day=1)
        write_emphasis(by=head, now=now, store=store, month=month, text=EMPHASIS)


def tell(rng, world, habits, number):
    """One customer's story; more of them began lately than long ago."""
    began = world.today - timedelta(int(YEAR * rng.random() ** 1.7))
    card = make_card(
        rng, consultant=habits.consultant, number=number, registered_on=habits.at_work(began)
    )
    story = Story(rng, world, habits, card)
    story.tell()
    return story


def adopt_policies(store, *, on):
    """The default grades and penalties (S0: the count never restarts), and the days of the grades."""
    policy = policy_in_force(store, on=on)
    StorePolicy.objects.create(store=store, policy=policy, effective_from=on, applied_on=on)
    PenaltyPolicy.objects.create(store=store, effective_from=on)
    for code, (target, start, end) in HOURS.items():
        grade = policy.grades.get(code=code)
        GradeDay.objects.create(
            store=store, grade=grade, target=target, from_time=start, to_time=end
        )
