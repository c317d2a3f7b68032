"""The scores of the last month: drawn up in its first days, one of them appealed against, signed (R13.3)."""

from datetime import datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from accounts.people.models import Role
from foundation.months import month_before
from reports.scores.models import Score
from reports.scores.services import answer, draw_up, object_to, set_weights, sign

WEIGHTS = {
    "leads_weight": 20,
    "follow_up_weight": 30,
    "conversion_weight": 30,
    "satisfaction_weight": 20,
    "leads_wanted": 15,
    "conversion_wanted": Decimal(10),
    "honours": 3,
    "appeal_days": 5,
}
OBJECTION = "月末两条线索是30日晚上分配的，次日才能联系"
ANSWER = "核对通话记录属实，按次日联系计"


def score(people, *, now):
    """What lies after ``now`` has not happened yet: in the first days of a month nothing is signed."""
    for store in people.stores:
        director = people.of(Role.DIRECTOR, store)[0]
        month = month_before(store.business_date(now))
        laid_down = _day(store, now, 1) - timedelta(1)
        set_weights(by=director, now=laid_down, store=store, month=month, values=WEIGHTS)
        drawn = min(_day(store, now, 2), now)
        scores = draw_up(by=director, now=drawn, store=store, month=month)
        rows = Score.objects.filter(month=scores, person__role=Role.CONSULTANT)
        own = rows.exclude(total=None).select_related("person").order_by("total", "pk").first()
        if own is None:
            continue
        appeal = object_to(own, by=own.person, now=drawn, text=OBJECTION)
        answered, signed = _day(store, now, 5), _day(store, now, 9)
        if answered < now:
            better = min(own.total + 5, Decimal(100))
            answer(appeal, by=director, now=answered, points=better, text=ANSWER)
        if signed < now:
            sign(scores, by=director, now=signed)


def _day(store, now, number):
    """Five o'clock of that day of the present month."""
    day = store.business_date(now).replace(day=1) + timedelta(number - 1)
    return datetime.combine(day, time(17), ZoneInfo(store.time_zone))
