"""Filling an empty database: everything is made in memory, then written table by table."""

from datetime import time, timedelta
from random import Random

from django.contrib.auth.hashers import make_password
from django.db import transaction

from accounts.models import Role
from compliance.models import PenaltyPolicy
from followups.models import GradeDay
from followups.services.deadlines import sync
from leads.models import StorePolicy
from leads.services.intent import policy_in_force

from . import bonuses, cards, nights, rivals, staff, today, visits, write
from .habits import Habits, take_leave
from .sales import Sales
from .story import Story
from .world import World

SEED = 2026
YEAR = 365


# Contacts a day, and the best time for them.
HOURS = {
    "H": (3, time(9), time(10, 30)),
    "A": (4, time(10, 30), time(12)),
    "B": (4, time(14), time(16)),
}


@transaction.atomic
def fill(*, now, customers, password):
    """Write people, cards and stories up to ``now``, deadlines and audits; returns the staff."""
    rng = Random(SEED)
    people = staff.hire(make_password(password))
    habits = []
    for store in people.stores:
        adopt_policies(store, on=store.business_date(now) - timedelta(YEAR))
        for n, consultant in enumerate(people.of(Role.CONSULTANT, store)):
            mine = Habits(consultant, staff.carelessness(people, consultant))
            take_leave(rng, mine, today=store.business_date(now), soon=n == 0)
            habits.append(mine)
    stories = []
    for n, mine in enumerate(habits):
        share = range(n, customers, len(habits))
        world = World.of(mine.consultant.store, now=now)
        told = [tell(rng, world, mine, number) for number in share]
        today.level(rng, told, world.today)
        stories += told
    sales = Sales(rng, now=now)
    sales.prepare(stories)
    rivals.court(people, stories)
    visits.hold_events(rng, people, stories, now=now)
    write.everything(people.people, habits, stories, now=now)
    sales.write(people)
    visits.keep_registers(rng, people, stories, now=now)
    sync([story.opportunity.pk for story in stories])
    nights.pass_nights(people, now=now, seed=SEED)
    rivals.claim(people, now=now)
    bonuses.earn(people, now=now)
    return people


def tell(rng, world, habits, number):
    """One customer's story; more of them began lately than long ago."""
    began = world.today - timedelta(int(YEAR * rng.random() ** 1.7))
    card = cards.make_card(
        rng, consultant=habits.consultant, number=number, registered_on=habits.at_work(began)
    )
    story = Story(rng, world, habits, card)
    story.tell()
    return story


def adopt_policies(store, *, on):
    """The default grades, and fines whose count begins anew every month, so that they stay small."""
    policy = policy_in_force(store, on=on)
    StorePolicy.objects.create(store=store, policy=policy, effective_from=on, applied_on=on)
    PenaltyPolicy.objects.create(store=store, effective_from=on, restart="month")
    for code, (target, start, end) in HOURS.items():
        grade = policy.grades.get(code=code)
        GradeDay.objects.create(
            store=store, grade=grade, target=target, from_time=start, to_time=end
        )
