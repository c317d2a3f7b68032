"""What follows the director's decisions: suspensions get days, reports are written and read (R8.7)."""

from datetime import timedelta

from accounts.access.queries import assessor_of
from compliance.penalties.models import PenaltyKind, RectificationReport, ReportState
from compliance.penalties.services.deciding import Consequence
from compliance.penalties.services.reports import accept_report, return_report, submit_report
from compliance.penalties.services.suspensions import FreeDays

TEXTS = [
    "当天到店客户较多，计划未能执行。今后每天中午先核对待办，下班前逐条完成。",
    "联系后忘记登记。已补齐记录，以后通话结束立即登记并排好下一次。",
    "预购日期到期未更新。已与客户确认新日期，每周一统一检查。",
]
SUPERVISION = "每天下班前只看了总数，没有逐条看过期。今后每天核对过期清单，当面问原因。"
SERIOUS = "多条计划反复过期，提醒后仍未改进"
MILDER = "只有一条，当天已补上，再写一次报告"
RETURNED = "请写明具体的改进措施"


def consequence_for(proposal, *, on):
    """The days of a suspension, or another report; a report is due as the site proposes."""
    if proposal.kind != PenaltyKind.SUSPENSION:
        return Consequence()
    if proposal.items == 1:
        return Consequence(kind=PenaltyKind.REPORT, reason=MILDER)
    free = FreeDays([proposal.person_id], after=on)
    days = free.take(proposal.person_id, on=on)
    return Consequence(suspended=days, reason=SERIOUS)


def answer_reports(rng, store, *, now, on):
    """Most are handed in when they are due, and read the day after by who leads the person."""
    reports = RectificationReport.objects.filter(proposal__store=store)
    reports = reports.select_related("person__manager", "proposal").order_by("pk")
    director = assessor_of(store)
    for report in reports.filter(state=ReportState.SUBMITTED):
        answer, comment = (return_report, RETURNED) if rng.random() < 0.2 else (accept_report, "")
        reader = report.person.manager or director
        answer(report, by=reader, now=now, on=on, comment=comment)
    for report in reports.to_write().filter(due_on__lte=on + timedelta(days=1)):
        if rng.random() < 0.7:
            text = SUPERVISION if report.proposal.share_of_id else rng.choice(TEXTS)
            submit_report(report, by=report.person, now=now, text=text)
