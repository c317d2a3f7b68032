"""Whoever a penalty concerns is told of each step, in the transaction that takes it (R10.3)."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from accounts.notices.models import NoticeKind
from accounts.notices.services import News, settle, tell, unsay
from accounts.people.models import User
from foundation.display import money_text
from foundation.history import Cause
from foundation.reason_codes import Reason

from .. import notices
from ..models import PenaltyKind, Proposal, RectificationReport, ReportState, Suspension


def tell_proposed(proposals: Collection[Proposal], cause: Cause) -> None:
    """Of new proposals, and of the managers' shares in them; ``share_of`` and its person are loaded."""
    news = (_proposed(proposal, notices.PROPOSED) for proposal in proposals)
    tell(*news, now=cause.now, by=cause.by)


def tell_changed(proposal: Proposal, cause: Cause) -> None:
    """It was proposed, and is another penalty now."""
    settle(*notices.BEFORE_DECISION, keys=[proposal.pk], now=cause.now)
    news = _proposed(proposal, notices.CHANGED, mark=cause.now.isoformat())
    tell(news, now=cause.now, by=cause.by)


def _proposed(proposal: Proposal, kind: NoticeKind, mark: str = "") -> News:
    """A manager's share follows its fine, and is not appealed against."""
    if not proposal.share_of:
        return _news(kind, proposal, mark=mark)
    name = str(proposal.share_of.person)
    return _news(notices.SHARE_PROPOSED, proposal, mark=mark, name=name)


def unsay_proposed(proposals: Collection[int]) -> None:
    """They are proposed no more, as if they never had been."""
    unsay(*notices.BEFORE_DECISION, keys=proposals)


def tell_decided(parts: Collection[Proposal], *, by: User, now: datetime, approved: bool) -> None:
    """Of an approval or a waiver, which is the answer to an appeal as well.

    A report that nobody appealed against says by itself that it is wanted.
    """
    settle(*notices.BEFORE_DECISION, keys=[part.pk for part in parts], now=now)
    plain, answer = (
        (notices.APPROVED, notices.APPEAL_REFUSED)
        if approved
        else (notices.WAIVED, notices.APPEAL_GRANTED)
    )
    news = []
    for part in parts:
        if hasattr(part, "appeal"):
            news.append(_news(answer, part))
        elif not (approved and part.kind == PenaltyKind.REPORT):
            news.append(_news(plain, part))
    tell(*news, now=now, by=by)


def tell_reversed(parts: Collection[Proposal], *, by: User, now: datetime) -> None:
    """What was decided is undone; nothing of it is to be done any more."""
    settle(*notices.OF_PROPOSAL, keys=[part.pk for part in parts], now=now)
    reports = RectificationReport.objects.filter(proposal__in=parts).values_list("pk", flat=True)
    settle(notices.REPORT_DUE, notices.REPORT_RETURNED, keys=list(reports), now=now)
    tell(*(_news(notices.REVERSED, part) for part in parts), now=now, by=by)


def tell_report(report: RectificationReport, *, by: User, now: datetime) -> None:
    """It is wanted, returned or accepted; each time it is returned is told."""
    kind = {
        ReportState.DUE: notices.REPORT_DUE,
        ReportState.RETURNED: notices.REPORT_RETURNED,
        ReportState.ACCEPTED: notices.REPORT_ACCEPTED,
    }[ReportState(report.state)]
    settle(notices.REPORT_DUE, notices.REPORT_RETURNED, keys=[report.pk], now=now)
    if report.state == ReportState.DUE:
        settle(*notices.BEFORE_DECISION, keys=[report.proposal_id], now=now)
    values = _about(report.proposal) | {"due_on": report.due_on}
    mark = "" if report.state == ReportState.DUE else now.isoformat()
    news = News(kind, report.person_id, report.pk, values, target=report.pk, mark=mark)
    tell(news, now=now, by=by)


def tell_suspension(suspension: Suspension, *, by: User, now: datetime) -> None:
    days = {"from_on": suspension.absence.from_on, "to_on": suspension.absence.to_on}
    proposal = suspension.proposal
    settle(notices.APPROVED, notices.APPEAL_REFUSED, keys=[proposal.pk], now=now)
    tell(_news(notices.SUSPENDED, proposal, **days), now=now, by=by)


def _news(kind: NoticeKind, proposal: Proposal, *, mark: str = "", **values: Any) -> News:
    values = _about(proposal) | values
    return News(kind, proposal.person_id, proposal.pk, values, target=proposal.pk, mark=mark)


def _about(proposal: Proposal) -> dict[str, Any]:
    penalty: Reason = notices.PENALTY[proposal.kind]
    if proposal.amount:
        penalty = notices.OF_AMOUNT.of(kind=penalty, amount=money_text(proposal.amount))
    family = notices.FAMILY[proposal.family]
    return {"penalty": penalty, "family": family, "on": proposal.opened_on}
