"""What people are told of penalties (R10.3)."""

from django.utils.translation import gettext_lazy as _

from accounts.notices.models import notice
from foundation.reason_codes import declare

from .models import Family, PenaltyKind

FAMILY = {family: declare(f"family.{family}", family.label) for family in Family}
PENALTY = {kind: declare(f"penalty.{kind}", kind.label) for kind in PenaltyKind}
OF_AMOUNT = declare("penalty.of_amount", _("%(kind)s of %(amount)s"))

PROPOSAL = "compliance:proposal_detail"
REPORT = "compliance:report_detail"

PROPOSED = notice(
    "penalty.proposed",
    _("Proposed: %(penalty)s for %(family)s of %(on)s"),
    icon="flag",
    page=PROPOSAL,
    act=_("Appeal"),
    stands=True,
)
SHARE_PROPOSED = notice(
    "penalty.share_proposed",
    _("Proposed for you as the manager of %(name)s: %(penalty)s for %(family)s of %(on)s"),
    icon="flag",
    page=PROPOSAL,
    stands=True,
)
CHANGED = notice(
    "penalty.changed",
    _("Now proposed: %(penalty)s for %(family)s of %(on)s"),
    icon="flag",
    page=PROPOSAL,
    act=_("Appeal"),
    stands=True,
)
APPROVED = notice(
    "penalty.approved",
    _("Decided: %(penalty)s for %(family)s of %(on)s"),
    icon="exclamation-triangle",
    page=PROPOSAL,
    stands=True,
)
APPEAL_REFUSED = notice(
    "penalty.appeal_refused",
    _("Your appeal was answered. Decided: %(penalty)s for %(family)s of %(on)s"),
    icon="exclamation-triangle",
    page=PROPOSAL,
    stands=True,
)
WAIVED = notice(
    "penalty.waived",
    _("Waived: %(penalty)s for %(family)s of %(on)s"),
    icon="check-circle",
    page=PROPOSAL,
)
APPEAL_GRANTED = notice(
    "penalty.appeal_granted",
    _("Your appeal was answered. Waived: %(penalty)s for %(family)s of %(on)s"),
    icon="check-circle",
    page=PROPOSAL,
)
REVERSED = notice(
    "penalty.reversed",
    _("Reversed: %(penalty)s for %(family)s of %(on)s"),
    icon="arrow-counterclockwise",
    page=PROPOSAL,
)
SUSPENDED = notice(
    "suspension.dated",
    _("You are suspended for study from %(from_on)s through %(to_on)s"),
    icon="calendar-x",
    page=PROPOSAL,
    stands=True,
)
REPORT_DUE = notice(
    "report.due",
    _("A report is wanted of you by %(due_on)s: %(family)s of %(on)s"),
    icon="file-earmark-text",
    page=REPORT,
    act=_("Write it by %(due_on)s"),
    stands=True,
)
REPORT_RETURNED = notice(
    "report.returned",
    _("Your report was returned, and is due again on %(due_on)s"),
    icon="file-earmark-text",
    page=REPORT,
    act=_("Write it by %(due_on)s"),
    stands=True,
)
REPORT_ACCEPTED = notice(
    "report.accepted", _("Your report was accepted"), icon="check-circle", page=REPORT
)
KINDS = (
    PROPOSED,
    SHARE_PROPOSED,
    CHANGED,
    APPROVED,
    APPEAL_REFUSED,
    WAIVED,
    APPEAL_GRANTED,
    REVERSED,
    SUSPENDED,
    REPORT_DUE,
    REPORT_RETURNED,
    REPORT_ACCEPTED,
)
# What a decision overtakes.
BEFORE_DECISION = (PROPOSED, SHARE_PROPOSED, CHANGED)
# What the reversal of a decision overtakes.
OF_PROPOSAL = (*BEFORE_DECISION, APPROVED, APPEAL_REFUSED, SUSPENDED)
