"""What this app knows of a card's changes: hand-overs, claims, verdicts (R1.4, R4.8, R6.5, R7.3)."""

from django.db.models import Q

from followups.queries.savings import Change, savings
from leads.models import Customer

from .history_queries import verdicts_of
from .models import Claim, ClaimState, Finding, HandOver, HandOverItem
from .models.handovers import UNDONE


def changes_of(customer, user):
    """``Change`` rows for the history of the card, as far as the user may know of them."""
    yield from _hand_overs(customer)
    yield from claim_changes(Claim.objects.filter(customer=customer))
    yield from verdicts_of(Finding.objects.visible_to(user).filter(opportunity__customer=customer))


def _hand_overs(customer):
    # A customer whom a large hand-over has yet to move is where he was.
    rows = HandOverItem.objects.filter(customer=customer)
    rows = rows.filter(Q(moved=True) | Q(hand_over__undone_at__isnull=False))
    for item in rows.select_related("giver", "taker", "hand_over__by", "hand_over__undone_by"):
        act, name = item.hand_over, HandOver._meta.verbose_name
        yield Change(act.made_at, act.by, name, _given(item.giver, item.taker), act.reason, True)
        if act.undone_at:
            why = UNDONE.of(reason=act.reason)
            back = _given(item.taker, item.giver)
            yield Change(act.undone_at, act.undone_by, name, back, why, True)


def _given(giver, taker):
    return [(Customer._meta.get_field("consultant").verbose_name, str(giver), str(taker))]


def claim_changes(claims):
    """From the filing on: the grounds, the objection, the decision and what it moved."""
    approved = claims.filter(state=ClaimState.APPROVED).select_related("owner", "claimant")
    moved_at = {claim.decided_at: claim for claim in approved}
    rows = Claim.history.filter(id__in=claims.values("pk")).exclude(filed_at=None)
    shown = ("state", "grounds", "objection")
    for change in savings(Claim, rows, shown, reason_of=lambda row: row.reason):
        fields = [field for field in change.fields if any(field[1:])]
        # At the same moment the other claims on the customer are refused.
        is_approval = any(after == ClaimState.APPROVED.label for _name, _before, after in fields)
        claim = moved_at.get(change.at) if is_approval else None
        fields += _given(claim.owner, claim.claimant) if claim else []
        yield Change(change.at, change.by, change.subject, fields, change.reason, bool(claim))
