"""A dealership small enough to be worked out by hand; beside each line stands what it adds up to.

Business of November 2026 as of Saturday the 21st, under policy S0 (H, A, B, C). 李娜 and 王强 are one
team, 陈晨 is another's. The expected figures are at the end.
"""

from datetime import date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

from followups.ownership.services import reassign, reopen_opportunity
from followups.plans.services import Plan
from leads.events.models import MarketEvent
from leads.grading.queries import IntentReader
from orders.orders.models import DueKind, Order
from orders.orders.services.payments import DueLine
from orders.orders.services.placing import Terms, place_order
from orders.stock.models import Vehicle
from orders.targets.models import Target
from reception.models import Visit
from tests.factories import Floor, ManagerFactory, UserFactory

SHANGHAI = ZoneInfo("Asia/Shanghai")
SEP, OCT, NOV = 9, 10, 11
# Days to an expected date that fits the grade (R3.3).
FITS = {"H": 5, "A": 12, "B": 25, "C": 40}


def day(month, number):
    return date(2026, month, number)


class HandMade:
    def __init__(self):
        self.floor = Floor()
        self.li, self.wang = self.floor.consultant, self.floor.new_consultant(full_name="王强")
        self.li.full_name = "李娜"
        self.li.save()
        self.other_manager = ManagerFactory(store=self.floor.store)
        self.chen = UserFactory(
            store=self.floor.store, manager=self.other_manager, full_name="陈晨"
        )
        self.customers = {}
        self._october_and_before()
        self._november()
        self._stock_and_delivery()
        self._visits_and_event()

    def _open(self, name, who, on, grade, **card):
        self.customers[name] = self.floor.open(
            now=at(on), on=on, consultant=who, grade=grade, days=FITS[grade], name=name, **card
        )

    def contact(self, name, on, grade=None, recorded_on=None, **fields):
        opportunity = self.customers[name]
        opportunity.refresh_from_db()
        recorded_on = recorded_on or on
        if grade:
            fields["note"] = f"{grade} 谈过"
            fields["expected_on"] = date.fromordinal(recorded_on.toordinal() + FITS[grade])
        if "outcome" in fields:
            fields["next_in"] = None
        return self.floor.contact(
            opportunity, now=at(recorded_on), on=recorded_on, **fields | {"executed_on": on}
        )

    def _october_and_before(self):
        # Bought in October: in no line of November.
        self._open("褚十一", self.chen, day(SEP, 5), "A")
        self.contact("褚十一", day(OCT, 8), "A", outcome="won", result="ordered")
        # Lost in October and not taken up again: in no line either.
        self._open("张三", self.li, day(OCT, 1), "A")
        self.contact("张三", day(OCT, 15), outcome="lost", lost_reason="unreachable")
        # Lost in October; taken up again on 10 November, so new (A).
        self._open("赵四", self.li, day(OCT, 1), "A")
        self.contact("赵四", day(OCT, 16), outcome="lost", lost_reason="unreachable")
        # C in October, A since 30 October: carried over as A.
        self._open("王一", self.li, day(OCT, 10), "C", model="Golf", source=3)
        self.contact("王一", day(OCT, 30), "A")
        # Carried over as B.
        self._open("李二", self.li, day(OCT, 20), "B", model="Tiguan", source=1)
        # Carried over as B.
        self._open("吴七", self.wang, day(OCT, 5), "B", source=5)
        # Carried over as A; 王强's until 12 November, then 李娜's.
        self._open("冯九", self.wang, day(OCT, 12), "A", source=2)
        # Carried over as A; orders on 6 November, so O at the end.
        self._open("蒋十三", self.chen, day(OCT, 25), "A", model="Golf")
        # Carried over as H.
        self._open("陈十", self.chen, day(OCT, 3), "H", source=6)

    def _november(self):
        # 1 November: lost as H, for its price.
        self.contact("陈十", day(NOV, 1), "H", outcome="lost", lost_reason="price")
        # New as H on the 2nd, tested the same day; A and then B on the 4th: B at the end.
        self._open("孙五", self.li, day(NOV, 2), "H")
        self.contact("孙五", day(NOV, 2), mode="test_drive", result="test_driven")
        self.contact("孙五", day(NOV, 4), "A")
        self.contact("孙五", day(NOV, 4), "B", mode="wechat")
        # Did not answer on the 3rd: still B. A on the 18th.
        self.contact("李二", day(NOV, 3), result="no_answer", content="")
        self.contact("李二", day(NOV, 18), "A")
        # H on the 5th, in the store; H on the 8th; lost on the 20th to a competitor.
        self.contact("王一", day(NOV, 5), "H", mode="store_visit", result="visited")
        self.contact("王一", day(NOV, 8))
        self.contact(
            "王一", day(NOV, 20), outcome="lost", lost_reason="competitor", competitor="Corolla"
        )
        place_order(
            by=self.chen,
            now=at(day(NOV, 6)),
            on=day(NOV, 6),
            opportunity=self.customers["蒋十三"],
            terms=Terms(
                model="Golf",
                colour="white",
                price=Decimal(150000),
                # Nothing has been paid: 10,000 are overdue, 140,000 due on 25 November.
                dues=(
                    DueLine(DueKind.DEPOSIT, day(NOV, 6), Decimal(10000)),
                    DueLine(DueKind.BALANCE, day(NOV, 25), Decimal(140000)),
                ),
            ),
        )
        self._reopen("赵四", day(NOV, 10), "A")
        reassign(
            by=self.floor.manager,
            now=at(day(NOV, 12)),
            on=day(NOV, 12),
            customer=self.customers["冯九"].customer,
            to=self.li,
            reason="load",
        )
        # New as C, not contacted yet.
        self._open("周六", self.li, day(NOV, 15), "C")
        # New as A; H in a contact of the 20th that was recorded on the 21st.
        self._open("郑八", self.wang, day(NOV, 20), "A")
        self.contact("郑八", day(NOV, 20), "H", recorded_on=day(NOV, 21))
        # Today: H, at their home. And new as B.
        self.contact("吴七", day(NOV, 21), "H", mode="home_visit", result="appointment")
        self._open("卫十二", self.chen, day(NOV, 21), "B")

    def _stock_and_delivery(self):
        """Two Golf (one delivered on 3 November), one Tiguan; 褚十一's order of October."""
        store = self.floor.store
        cars = [
            Vehicle(vin="A", model="Golf", colour="white", arrived_on=day(OCT, 10)),
            Vehicle(vin="B", model="Golf", colour="white", arrived_on=day(NOV, 5)),
            Vehicle(vin="C", model="Tiguan", colour="black", arrived_on=day(SEP, 1)),
        ]
        for car in cars:
            car.store = store
        cars[0].left_on = day(NOV, 3)
        Vehicle.objects.bulk_create(cars)
        opportunity = self.customers["褚十一"]
        Order.objects.create(
            store=store,
            customer=opportunity.customer,
            opportunity=opportunity,
            consultant=self.chen,
            number="1",
            ordered_on=day(OCT, 6),
            model="Golf",
            price=Decimal(140000),
            vehicle=cars[0],
            converted_on=day(NOV, 2),
            delivered_on=day(NOV, 3),
        )
        month = {"store": store, "month": day(NOV, 1)}
        Target.objects.create(orders=4, deliveries=2, **month)
        Target.objects.create(orders=2, deliveries=1, consultant=self.chen, **month)
        Target.objects.create(orders=3, model="Golf", **month)

    def _visits_and_event(self):
        """Two visitors and a caller of today; an event that brought 孙五 and 蒋十三, who ordered."""
        store = self.floor.store
        today = {"store": store, "on": day(NOV, 21), "registered_by": self.floor.director}
        today |= {"chosen": "turn"}
        Visit.objects.create(
            kind="walk_in",
            arrived_at=at(day(NOV, 21), 9, 5),
            left_at=at(day(NOV, 21), 9, 40),
            consultant=self.wang,
            customer=self.customers["吴七"].customer,
            opportunity=self.customers["吴七"],
            checked_by=self.floor.manager,
            checked_at=at(day(NOV, 21)),
            **today,
        )
        Visit.objects.create(
            kind="walk_in", arrived_at=at(day(NOV, 21), 9, 50), consultant=self.li, **today
        )
        Visit.objects.create(
            kind="call_in",
            arrived_at=at(day(NOV, 21), 9, 30),
            consultant=self.chen,
            name="何先生",
            phone="13912345678",
            **today,
        )
        event = MarketEvent.objects.create(
            store=store,
            name="Autumn show",
            starts_on=day(NOV, 1),
            ends_on=day(NOV, 2),
            target_leads=10,
            target_orders=2,
            budget=Decimal(4000),
            cost=Decimal(3000),
        )
        for name in ("孙五", "蒋十三"):
            type(self.customers[name]).objects.filter(pk=self.customers[name].pk).update(
                event=event
            )

    def _reopen(self, name, on, grade):
        opportunity = self.customers[name]
        opportunity.refresh_from_db()
        reader = IntentReader.of_opportunity(opportunity, on=on)
        expected_on = date.fromordinal(on.toordinal() + FITS[grade])
        reopen_opportunity(
            by=self.floor.manager,
            now=at(on),
            on=on,
            opportunity=opportunity,
            intent=reader.read(f"{grade} 又来了", expected_on),
            plan=Plan(date.fromordinal(on.toordinal() + 3), expected_content="聊聊配置"),
            reason="called again",
        )


