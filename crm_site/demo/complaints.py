"""What customers complained of: answered, late, with a consultant, and sent by a customer just now (R14.1)."""

from datetime import timedelta
from decimal import Decimal

from accounts.people.models import Role
from leads.opportunities.models import Opportunity
from service.complaints.models import ComplaintCause
from service.complaints.models.cases import Channel
from service.complaints.rules import CRITICAL, ORDINARY, SERIOUS
from service.complaints.services.laying_down import begin_causes, note_change, page_of_store
from service.complaints.services.registering import Told, register
from service.complaints.services.watching import escalate, tell_late
from service.complaints.services.working import assign, close, confirm, note

# Days ago, cause, severity, text, what is wanted, answer, remedy, cost.
TOLD = [
    (
        70,
        "交车延期",
        SERIOUS,
        "合同写月底交车，晚了两周没人通知",
        "给个说法",
        "致歉并补偿",
        "免费首保",
        680,
    ),
    (64, "承诺未兑现", ORDINARY, "说好送的脚垫没有给", "补送脚垫", "已补送", "脚垫一套", 320),
    (
        51,
        "交车延期",
        ORDINARY,
        "约好周六提车，到店说车还没到",
        "尽快交车",
        "周三已交车",
        "油卡",
        500,
    ),
    (40, "电气与车机", SERIOUS, "车机黑屏三次", "更换主机", "已升级系统，观察一个月", "", 0),
    (33, "交车延期", SERIOUS, "交车日改了两次", "书面承诺", "已书面确认", "精品券", 400),
    (21, "等待时间", ORDINARY, "预约保养还等了三个小时", "下次不等", "已致歉，改分时预约", "", 0),
    (12, "承诺未兑现", SERIOUS, "贷款贴息没有兑现", "补贴息", "", "", 0),
    (6, "随车资料缺失", ORDINARY, "第二把钥匙一直没有给", "补钥匙", "", "", 0),
    (0, None, CRITICAL, "高速上仪表报警，要求马上处理", "换车", "", "", 0),
]
CHANGED = "交车日期由交付部门确认后才写进合同，变更当天电话通知客户。"


def complain(people, *, now):
    """The last three are open: one is late and with its consultant, the last came by the store's page."""
    for store in people.stores:
        begin_causes(store, now=now)
        desk, consultants = people.of(Role.SERVICE, store)[0], people.of(Role.CONSULTANT, store)
        causes = {row.name: row for row in ComplaintCause.objects.filter(store=store)}
        page_of_store(store, by=desk, now=now)
        for number, row in enumerate(TOLD):
            _take(store, desk, consultants[number % len(consultants)], causes, row, now=now)
        note_change(
            causes["交车延期"],
            by=desk,
            now=now,
            on=store.business_date(now) - timedelta(days=20),
            text=CHANGED,
        )
    tell_late(now=now)
    escalate(now=now)


def _take(store, desk, person, causes, row, *, now):
    days, cause, severity, text, wanted, answer, remedy, cost = row
    then = now - timedelta(days=days, minutes=20)
    rows = Opportunity.objects.filter(consultant=person, store=store, merged_into=None)
    opportunity = rows.filter(customer__merged_into=None).select_related("customer").last()
    if opportunity is None:
        return
    by_page = cause is None
    caller = opportunity.customer
    told = Told(
        name=caller.name,
        phone=caller.phone,
        channel=Channel.PAGE if by_page else Channel.PHONE,
        cause=causes.get(cause),
        severity=severity,
        text=text,
        wanted=wanted,
        opportunity=opportunity,
    )
    complaint = register(by=None if by_page else desk, now=then, store=store, told=told)
    if answer:
        done = then + timedelta(hours=5)
        note(complaint, by=desk, now=done, text="已电话了解情况")
        close(
            complaint, by=desk, now=done, answer=answer, remedy=remedy, cost=Decimal(cost) or None
        )
        confirm(complaint, by=desk, now=done + timedelta(days=1), confirmation="satisfied")
    elif not by_page and opportunity.customer.consultant == person:
        assign(complaint, by=desk, now=then + timedelta(minutes=5), person=person)
