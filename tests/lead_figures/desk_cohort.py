"""Leads of a desk under S2 from Monday, 2 November 2026, worked out by hand; as of Thursday the 19th.

=====  ==============  ==========================================================================
王一   autohome, A     0 on the 2nd, 4 on the 3rd, 3 on the 6th, 2 on the 10th, 1 on the 12th, ordered on the 13th
李二   autohome, A     0 on the 2nd, 4K on the 4th, 4 on the 6th, 5 on the 9th
孙三   wechat, A       0 on the 3rd, 5 on the 4th, 4 on the 12th
周六   wechat, B       0 on the 3rd, 3 on the 5th, 4 on the 10th, 3K on the 16th
吴七   douyin, B       0 on the 9th, nobody has reached them
郑八   show, B         0 on the 10th, 7 on the same day
赵五   website         no number: set aside
=====  ==============  ==========================================================================
"""

from datetime import date, timedelta
from decimal import Decimal

from followups.policy_changes.services import adopt_policy
from intake.distribution.models import BY_HAND
from intake.distribution.services.assigning import give
from leads.events.models import MarketEvent
from leads.grading.models import GradingPolicy
from orders.orders.services.placing import Terms, place_order
from tests.lead_figures.cohort import at

SPAN = "start=2026-11-02&end=2026-11-19"
# Days to the expected date that fit a class.
FITTING = {"1": 1, "2": 4, "3K": 9, "3": 15}

# Class: there now, came, raised, %, days.
FUNNEL = {
    # 王一 after 1 day, 李二 after 2, 周六 after 2, and 孙三, back from 5, after 9.
    "Class 0": [1, 6, 4, 66.7, 3.5],
    # 王一 after 3, 周六 to 3K after 6.
    "Class 4 + 4K": [1, 4, 2, 50.0, 4.5],
    # 王一 after 4; 周六 after 11, by way of 4.
    "Class 3": [0, 2, 2, 100.0, 7.5],
    "Class 3K": [1, 1, 0, 0.0, None],
    "Class 2": [0, 1, 1, 100.0, 2.0],
    # The order is the step from class 1.
    "Class 1": [0, 1, 1, 100.0, 1.0],
    # 孙三 after 8.
    "Class 5": [1, 2, 1, 50.0, 8.0],
    "Class 6": [0, 0, 0, None, None],
    "Class 7": [1, 1, 0, 0.0, None],
}
NOBODY = (0, None, None)
# Channel: persons; of 0, 4, 3, 3K, 2, 1, 5, 6, 7 came, %, days; ordered.
BY_CHANNEL = {
    "Autohome": [
        2,
        *(2, 100.0, 1.5, 2, 50.0, 3.0, 1, 100.0, 4.0, *NOBODY, 1, 100.0, 2.0, 1, 100.0, 1.0),
        *(1, 0.0, None, *NOBODY, *NOBODY),
        1,
    ],
    "WeChat": [
        2,
        *(2, 100.0, 5.5, 2, 50.0, 6.0, 1, 100.0, 11.0, 1, 0.0, None, *NOBODY, *NOBODY),
        *(1, 100.0, 8.0, *NOBODY, *NOBODY),
        0,
    ],
    "Douyin": [1, 1, 0.0, None, *NOBODY * 8, 0],
    "Market event": [1, 1, 0.0, None, *NOBODY * 7, 1, 0.0, None, 0],
}


class DeskCohort:
    def __init__(self, road):
        self.road = road
        self.a, self.b, _c = road.people
        adopt_policy(
            by=road.director,
            now=at(2, 8),
            on=date(2026, 11, 2),
            store=road.store,
            team=road.manager,
            policy=GradingPolicy.objects.get(code="S2"),
            effective_from=date(2026, 11, 2),
        )
        self.show = MarketEvent.objects.create(
            store=road.store, name="Show", starts_on=date(2026, 11, 9), ends_on=date(2026, 11, 10)
        )
        bought = self.arrive("王一", 2, self.a)
        for day, code in ((3, "4"), (6, "3"), (10, "2"), (12, "1")):
            self.contact(bought, day, code)
        self.order = self.buy(bought, 13)
        self.walk(self.arrive("李二", 2, self.a), (4, "4K"), (6, "4"), (9, "5"))
        self.walk(self.arrive("孙三", 3, self.a, "wechat"), (4, "5"), (12, "4"))
        self.walk(self.arrive("周六", 3, self.b, "wechat"), (5, "3"), (10, "4"), (16, "3K"))
        self.arrive("吴七", 9, self.b, "douyin")
        show = {"event_name": "Show"}
        self.walk(self.arrive("郑八", 10, self.b, "event", **show), (10, "7"))
        self.arrive("赵五", 10, None, "website", phone="12")

    def arrive(self, name, day, person, channel="autohome", **told):
        values = {"channel": channel, "received_at": at(day, 10)} | told
        lead = self.road.sort(now=at(day, 10), name=name, **values)
        if person is None:
            return None
        return give(lead, person, BY_HAND, by=None, now=at(day, 10)).opportunity

    def walk(self, opportunity, *steps):
        for day, code in steps:
            self.contact(opportunity, day, code)

    def contact(self, opportunity, day, code):
        on = date(2026, 11, day)
        opportunity.refresh_from_db()
        return self.road.contact(
            opportunity,
            now=at(day, 15),
            on=on,
            note=f"{code} 谈过",
            expected_on=on + timedelta(days=FITTING.get(code, 40)),
        )

    def buy(self, opportunity, day):
        opportunity.refresh_from_db()
        on = date(2026, 11, day)
        terms = Terms(model="Golf", colour="white", price=Decimal(140000), firm_on=on)
        return place_order(by=self.a, now=at(day, 16), on=on, opportunity=opportunity, terms=terms)
