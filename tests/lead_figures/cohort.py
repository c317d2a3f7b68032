"""Leads of the week of Monday, 16 November 2026, worked out by hand; as of Thursday the 19th, ten o'clock.

Name (channel, model, budget) and what became of them:

=====  =========================  ==============================================================
王一   autohome, Golf, 150,000    to A on Monday at 10:00; called at 10:10, in the store on Tuesday, drove on
                                  Wednesday and ordered, with a firm date; asked again on Tuesday by yiche
李二   autohome, Golf             to B at 10:00, missed at 10:30, offered to C at 10:31, who called at 11:00
孙三   show, –                    to A on Monday at 11:00; nobody has called, there is time until the next day
测试   autohome                   set aside as test data
赵五   website, no number         set aside, then closed by marketing
周六   wechat, Polo               A's customer since the 2nd; asked on Tuesday at 10:00, came on Wednesday
吴七   douyin, Polo, 90,000       to C on Tuesday at 10:00 by WeChat; written to after 5 minutes
=====  =========================  ==============================================================
"""

from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from intake.arrivals.models import Lead
from intake.arrivals.services.mending import close_lead
from intake.distribution.models import BY_HAND
from intake.distribution.services.assigning import give
from intake.distribution.services.contacting import note_contact
from intake.distribution.services.watching import watch
from leads.events.models import MarketEvent
from orders.orders.services.placing import Terms, place_order
from reception.services.visits import Entry, register_visit

SPAN = "start=2026-11-16&end=2026-11-19"


def at(day, hour, minute=0):
    return datetime(2026, 11, day, hour, minute, tzinfo=ZoneInfo("Asia/Shanghai"))


class Cohort:
    """``leads``: by name, those that stand above; ``road``: the store."""

    def __init__(self, road):
        self.road = road
        self.a, self.b, self.c = road.people
        self.leads = {}
        self.show = MarketEvent.objects.create(
            store=road.store,
            name="Autumn show",
            starts_on=date(2026, 11, 16),
            ends_on=date(2026, 11, 17),
            cost=Decimal(3000),
        )
        self._bought()
        self._passed_on()
        self._waiting()
        self._set_aside()
        self._known()
        self._written_to()
        # Of the week before: in no figure of this one.
        self._arrive("郑八", at(13, 10), channel="autohome")

    def _arrive(self, name, when, **told):
        values = {"model": "", "received_at": when} | told
        self.leads[name] = self.road.sort(now=when, name=name, **values)
        return self.leads[name]

    def _give(self, name, person, when):
        self.leads[name] = give(self.leads[name], person, BY_HAND, by=None, now=when)
        return self.leads[name]

    def contact(self, name, when, **fields):
        opportunity = self.fresh(name).opportunity
        return self.contact_of(opportunity, when, **fields)

    def fresh(self, name):
        return Lead.objects.select_related("opportunity__customer").get(pk=self.leads[name].pk)

    def _bought(self):
        phone = self.road.new_phone()
        told = {"channel": "autohome", "model": "Golf", "budget": Decimal(150000), "phone": phone}
        self._arrive("王一", at(16, 10), **told)
        self._give("王一", self.a, at(16, 10))
        self.contact("王一", at(16, 10, 10))
        again = {"channel": "yiche", "model": "Golf", "phone": phone, "received_at": at(17, 9)}
        self.road.sort(now=at(17, 9), name="王一", **again)
        self.contact("王一", at(17, 15), mode="store_visit", result="visited")
        self.contact("王一", at(18, 15), mode="test_drive", result="test_driven")
        firm = Terms(
            model="Golf", colour="white", price=Decimal(140000), firm_on=date(2026, 11, 18)
        )
        opportunity = self.fresh("王一").opportunity
        opportunity.refresh_from_db()
        self.order = place_order(
            by=self.a, now=at(18, 16), on=date(2026, 11, 18), opportunity=opportunity, terms=firm
        )

    def _passed_on(self):
        self._arrive("李二", at(16, 10), channel="autohome", model="Golf")
        lead = self._give("李二", self.b, at(16, 10))
        # A has enough to do.
        self.a.role = "manager"
        self.a.save()
        watch(lead, now=at(16, 10, 15))
        watch(lead, now=at(16, 10, 31))
        self.a.role = "consultant"
        self.a.save()
        self.contact("李二", at(16, 11))

    def _waiting(self):
        told = {"channel": "event", "event_name": "Autumn show"}
        self._arrive("孙三", at(16, 11), **told)
        self._give("孙三", self.a, at(16, 11))
        Lead.objects.filter(pk=self.leads["孙三"].pk).update(first_contact_by=at(19, 11))

    def _set_aside(self):
        self._arrive("测试", at(16, 12), channel="autohome")
        closed = self._arrive("赵五", at(16, 12), channel="website", phone="12")
        close_lead(closed, remark="空号", by=self.road.marketing, now=at(16, 13))

    def _known(self):
        on = date(2026, 11, 2)
        card = self.road.open(now=at(2, 10), on=on, consultant=self.a, name="周六", model="Polo")
        phone = card.customer.phone
        self.contact_of(card, at(2, 11))
        self._arrive("周六", at(17, 10), channel="wechat", model="Polo", phone=phone)
        register_visit(
            by=self.road.manager,
            now=at(18, 11),
            on=date(2026, 11, 18),
            store=self.road.store,
            entry=Entry(consultant=self.a, phone=phone, asked_for=True),
        )

    def contact_of(self, opportunity, when, **fields):
        opportunity.refresh_from_db()
        fields = {"note": "H 谈过", "expected_on": when.date() + timedelta(days=5)} | fields
        return self.road.contact(opportunity, now=when, on=when.date(), **fields)

    def _written_to(self):
        told = {"channel": "douyin", "model": "Polo", "budget": Decimal(90000)}
        self._arrive("吴七", at(17, 10), phone="", wechat="wuqi", **told)
        lead = self._give("吴七", self.c, at(17, 10))
        note_contact(lead, text="加了微信", by=self.c, now=at(17, 10, 5))


