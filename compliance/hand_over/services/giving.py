"""Giving customers to other consultants, many at once, and taking that back (R4.8, R5.2)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.access.queries import stores_of
from accounts.people.models import Store, User
from accounts.people.services import lock_store
from followups.merging.models import Merge, MergeState
from foundation.batches import batches
from foundation.decisions import DecisionError
from foundation.shown import fingerprint
from leads.customers.models import Customer

from ..models import HandOver, HandOverItem, HandOverState
from ..rules import share_out
from .loads import loads_of, takers_for, weights_of
from .moving import AT_ONCE, move_all
from .rest import Rest, give_rest, share_rest, take_rest_back

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
    """Who has which customer and who is to get it, by keys of customer and person; what that means for each."""

    givers: dict[int, int]
    takers: dict[int, int]
    shares: list[Share] = field(default_factory=list)
    rest: Rest = field(default_factory=Rest)

    @property
    def seen(self) -> str:
        """A short text that changes with the plan: what is applied is what was shown."""
        moves = [(pk, self.givers[pk], taker) for pk, taker in sorted(self.takers.items())]
        loads = [(s.person.pk, s.given, s.taken, s.before, s.after) for s in self.shares]
        rest = sorted(self.rest.targets.items()), sorted(self.rest.errands.items())
        return fingerprint(moves, sorted(loads), *rest)


def plan_hand_over(
    customers: QuerySet[Customer], *, to: Iterable[User], on: date, leaver: User | None = None
) -> Plan:
    """Share ``customers`` (a queryset) out among the people ``to`` by load; writes nothing.

    Whoever has a customer already keeps them where they are among the takers' own: such customers are
    left out. Of a ``leaver`` target customers and tasks go along. Raises ``DecisionError`` where nothing
    would move.
    """
    people = {person.pk: person for person in to}
    if not people:
        raise DecisionError(_("Choose at least one consultant who is to get customers."))
    givers = dict(customers.exclude(consultant__in=people).values_list("pk", "consultant_id"))
    rest = share_rest(leaver, people) if leaver else Rest()
    if not givers and not rest:
        raise DecisionError(_("Choose at least one customer."))
    weights = weights_of(givers)
    involved = User.objects.in_bulk({*people, *givers.values()})
    loads = loads_of(involved)
    takers = share_out(weights, {pk: loads[pk] for pk in people})
    return Plan(givers, takers, _shares(givers, takers, weights, involved, loads), rest)


def _shares(
    givers: dict[int, int],
    takers: dict[int, int],
    weights: dict[int, int],
    involved: dict[int, User],
    loads: dict[int, int],
) -> list[Share]:
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
def hand_over(
    *,
    by: User,
    now: datetime,
    on: date,
    store: Store,
    plan: Plan,
    reason: str,
    leaver: User | None = None,
) -> HandOver:
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
    wanted |= {*plan.rest.targets.values(), *plan.rest.errands.values()}
    people = takers_for(by, store, on=on).in_bulk(wanted)
    if people.keys() != wanted:
        raise DecisionError(_("One of the consultants is absent, suspended or no longer here."))
    _check_givers(by, store, plan.givers)
    transfer = HandOver.objects.create(
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
            HandOverItem(
                hand_over=transfer, customer_id=pk, giver_id=plan.givers[pk], taker_id=taker
            )
            for pk, taker in sorted(takers.items())
        ],
        batch_size=BATCH,
    )
    if leaver and plan.rest:
        give_rest(transfer, plan.rest, leaver=leaver, by=by, now=now)
    if len(takers) <= AT_ONCE:
        _move_at_once(transfer, by=by, now=now, on=on)
    return transfer


def _require_quiet(store_id: int) -> None:
    """One at a time: what is still moving would be counted where it no longer is."""
    if HandOver.objects.running().filter(store=store_id).exists():
        raise DecisionError(_("A hand-over of this store is still under way."))


def _check_givers(by: User, store: Store, givers: dict[int, int]) -> None:
    """Everybody must still be in sight, and where the plan found them."""
    found = {}
    for keys in batches(sorted(givers), BATCH):
        rows = Customer.objects.visible_to(by).filter(store=store, pk__in=keys)
        found.update(rows.values_list("pk", "consultant_id"))
    if found != givers:
        raise DecisionError(_("Some of the customers have moved meanwhile. Please look once more."))


def _move_at_once(
    transfer: HandOver, *, by: User, now: datetime, on: date, undone: bool = False
) -> None:
    try:
        move_all(transfer, by=by, now=now, on=on, undone=undone)
    except ValidationError as error:
        raise DecisionError(error.messages[0]) from error


@transaction.atomic
def undo_hand_over(transfer: HandOver, *, by: User, now: datetime, on: date) -> HandOver:
    """Give all customers of a hand-over back, on the same business day; again changes nothing.

    Of more than ``AT_ONCE`` customers it is left running for ``carry_out``, as the hand-over was.
    Raises ``DecisionError`` on a later day, where one of them has moved or was merged since, or a giver
    has left.
    """
    lock_store(transfer.store_id)
    transfer = (
        HandOver.objects.select_for_update(of=("self",))
        .select_related("store", "leaver")
        .get(pk=transfer.pk)
    )
    if not HandOver.objects.visible_to(by).filter(pk=transfer.pk).exists():
        raise PermissionDenied
    if transfer.undone_at or transfer.state == HandOverState.UNDOING:
        return transfer
    _require_quiet(transfer.store_id)
    if transfer.on != on:
        raise DecisionError(_("A hand-over can be undone on its own day only."))
    items = list(transfer.items.filter(moved=True).select_related("customer", "giver"))
    if any(item.customer.consultant_id != item.taker_id for item in items):
        raise DecisionError(_("Some of these customers have moved since."))
    if _merged_since(transfer):
        raise DecisionError(
            _("Some of these cards have been merged with another since: part the cards first.")
        )
    gone = [str(item.giver) for item in items if not item.giver.is_active]
    gone += [str(transfer.leaver)] if transfer.rest and not _is_there(transfer) else []
    if gone:
        raise DecisionError(_("%(name)s is no longer here to take them back.") % {"name": gone[0]})
    transfer.state, transfer.undone_by = HandOverState.UNDOING, by
    transfer.save(update_fields=["state", "undone_by"])
    take_rest_back(transfer, by=by, now=now)
    if len(items) <= AT_ONCE:
        _move_at_once(transfer, by=by, now=now, on=on, undone=True)
    return transfer


def _is_there(transfer: HandOver) -> bool:
    """Whether the leaver is still a consultant of the store, who may have it all again."""
    leaver = transfer.leaver
    is_ours = leaver and leaver.is_active and leaver.store_id == transfer.store_id
    return bool(is_ours and leaver.is_consultant)


def _merged_since(transfer: HandOver) -> bool:
    """Whether a card of it is one with another by now: whose would go along was never given."""
    keys = transfer.items.filter(moved=True).values("customer")
    rows = Merge.objects.filter(state=MergeState.DONE, decided_at__gte=transfer.made_at)
    return rows.filter(Q(kept__in=keys) | Q(merged__in=keys)).exists()
