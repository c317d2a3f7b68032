"""The director approves or refuses a claim; only his approval moves the customer (R7.1, R7.3)."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.sayings import Saying
from followups.services.ownership import reassign
from leads.models import Customer, Opportunity
from leads.services.customers import save_as

from ..models import Claim, ClaimState
from .errors import DecisionError
from .ledger import require_director
from .locks import lock_store

APPROVED = Saying(gettext_noop("Claim %(number)s approved"))
WENT_TO = Saying(gettext_noop("The customer went to %(name)s."))


@transaction.atomic
def approve_claim(claim, *, by, now, on, reason=""):
    """Move customer, opportunities and open plans to the claimant, and refuse the other open claims.

    Approving again changes nothing. Raises ``PermissionDenied`` unless ``by`` is a director of the
    store, ``DecisionError`` where it was decided otherwise, or the customer has moved meanwhile.
    """
    claim = _locked(claim, by)
    if claim.state == ClaimState.APPROVED:
        return claim
    _require_waiting(claim)
    customer = Customer.objects.select_for_update(of=("self",)).get(pk=claim.customer_id)
    if customer.consultant_id != claim.owner_id:
        raise DecisionError(
            _("The customer has moved to %(name)s since the claim was filed.")
            % {"name": customer.consultant}
        )
    why = APPROVED(number=claim.pk)
    try:
        reassign(by=by, now=now, on=on, customer=customer, to=claim.claimant, reason=why)
    except ValidationError as error:
        raise DecisionError(error.messages[0]) from error
    _decide(claim, ClaimState.APPROVED, by=by, now=now, reason=reason)
    others = Claim.objects.open().filter(customer=customer).exclude(pk=claim.pk)
    for other in others.select_for_update(of=("self",)).order_by("pk"):
        _decide(
            other,
            ClaimState.REFUSED,
            by=by,
            now=now,
            reason=WENT_TO(name=claim.claimant),
        )
    return claim


@transaction.atomic
def refuse_claim(claim, *, by, now, reason):
    """The customer stays; the claim is kept with the reason. As ``approve_claim``; a reason is required."""
    if not reason.strip():
        raise DecisionError(_("Say why the claim is refused."))
    claim = _locked(claim, by)
    if claim.state == ClaimState.REFUSED:
        return claim
    _require_waiting(claim)
    return _decide(claim, ClaimState.REFUSED, by=by, now=now, reason=reason)


def lock_claim(claim):
    """Hold the claim and what its approval moves until the end of the transaction."""
    lock_store(claim.store_id)
    Claim.objects.select_for_update(of=("self",)).get(pk=claim.pk)
    Customer.objects.select_for_update(of=("self",)).get(pk=claim.customer_id)
    opportunities = Opportunity.objects.select_for_update(of=("self",))
    list(opportunities.filter(customer=claim.customer_id).order_by("pk").values_list("pk"))


def _locked(claim, by):
    lock_store(claim.store_id)
    require_director(by, claim.store_id)
    rows = Claim.objects.select_for_update(of=("self",))
    return rows.select_related("claimant", "owner", "store").get(pk=claim.pk)


def _require_waiting(claim):
    if claim.is_draft:
        raise DecisionError(_("The claim has not been filed yet."))
    if not claim.is_waiting:
        values = {"state": claim.get_state_display(), "name": claim.decided_by or claim.claimant}
        raise DecisionError(
            _("This claim has already been decided: %(state)s by %(name)s.") % values
        )


def _decide(claim, state, *, by, now, reason):
    claim.state, claim.reason = state, reason.strip()[:300]
    claim.decided_by, claim.decided_at = by, now
    save_as(claim, by=by, now=now, reason=claim.reason[:100])
    return claim
