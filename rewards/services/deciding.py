"""The director approves, refuses and reverses rewards (R8.6, R8.9)."""

from django.db import transaction
from django.utils.translation import gettext as _

from compliance.services.deciders import require_director
from compliance.services.errors import DecisionError
from compliance.services.ledger import enter
from compliance.services.locks import lock_store
from leads.services.customers import save_as

from ..models import Reward, RewardEntry, RewardKind, RewardState, RewardSum
from ..queries.worth import Policies
from .proposing import follow


@transaction.atomic
def approve_reward(reward, *, by, now, on):
    """Enter the reward in the ledger of the date ``on``; approving again returns the same entry.

    It is worth what the order and the policy make it now. Raises ``DecisionError`` where that is
    nothing, and for one refused or withdrawn, ``PermissionDenied`` unless ``by`` is a director of the
    store.
    """
    reward = _locked(reward, by)
    if reward.state == RewardState.APPROVED:
        return reward.entries.get(reverses=None)
    _require_pending(reward)
    worth = Policies([reward.store_id]).worth(reward.order)
    if worth is None:
        raise DecisionError(_("Nothing is due for this order any more."))
    follow(reward, worth)
    _mark(reward, RewardState.APPROVED, by, now)
    return _enter(reward, on, RewardKind.REWARD, reward.amount, by, now)


@transaction.atomic
def refuse_reward(reward, *, by, now, reason):
    """Let the reward go; refusing again changes nothing. Returns the reward.

    Raises as ``approve_reward`` does, and ``DecisionError`` without a reason.
    """
    if not reason.strip():
        raise DecisionError(_("Say why the reward is refused."))
    reward = _locked(reward, by)
    if reward.state != RewardState.REFUSED:
        _require_pending(reward)
        _mark(reward, RewardState.REFUSED, by, now, reason.strip())
    return reward


@transaction.atomic
def reverse_reward(entry, *, by, now, on, reason):
    """Undo an entry by one of the opposite amount on the date ``on``; returns that.

    Raises ``PermissionDenied`` unless ``by`` is a director of the store, ``DecisionError`` for a
    reversal, an entry reversed before, or without a reason.
    """
    reward = _locked(entry.reward, by)
    if not reason.strip():
        raise DecisionError(_("Say why the entry is reversed."))
    if entry.kind == RewardKind.REVERSAL:
        raise DecisionError(_("A reversal is not reversed."))
    if RewardEntry.objects.filter(reverses=entry).exists():
        raise DecisionError(_("This entry was reversed before."))
    _mark(reward, RewardState.REVERSED, by, now, reason.strip())
    undo = {"reverses": entry, "reason": reason.strip()}
    return _enter(reward, on, RewardKind.REVERSAL, -entry.amount, by, now, **undo)


def _locked(reward, by):
    """The reward as it is now; the store's night and its decisions wait until the transaction ends."""
    lock_store(reward.store_id)
    require_director(by, reward.store_id)
    return Reward.objects.select_related("store", "person", "order").get(pk=reward.pk)


def _require_pending(reward):
    if reward.state != RewardState.PROPOSED:
        raise DecisionError(
            _("This reward has already been decided: %(state)s.")
            % {"state": reward.get_state_display()}
        )


def _mark(reward, state, by, now, reason=""):
    reward.state, reward.reason = state, reason
    reward.decided_at, reward.decided_by = now, by
    save_as(reward, by=by, now=now, reason=reason)


def _enter(reward, on, kind, amount, by, now, **fields):
    return enter(
        entries=RewardEntry,
        sums=RewardSum,
        store=reward.store,
        person=reward.person,
        reward=reward,
        on=on,
        kind=kind,
        amount=amount,
        entered_at=now,
        entered_by=by,
        **fields,
    )