# channel: leads, counted, valid, %, set aside or closed, with model and budget, assigned,
#   made, median, 90 %, made or missed, in time, %, followed up, %, came, %, drove, ordered, %, delivered
BY_CHANNEL = {
    "Autohome": [
        *(3, 3, 2, 66.7, 1, 1, 2),
        # 10 and 60 minutes: 35 between them, and 55 at nine tenths of the way.
        *(2, 35, 55, 2, 1, 50.0, 1, 50.0, 0, 1, 33.3, 1, 1, 33.3, 0),
    ],
    "Yiche": [
        *(1, 0, 0, None, 0, 0, 0),
        *(0, None, None, 0, 0, None, 0, None, 0, 0, None, 0, 0, None, 0),
    ],
    "Market event": [
        *(1, 1, 1, 100.0, 0, 0, 1),
        *(0, None, None, 0, 0, None, 0, 0.0, 0, 0, 0.0, 0, 0, 0.0, 0),
    ],
    "Own website": [
        *(1, 1, 0, 0.0, 1, 0, 0),
        *(0, None, None, 0, 0, None, 0, None, 0, 0, 0.0, 0, 0, 0.0, 0),
    ],
    "WeChat": [
        *(1, 1, 1, 100.0, 0, 0, 1),
        *(0, None, None, 0, 0, None, 0, 0.0, 0, 1, 100.0, 0, 0, 0.0, 0),
    ],
    "Douyin": [
        *(1, 1, 1, 100.0, 0, 1, 1),
        *(1, 5, 5, 1, 1, 100.0, 0, 0.0, 0, 0, 0.0, 0, 0, 0.0, 0),
    ],
}
# No incentive is paid, and of the costs that of the show alone is noted: per person, and per valid lead.
NO_COST = [0, None, None, None, None, None]
COST_OF_SHOW = [0, Decimal(3000), Decimal(3000), Decimal(3000), None, None]
BY_CHANNEL = {
    channel: line + (COST_OF_SHOW if channel == "Market event" else NO_COST)
    for channel, line in BY_CHANNEL.items()
}
# 5, 10 and 60 minutes; nine tenths of the way lie between the last two.
TOTAL = [*(8, 7, 5, 71.4, 2, 2, 5), *(3, 10, 50, 3, 2, 66.7, 1, 20.0, 0, 2, 28.6, 1, 1, 14.3, 0), 0]
