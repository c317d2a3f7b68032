"""One store of two years to be measured: 20 consultants of two teams, their customers and contacts."""

import random
import sys
import time
from datetime import date, timedelta

TODAY = date(2026, 11, 21)
DAYS = 730
CHANNELS = ["", "", "douyin", "autohome", "yiche", "wechat", "store"]


def build(customers, activities):
    """One store with 20 consultants of two teams; its director and one consultant."""
    from accounts.people.models import Role, Store, User
    from foundation.batches import batches

    built = User.objects.filter(username="director", store__code="BENCH").first()
    if built:
        return built, User.objects.get(username="c0")
    chance = random.Random(1)
    store = Store.objects.create(code="BENCH", name="Bench")
    director = User.objects.create(username="director", role=Role.DIRECTOR, store=store)
    managers = [
        User.objects.create(username=f"m{n}", role=Role.MANAGER, store=store) for n in range(2)
    ]
    people = User.objects.bulk_create(
        User(username=f"c{n}", role=Role.CONSULTANT, store=store, manager=managers[n % 2])
        for n in range(20)
    )
    start = time.perf_counter()
    for numbers in batches(range(customers), 2000):
        fill(store, people, numbers, activities, chance)
    print(f"# built in {time.perf_counter() - start:.0f} s", file=sys.stderr)
    return director, people[0]


def fill(store, people, numbers, activities, chance):
    """One batch of customers: an opportunity each, its changes, contacts, plans, and some orders."""
    from followups.activities.models import Activity
    from followups.deadlines.models import Deadline
    from leads.customers.models import Customer
    from leads.grading.models import Grade
    from leads.opportunities.models import Opportunity, OpportunityChange
    from orders.orders.models import Order

    grades = list(Grade.objects.filter(policy__code="S0", is_ordered=False))
    customers = Customer.objects.bulk_create(
        Customer(
            store=store,
            consultant=people[n % len(people)],
            registered_on=TODAY - timedelta(chance.randrange(DAYS)),
            name=f"客户{n}",
            gender="U",
            phone=f"1{n:010}",
            birthday=date(1900, 1, 1),
            source=chance.randint(1, 6),
            channel=chance.choice(CHANNELS),
            customer_type="private",
            district="朝阳",
        )
        for n in numbers
    )
    stories = [story(chance, customer.registered_on, activities) for customer in customers]
    opportunities = Opportunity.objects.bulk_create(
        Opportunity(
            customer=customer,
            store=store,
            consultant=customer.consultant,
            registered_on=customer.registered_on,
            assigned_on=customer.registered_on,
            model="Golf",
            note="B 观望",
            grade=grades[told["grades"][-1]],
            expected_on=TODAY + timedelta(20),
            state=told["state"],
            ended_on=told["ended_on"],
            lost_reason="unreachable" if told["state"] == "lost" else "",
            last_contact_on=told["contacts"][-1],
        )
        for customer, told in zip(customers, stories, strict=True)
    )
    both = list(zip(opportunities, stories, strict=True))
    OpportunityChange.objects.bulk_create(
        change for o, told in both for change in changes(o, told, grades)
    )
    made = Activity.objects.bulk_create(a for o, told in both for a in contacts(o, told))
    Deadline.objects.bulk_create(
        Deadline(
            kind="overdue_activity",
            opportunity_id=activity.opportunity_id,
            activity=activity,
            responsible_id=activity.consultant_id,
            store=store,
            set_on=activity.recorded_on,
            due_on=activity.planned_on,
            breaks_on=activity.planned_on,
            ended_on=activity.ended_on,
        )
        for activity in made
        if (activity.ended_on or TODAY) > activity.planned_on
    )
    Order.objects.bulk_create(
        Order(
            store=store,
            customer=o.customer,
            opportunity=o,
            consultant_id=o.consultant_id,
            number=f"{o.pk}",
            ordered_on=told["ended_on"],
            converted_on=told["ended_on"],
            model="Golf",
            price=100_000,
        )
        for o, told in both
        if told["state"] == "won"
    )


