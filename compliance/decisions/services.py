"""Many decisions at once, each in a transaction of its own (R1.4, R4.7, R6.5, R7.1, R8.6, R8.7)."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from followups.absences.services.requesting import approve_absence, refuse_absence
from followups.calendars.models import Absence
from followups.retirement.services import approve_request
from foundation.decisions import DecisionError
from leads.change_requests.models import ChangeRequest
from leads.change_requests.services import refuse_request

from ..claims.models import Claim
from ..claims.services import approve_claim, refuse_claim
from ..findings.models import Finding
from ..penalties.models import Proposal, RectificationReport
from ..penalties.services.deciding import approve, waive
from ..penalties.services.reports import accept_report, return_report
from ..suspicions.services import confirm_suspicion, dismiss_suspicion

APPROVE, REFUSE = "approve", "refuse"


@dataclass(frozen=True)
class Choice:
    """A record to decide.

    ``sequel`` goes with a proposal's approval; ``seen`` is the fingerprint of the moves shown that an
    absence's approval makes.
    """

    thing: object
    store: object
    sequel: object = None
    seen: str = ""


def decide_all(choices, *, act, by, now, reason=""):
    """``[(choice, problem)]``: approve (confirm), or refuse (waive, return, dismiss) each.

    ``reason``: the one of all refusals; among approvals that of the confirmed suspicions alone.
    ``problem`` is ``None`` where the decision took effect, else a sentence that says why it did not:
    another has decided, or the decision cannot be taken. What failed stops nothing else.
    """
    results = []
    for choice in choices:
        on = choice.store.business_date(now)
        try:
            problem = _ACTIONS[type(choice.thing), act](
                choice, by=by, now=now, on=on, reason=reason
            )
        except (DecisionError, PermissionDenied) as error:
            problem = str(error) or _("This is not yours to decide.")
        except ValidationError as error:
            problem = " ".join(error.messages)
        except type(choice.thing).DoesNotExist:
            problem = _("It is no longer proposed.")
        results.append((choice, problem))
    return results


def _approve_proposal(choice, *, by, now, on, reason):
    entry = approve(choice.thing, by=by, now=now, on=on, consequence=choice.sequel)
    return None if entry.entered_at == now else _("It was approved before.")


def _waive_proposal(choice, *, by, now, on, reason):
    proposal = waive(choice.thing, by=by, now=now, reason=reason)
    return None if proposal.decided_at == now else _("It was waived before.")


def _approve_request(choice, *, by, now, on, reason):
    approve_request(choice.thing, by=by, now=now, on=on)


def _refuse_request(choice, *, by, now, on, reason):
    refuse_request(choice.thing, by=by, now=now, reason=reason)


def _accept_report(choice, *, by, now, on, reason):
    accept_report(choice.thing, by=by, now=now, on=on)


def _return_report(choice, *, by, now, on, reason):
    return_report(choice.thing, by=by, now=now, on=on, comment=reason)


def _approve_claim(choice, *, by, now, on, reason):
    claim = approve_claim(choice.thing, by=by, now=now, on=on)
    return None if claim.decided_at == now else _("It was approved before.")


def _refuse_claim(choice, *, by, now, on, reason):
    claim = refuse_claim(choice.thing, by=by, now=now, reason=reason)
    return None if claim.decided_at == now else _("It was refused before.")


def _approve_absence(choice, *, by, now, on, reason):
    approve_absence(by=by, now=now, on=on, absence=choice.thing, seen=choice.seen)


def _refuse_absence(choice, *, by, now, on, reason):
    refuse_absence(by=by, now=now, absence=choice.thing, reason=reason)


def _confirm_suspicion(choice, *, by, now, on, reason):
    confirm_suspicion(choice.thing, by=by, now=now, on=on, reason=reason)


def _dismiss_suspicion(choice, *, by, now, on, reason):
    dismiss_suspicion(choice.thing, by=by, now=now, on=on, reason=reason)


_ACTIONS = {
    (Proposal, APPROVE): _approve_proposal,
    (Proposal, REFUSE): _waive_proposal,
    (ChangeRequest, APPROVE): _approve_request,
    (ChangeRequest, REFUSE): _refuse_request,
    (RectificationReport, APPROVE): _accept_report,
    (RectificationReport, REFUSE): _return_report,
    (Claim, APPROVE): _approve_claim,
    (Claim, REFUSE): _refuse_claim,
    (Absence, APPROVE): _approve_absence,
    (Absence, REFUSE): _refuse_absence,
    (Finding, APPROVE): _confirm_suspicion,
    (Finding, REFUSE): _dismiss_suspicion,
}
