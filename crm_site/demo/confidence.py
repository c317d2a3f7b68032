"""What was told in confidence: one being looked into with a question, one closed, one that just came (R13.4)."""

from datetime import timedelta

from accounts.people.models import Role
from service.misconduct.models import MessageKind, MisconductReport, ReportState
from service.misconduct.queries import desk_of
from service.misconduct.rules import kept_of
from service.misconduct.services import act, follow_up, name_trustees, take_in

TOLD = [
    ("试驾登记与实际不符，有人补登了没有发生的试驾。", "", "staff", 9),
    ("顾问要我把定金转到私人账户。", "一位姓卢的顾问", "customer", 12),
    ("下班后把展车开走，第二天才还。", "", "staff", 1),
]


def tell_in_confidence(people, *, now):
    for store in people.stores:
        (head,) = people.of(Role.GENERAL_MANAGER, store)
        named = [people.of(Role.SERVICE, store)[0], head]
        desk = desk_of(store=store)
        name_trustees(desk, by=head, now=now - timedelta(days=60), people=named)
        for number, (text, about, sender, days_ago) in enumerate(TOLD):
            then = now - timedelta(days=days_ago)
            on = store.business_date(then)
            told = {"text": text, "about": about, "sender": sender}
            code = take_in(desk, page=f"{store.code}-{number}", on=on, told=told)
            report = MisconductReport.objects.get(code=kept_of(code))
            follow_up(report, on=on, now=then)
            who = {"by": head, "on": on, "now": then}
            if number == 0:
                act(report, **who, kind=MessageKind.ASKED, text="谢谢。是哪一周的登记？")
            if number == 1:
                closed = {"kind": MessageKind.STATE, "state": ReportState.FOUNDED}
                act(report, **who, **closed, text="已查实并处理，定金已退回。")
