"""Whatever the records, each figure of the dashboard equals its rows, and the parts add up (R9.8)."""

import random
from datetime import timedelta

import pytest

from followups.activities.models import Activity
from followups.deadlines.models import Deadline
from leads.customers.models import Customer
from leads.grading.models import Grade
from leads.opportunities.models import Opportunity, OpportunityChange
from orders.orders.models import Order
from tests.dashboard.test_dashboard import check_every_figure, enter, lines_of, tile_values
from tests.factories import Floor, ManagerFactory, UserFactory

pytestmark = pytest.mark.django_db
CHANNELS = ["", "", "douyin", "store", "event"]


class RandomStore:
    """Records of the last ten weeks, as odd as the database lets them be."""

    def __init__(self, seed, today):
        self.chance, self.today = random.Random(seed), today
        self.floor = Floor()
        other = ManagerFactory(store=self.floor.store)
        alone = UserFactory(store=self.floor.store)
        staff = [UserFactory(store=self.floor.store, manager=other) for _ in range(2)]
        self.people = [self.floor.consultant, self.floor.manager, alone, *staff]
        self.grades = list(Grade.objects.filter(policy__code__in=["S0", "S1"]))
        for number in range(25):
            self._customer(number)

    def _day(self, after=None):
        first = after or self.today - timedelta(70)
        return first + timedelta(self.chance.randint(0, max((self.today - first).days, 0)))

    def _customer(self, number):
        pick = self.chance.choice
        owner, on = pick(self.people), self._day()
        common = {"store": self.floor.store, "consultant": owner, "registered_on": on}
        customer = Customer.objects.create(
            **self.floor.card(name=f"客户{number}", source=self.chance.randint(1, 6)),
            **common,
            channel=pick(CHANNELS),
            lifecycle=pick(["prospect", "prospect", "inactive"]),
        )
        state = pick(["executing", "executing", "won", "lost", "closed"])
        opportunity = Opportunity.objects.create(
            **common,
            customer=customer,
            assigned_on=on,
            model="Golf",
            note="B",
            grade=pick(self.grades),
            expected_on=self.today,
            state=state,
            ended_on=None if state == "executing" else self._day(on),
            lost_reason=pick(["unreachable", "price"]) if state == "lost" else "",
        )
        for n in range(self.chance.randint(0, 4)):
            OpportunityChange.objects.create(
                opportunity=opportunity,
                store=opportunity.store,
                changed_on=self._day(on),
                grade=pick([None, *self.grades]) if n else pick(self.grades),
                state=pick([None, None, "executing", "won", "lost"]) if n else "executing",
            )
        for _ in range(self.chance.randint(0, 4)):
            self._activity(opportunity)
        if self.chance.random() < 0.4:
            self._order(opportunity, number)

    def _activity(self, opportunity):
        pick = self.chance.choice
        recorded = self._day(opportunity.registered_on - timedelta(2))
        planned = recorded + timedelta(self.chance.randint(0, 9))
        state = pick(["planned", "executed", "executed", "cancelled"])
        fields = {}
        if state != "planned":
            fields["ended_on"] = self._day(recorded)
        if state == "executed":
            fields |= {
                "executed_on": fields["ended_on"],
                "result": pick(["reached", "wrong_number"]),
            }
        activity = Activity.objects.create(
            opportunity=opportunity,
            consultant=pick(self.people),
            planned_for=opportunity.consultant,
            recorded_on=recorded,
            planned_on=planned,
            state=state,
            **fields,
        )
        if self.chance.random() < 0.4:
            Deadline.objects.create(
                kind="overdue_activity",
                opportunity=opportunity,
                activity=activity,
                responsible=activity.consultant,
                store=self.floor.store,
                set_on=recorded,
                due_on=planned,
                breaks_on=planned + timedelta(pick([0, 0, 3])),
                ended_on=activity.ended_on,
            )

    def _order(self, opportunity, number):
        on = self._day(opportunity.registered_on)
        order = Order.objects.create(
            store=self.floor.store,
            customer=opportunity.customer,
            opportunity=opportunity,
            consultant=self.chance.choice(self.people),
            number=f"R{number}",
            ordered_on=on,
            converted_on=self.chance.choice([None, on, on]),
            cancelled_on=self.chance.choice([None, None, on]),
            model="Golf",
            price=100_000,
        )
        if self.chance.random() < 0.6:
            entry = enter(order, self.chance.randint(1, 90_000), self._day(on))
            if self.chance.random() < 0.3:
                enter(order, -entry.amount, self._day(entry.on), entry)


@pytest.mark.parametrize("seed", range(4))
def test_every_figure_of_a_random_store(browse, today, seed):
    made = RandomStore(seed, today)
    people = [made.floor.director, *made.people]
    query = {"span": random.Random(seed).choice(["month", "quarter", "year"])}
    for person in people[: 2 + seed]:
        board = check_every_figure(browse(person), **query)
        tiles = tile_values(board)
        by_channel = lines_of(board.channels.table).values()
        assert sum(line["leads"] for line in by_channel) == tiles["leads"][0][0]
        assert sum(line["converted"] for line in by_channel) == tiles["converted/leads"][0][0]
        # R13.1: what became of the leads is never more than the leads.
        rates = [
            line["rate"]
            for table in board.tables
            for line in lines_of(table).values()
            if "rate" in line
        ]
        assert all(rate is None or 0 <= rate <= 100 for rate in rates)
        assert (
            sum(line["leads"] for line in lines_of(board.waits.table).values())
            == (tiles["leads"][0][0])
        )
        for table in board.people:
            lines = lines_of(table).values()
            for name in ("leads", "conversions", "rewarded", "incentive"):
                assert sum(line[name] for line in lines) == tiles[name][0][0]
            for good, whole in (("followed", "under_way"), ("overdue", "due")):
                both = tuple(sum(line[name] for line in lines) for name in (good, whole))
                assert both == tiles[f"{good}/{whole}"][0]
