"""Who comes in by day, and when they are called back: acted out in the program, and told to the oracle (R4.6)."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from accounts.people.models import User
from followups.contacts.services import Contact, record_contact, record_foreign_contact
from followups.plans.services import Plan
from reception.services.visits import Entry, register_visit
from tests.acceptance.dealership import CONSULTANTS, DAY
from tests.acceptance.oracle import Activity, Card

SHANGHAI = ZoneInfo("Asia/Shanghai")
# Minutes from the registration to a contact, around all that decides.
AFTER = (20, 45, 61, 110, 200, 600, 1300, 1380, 1439, 1440, 1441, 1500, 1700, 2400, 3000)
KINDS = ("talk", "talk", "try", "try", "try", "colleague")


class Visitors:
    def __init__(self, rng, oracle):
        self._rng, self._oracle = rng, oracle
        self._staff = {user.username: user for user in User.objects.select_related("store")}
        self._coming = []  # (moment, number of the visitor, kind)
        self._seen = []  # (card, opportunity)

    def live(self, day):
        """Let a day pass: some come in, and those of the days before are called."""
        for _ in range(self._rng.choice([0, 1, 1, 2])):
            self._come(day)
        today = sorted(event for event in self._coming if event[0].date() == day)
        for moment, number, kind in today:
            self._call(moment, *self._seen[number], kind)

    def _come(self, day):
        rng, number = self._rng, len(self._seen)
        owner = self._staff[rng.choice(list(CONSULTANTS))]
        now = datetime.combine(day, time(rng.randint(8, 18), rng.randrange(60)), SHANGHAI)
        expected_on = day + DAY * 29
        visit = register_visit(
            by=owner.manager,
            now=now,
            on=day,
            store=owner.store,
            entry=Entry(
                kind=rng.choice(["walk_in", "call_in"]),
                consultant=owner,
                asked_for=True,
                name=f"访客{number}",
                phone=f"139{number:08}",
                person={"gender": "U", "district": "朝阳区"},
                intent={"model": "Polo", "note": "B，看车", "expected_on": expected_on},
            ),
        )
        by = now + timedelta(hours=24)
        call = Activity(owner.username, by.date(), day)
        card = Card(visit.phone, owner.username, day, [(day, "B", expected_on)], {0: call})
        card.call_by, card.call = by, call
        self._oracle.add(card)
        self._seen.append((card, visit.opportunity))
        for minutes in rng.sample(AFTER, rng.randint(0, 4)):
            moment = now + timedelta(minutes=minutes)
            self._coming.append((moment, number, rng.choice(KINDS)))

    def _call(self, moment, card, opportunity, kind):
        on = moment.date()
        card.calls.append((moment, kind))
        if kind == "colleague":
            self._colleague(moment, card, opportunity)
            return
        plan = None
        if self._rng.random() < 0.7:
            plan = opportunity.activities.planned().order_by("planned_on", "pk").first()
        done = Activity(card.owner, on, on)
        if plan is not None:
            done = next(a for a in card.activities.values() if a.is_row(plan))
        done.executed_on, done.is_effective = on, kind == "talk"
        next_on = on + DAY * self._rng.randint(1, 12)
        record_contact(
            by=self._staff[card.owner],
            now=moment,
            on=on,
            opportunity=opportunity,
            activity=plan,
            contact=Contact(
                mode="phone",
                result="reached" if kind == "talk" else "no_answer",
                executed_on=on,
                content="谈车" if kind == "talk" else "",
                feedback="再看看" if kind == "talk" else "",
                next_plan=Plan(next_on, expected_content="再谈", stretch_reason="客户出差"),
            ),
        )
        for activity in (done, Activity(card.owner, next_on, on)):
            if activity not in card.activities.values():
                card.activities[len(card.activities)] = activity

    def _colleague(self, moment, card, opportunity):
        on, store = moment.date(), CONSULTANTS[card.owner]
        others = [c for c, s in CONSULTANTS.items() if s == store and c != card.owner]
        by = self._rng.choice(others)
        how = {"mode": "phone", "executed_on": on, "content": "问了保养"}
        record_foreign_contact(
            by=self._staff[by], now=moment, on=on, opportunity=opportunity, **how
        )
        card.activities[len(card.activities)] = Activity(by, on, on, on, True)