def story(chance, registered_on, activities):
    """Contacts every few days from the registration on; two thirds of the older ones have ended."""
    steps = [chance.randint(0, 10) for _ in range(activities)]
    days, day = [], registered_on
    for step in steps:
        day = min(day + timedelta(step), TODAY)
        days.append(day)
    state = chance.choice(["won", "lost", "lost", "lost", "executing"])
    if days[-1] == TODAY:
        state = "executing"
    return {
        "contacts": days,
        "late": [chance.random() < 0.1 for _ in days],
        "grades": [chance.randrange(4) for _ in range(4)],
        "state": state,
        "ended_on": None if state == "executing" else days[-1],
    }


def changes(opportunity, told, grades):
    from leads.opportunities.models import OpportunityChange

    days = [opportunity.registered_on, *told["contacts"][3::8]]
    for at, (day, grade) in enumerate(zip(days, told["grades"], strict=False)):
        first = {} if at else {"state": "executing", "consultant_id": opportunity.consultant_id}
        yield OpportunityChange(
            opportunity=opportunity, changed_on=day, grade=grades[grade], note="B", **first
        )
    if told["ended_on"]:
        yield OpportunityChange(
            opportunity=opportunity, changed_on=told["ended_on"], state=told["state"]
        )


def contacts(opportunity, told):
    from followups.activities.models import Activity

    common = {
        "opportunity": opportunity,
        "consultant_id": opportunity.consultant_id,
        "planned_for_id": opportunity.consultant_id,
    }
    before = opportunity.registered_on
    for day, late in zip(told["contacts"], told["late"], strict=True):
        yield Activity(
            **common,
            recorded_on=before,
            planned_on=max(before, day - timedelta(2)) if late else day,
            state="executed",
            executed_on=day,
            ended_on=day,
            result="reached",
            content="谈了价格",
            is_effective=True,
        )
        before = day
    if opportunity.state == "executing":
        yield Activity(**common, recorded_on=before, planned_on=before + timedelta(5))


def build_leads(number):
    """So many leads over the two years: two of three given to somebody, the others set aside or joined."""
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from accounts.people.models import Store
    from foundation.batches import batches
    from intake.arrivals.models import Lead
    from intake.distribution.models import Assignment
    from leads.opportunities.models import Opportunity

    if Lead.objects.exists():
        return
    chance = random.Random(2)
    store = Store.objects.get(code="BENCH")
    sold = list(Opportunity.objects.values_list("pk", "customer", "consultant", "registered_on"))
    channels = [channel for channel in CHANNELS if channel]
    for numbers in batches(range(number), 2000):
        made = []
        for at in numbers:
            key, customer, person, on = sold[at % len(sold)]
            moment = datetime(on.year, on.month, on.day, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
            moment -= timedelta(minutes=chance.randrange(600))
            lead = Lead(
                store=store,
                channel=chance.choice(channels),
                name=f"线索{at}",
                phone=f"1{at:010}",
                model=chance.choice(["Golf", "Polo", "Tiguan", ""]),
                received_at=moment,
                recorded_at=moment,
                sorted_at=moment,
            )
            if chance.random() < 2 / 3:
                lead.state, lead.opportunity_id, lead.customer_id = "assigned", key, customer
                lead.assigned_to_id, lead.assigned_at = person, moment
                lead.first_contact_by = moment + timedelta(hours=24)
            else:
                lead.state, lead.reason = "set_aside", "no_intent"
            made.append(lead)
        given = [lead for lead in Lead.objects.bulk_create(made) if lead.assigned_to_id]
        Assignment.objects.bulk_create(
            Assignment(
                lead=lead,
                store=store,
                at=lead.assigned_at,
                person_id=lead.assigned_to_id,
                rule="turn",
            )
            for lead in given
        )