def at(on, hour=10, minute=0):
    """A moment of that day."""
    return datetime.combine(on, time(hour, minute), SHANGHAI)


# name: (carried over, new, {day: grade}, at the end)
PROGRESSION = {
    "王一": ("A", "", {5: "H", 8: "H", 20: "H"}, "×"),
    "李二": ("B", "", {3: "B", 18: "A"}, "A"),
    "赵四": ("", "A", {}, "A"),
    "孙五": ("", "H", {2: "H", 4: "B"}, "B"),
    "周六": ("", "C", {}, "C"),
    "冯九": ("A", "", {}, "A"),
    "吴七": ("B", "", {21: "H"}, "H"),
    "郑八": ("", "A", {20: "H"}, "H"),
    "陈十": ("H", "", {1: "H"}, "×"),
    "卫十二": ("", "B", {}, "B"),
    "蒋十三": ("A", "", {}, "O"),
}
# The codes of all groups are shown in each.
PROGRESSION_FIGURES = {
    "carried": {"H": 1, "A": 3, "B": 2, "C": 0, "": 6},
    "new": {"H": 1, "A": 2, "B": 1, "C": 1, "": 5},
    "end": {"H": 2, "A": 3, "B": 2, "C": 1, "O": 1, "": 9},
    "won": 0,
    "lost": 2,
}
# By day of November; 孙五 twice on the 4th.
CONTACTS = {1: 1, 2: 1, 3: 1, 4: 2, 5: 1, 8: 1, 18: 1, 20: 2, 21: 1}

