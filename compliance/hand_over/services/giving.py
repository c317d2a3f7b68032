"""Giving customers to other consultants, many in one act, and taking that back (R4.8, R5.2)."""

from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access.queries import stores_of
from accounts.people.models import User
from accounts.people.services import lock_store
from foundation.batches import batches
from foundation.decisions import DecisionError
from foundation.shown import fingerprint
from leads.customers.models import Customer

from ..models import HandOver, HandOverItem, HandOverState
from ..rules import share_out
from .loads import loads_of, takers_for, weights_of
from .moving import AT_ONCE, move_all

BATCH = 1000


@dataclass(frozen=True)
class Share:
    """What a person would have: number of customers, and weight before and after (R5.2)."""

    person: User
    given: int
    taken: int
    before: int
    after: int


@dataclass(frozen=True)
class Plan:
    """Who has whom and who is to get them, by keys of customer and person; what that means for each."""

    givers: dict
    takers: dict
    shares: list = field(default_factory=list)

    @property
    def seen(self):
        """A short text that changes with the plan: what is applied is what was shown."""
        moves = [(pk, self.givers[pk], taker) for pk, taker in sorted(self.takers.items())]
        loads = [(s.person.pk, s.given, s.taken, s.before, s.after) for s in self.shares]
        return fingerprint(moves, sorted(loads))


def plan_hand_over(customers, *, to, on):
    """Share ``customers`` (a queryset) out among the people ``to`` by load; writes nothing.

    Whoever has a customer already keeps them where they are among the takers' own: such customers are
    left out. Raises ``DecisionError`` where nothing would move.
    """
    people = {person.pk: person for person in to}
    if not people:
        raise DecisionError(_("Choose at least one consultant who is to get customers."))
    givers = dict(customers.exclude(consultant__in=people).values_list("pk", "consultant_id"))
    if not givers:
        raise DecisionError(_("Choose at least one customer."))
    weights = weights_of(givers)
    involved = User.objects.in_bulk({*people, *givers.values()})
    loads = loads_of(involved)
    takers = share_out(weights, {pk: loads[pk] for pk in people})
    return Plan(givers, takers, _shares(givers, takers, weights, involved, loads))


def _shares(givers, takers, weights, involved, loads):
    given = dict.fromkeys(involved, 0)
    taken, change = dict(given), dict(given)
    for customer, giver in givers.items():
        taker = takers[customer]
        taken[giver] += 1
        given[taker] += 1
        change[giver] -= weights[customer]
        change[taker] += weights[customer]
    shares = [
        Share(person, given[pk], taken[pk], loads[pk], loads[pk] + change[pk])
        for pk, person in involved.items()
    ]
    return sorted(shares, key=lambda share: (-share.taken, str(share.person), share.person.pk))


@transaction.atomic
def hand_over(*, by, now, on, store, plan, reason, leaver=None):
    """Apply a ``Plan``, with history; returns the ``HandOver``.

    Up to ``AT_ONCE`` customers move within this transaction; of more, the hand-over is left running
    for ``carry_out``.

    Raises ``PermissionDenied`` unless ``by`` is a director of the store or a manager of it,
    ``DecisionError`` without a reason, for people who are absent, suspended or gone, and where a
    customer is out of sight or has moved meanwhile.
    """
    if not ((by.is_director or by.is_manager) and stores_of(by).filter(pk=store.pk).exists()):
        raise PermissionDenied
    if not reason.strip():
        raise DecisionError(_("Say why the customers change hands."))
    lock_store(store.pk)
    _require_quiet(store.pk)
    takers, wanted = plan.takers, set(plan.takers.values())
    people = takers_for(by, store, on=on).in_bulk(wanted)
    if people.keys() != wanted:
        raise DecisionError(_("One of the consultants is absent, suspended or no longer here."))
    _check_givers(by, store, plan.givers)
    act = HandOver.objects.create(
        store=store,
        by=by,
        made_at=now,
        on=on,
        reason=reason.strip()[:200],
        leaver=leaver,
        state=HandOverState.MOVING,
    )
    HandOverItem.objects.bulk_create(
        [
            HandOverItem(hand_over=act, customer_id=pk, giver_id=plan.givers[pk], taker_id=taker)
            for pk, taker in sorted(takers.items())
        ],
        batch_size=BATCH,
    )
    if len(takers) <= AT_ONCE:
        _move_at_once(act, by=by, now=now, on=on)
    return act


def _require_quiet(store_id):
    """One at a time: what is still moving would be counted where it no longer is."""
    if HandOver.objects.running().filter(store=store_id).exists():
        raise DecisionError(_("A hand-over of this store is still under way."))


def _check_givers(by, store, givers):
    """Everybody must still be in sight, and the customers where the plan found them."""
    found = {}
    for keys in batches(sorted(givers), BATCH):
        rows = Customer.objects.visible_to(by).filter(store=store, pk__in=keys)
        found.update(rows.values_list("pk", "consultant_id"))
    if found != givers:
        raise DecisionError(_("Some of the customers have moved meanwhile. Please look once more."))


def _move_at_once(act, *, by, now, on, undone=False):
    try:
        move_all(act, by=by, now=now, on=on, undone=undone)
    except ValidationError as error:
        raise DecisionError(error.messages[0]) from error


@transaction.atomic
def undo_hand_over(act, *, by, now, on):
    """Give all customers of the act back, as one act of the same business day; again changes nothing.

    Of more than ``AT_ONCE`` customers it is left running for ``carry_out``, as the hand-over was.
    Raises ``DecisionError`` on a later day, where one of them has moved since, or a giver has left.
    """
    lock_store(act.store_id)
    act = HandOver.objects.select_for_update(of=("self",)).select_related("store").get(pk=act.pk)
    if not HandOver.objects.visible_to(by).filter(pk=act.pk).exists():
        raise PermissionDenied
    if act.undone_at or act.state == HandOverState.UNDOING:
        return act
    _require_quiet(act.store_id)
    if act.on != on:
        raise DecisionError(_("A hand-over can be undone on its own day only."))
    items = list(act.items.filter(moved=True).select_related("customer", "giver"))
    if any(item.customer.consultant_id != item.taker_id for item in items):
        raise DecisionError(_("Some of these customers have moved since."))
    gone = [str(item.giver) for item in items if not item.giver.is_active]
    if gone:
        raise DecisionError(_("%(name)s is no longer here to take them back.") % {"name": gone[0]})
    act.state, act.undone_by = HandOverState.UNDOING, by
    act.save(update_fields=["state", "undone_by"])
    if len(items) <= AT_ONCE:
        _move_at_once(act, by=by, now=now, on=on, undone=True)
    return act
