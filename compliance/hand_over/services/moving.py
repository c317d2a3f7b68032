"""The moving itself, customer by customer of a hand-over, at once or batch by batch (R4.8, R5.2).

A large hand-over is carried out in the background. Each batch is one transaction that marks its items,
so a run that was killed is taken up where it stopped, and two runs at once share the work.
"""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F

from accounts.people.services import lock_store
from followups.ownership.services import reassign_many

from ..models import UNDONE, HandOver, HandOverState

# More customers than this take longer than a page may.
AT_ONCE = 500
BATCH = 200


def carry_out(pk, *, clock):
    """Finish a hand-over or its undoing; ``clock()`` is the present moment. Doing so twice does no harm.

    What a consultant who left meanwhile would have got stays where it is: the hand-over is stopped.
    """
    try:
        while move_next(pk, now=clock()):
            pass
    except ValidationError:
        HandOver.objects.running().filter(pk=pk).update(state=HandOverState.STOPPED)


@transaction.atomic
def move_next(pk, *, now, number=BATCH):
    """Move the next ``number`` customers, as of the present business date; whether there was anything to do.

    Raises ``ValidationError`` where one of those who get them is no longer at work here.
    """
    act = HandOver.objects.select_related("store", "by", "undone_by").get(pk=pk)
    lock_store(act.store_id)
    act = HandOver.objects.select_for_update(of=("self",)).get(pk=pk)
    if not act.is_running:
        return False
    undoing = act.state == HandOverState.UNDOING
    items = list(_to_move(act, undone=undoing)[:number])
    if not items:
        _settle(act, now=now, undone=undoing)
        return False
    by, on = act.undone_by if undoing else act.by, act.store.business_date(now)
    _move(act, items, by=by, now=now, on=on, undone=undoing)
    return True


def move_all(act, *, by, now, on, undone=False):
    """Move all customers of a small hand-over, within the caller's transaction."""
    _move(act, list(_to_move(act, undone=undone)), by=by, now=now, on=on, undone=undone)
    _settle(act, now=now, undone=undone)


def _to_move(act, *, undone):
    """What has yet to move, with its customers locked."""
    items = act.items.filter(moved=undone).select_related("customer", "giver", "taker")
    return items.select_for_update(of=("self", "customer")).order_by("customer_id")


def _move(act, items, *, by, now, on, undone):
    """Whoever is with somebody else by now stays there."""
    takers, gone = {}, []
    for item in items:
        here, there = (item.taker, item.giver) if undone else (item.giver, item.taker)
        if item.customer.consultant_id == here.pk:
            takers[item.customer_id] = there
        else:
            gone.append(item.pk)
    why = UNDONE(reason=act.reason) if undone else act.reason
    reassign_many(by=by, now=now, on=on, store=act.store, takers=takers, reason=why)
    act.items.filter(pk__in=[item.pk for item in items]).update(moved=not undone)
    if gone:
        if not undone:
            act.items.filter(pk__in=gone).delete()
        HandOver.objects.filter(pk=act.pk).update(left_out=F("left_out") + len(gone))


def _settle(act, *, now, undone):
    act.state = HandOverState.SETTLED
    if undone:
        act.undone_at = now
    act.save(update_fields=["state", "undone_at"])