# Of all consultants: prospects (H, A, B, C), and of the month (carried over, today, to date).
DAILY = {
    day(NOV, 21): {
        # 郑八 李二 赵四 冯九 / 孙五 吴七 / 周六; that 郑八 is H was recorded today.
        "prospects_before": (0, 4, 2, 1),
        "prospects_new": (0, 0, 1, 0),  # 卫十二
        "prospects": (2, 3, 2, 1),  # 吴七 郑八 / 李二 赵四 冯九 / 孙五 卫十二 / 周六; not 蒋十三
        "contacts": (10, 1, 11),  # 吴七
        "effective": (9, 1, 10),  # all but the call to 李二 that was not answered
        "visits": (2, 1, 3),  # 孙五's test drive, 王一 in the store, 吴七 at home
        "care": (0, 0, 0),
        "progress": (10, 1, 11),
        "prospecting": (0, 1, 1),  # 吴七, of source 5
        "new": (3, 1, 4),  # 孙五 周六 郑八 卫十二
        "sold": (1, 0, 1),  # 蒋十三
        "lost": (2, 0, 2),  # 陈十 王一
    },
    day(NOV, 4): {
        "prospects_before": (1, 3, 2, 0),  # 孙五 / 王一 冯九 蒋十三 / 李二 吴七
        "prospects_new": (0, 0, 0, 0),
        "prospects": (0, 3, 3, 0),  # 王一 冯九 蒋十三 / 李二 孙五 吴七
        "contacts": (3, 2, 5),  # 孙五 twice
        "effective": (2, 2, 4),
        "visits": (1, 0, 1),
        "care": (0, 0, 0),
        "progress": (3, 2, 5),
        "prospecting": (0, 0, 0),
        "new": (1, 0, 1),
        "sold": (0, 0, 0),
        "lost": (1, 0, 1),
    },
}

# Lost from 1 October to 21 November and not taken up again: (reason, grade, consultant, competitor).
LOST = {
    "张三": ("Unreachable", "A", "李娜", ""),
    "陈十": ("Price", "H", "陈晨", ""),
    "王一": ("Competitor", "H", "李娜", "Corolla"),
}
