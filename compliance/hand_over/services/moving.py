"""The moving itself, customer by customer of a hand-over, at once or batch by batch (R4.8, R5.2).

A large hand-over is carried out in the background. Each batch is one transaction that marks its items,
so a run that was killed is taken up where it stopped, and two runs at once share the work.
"""

from collections.abc import Callable
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, F, QuerySet

from accounts.notices.services import News, tell
from accounts.people.models import User
from accounts.people.services import lock_store
from followups.ownership.services import reassign_many

from ..models import UNDONE, HandOver, HandOverItem, HandOverState
from ..notices import GIVEN, TAKEN

# More customers than this take longer than a page may.
AT_ONCE = 20
BATCH = 20


def carry_out(pk: int, *, clock: Callable[[], datetime]) -> None:
    """Finish a hand-over or its undoing; ``clock()`` is the present moment. Doing so twice does no harm.

    What a consultant who left meanwhile would have got stays where it is: the hand-over is stopped.
    """
    try:
        while move_next(pk, now=clock()):
            pass
    except ValidationError:
        HandOver.objects.running().filter(pk=pk).update(state=HandOverState.STOPPED)


@transaction.atomic
def move_next(pk: int, *, now: datetime, number: int = BATCH) -> bool:
    """Move the next ``number`` customers, as of the present business date; whether there was anything to do.

    Raises ``ValidationError`` where one of those who get them is no longer at work here.
    """
    transfer = HandOver.objects.select_related("store", "by", "undone_by").get(pk=pk)
    lock_store(transfer.store_id)
    transfer = HandOver.objects.select_for_update(of=("self",)).get(pk=pk)
    if not transfer.is_running:
        return False
    undoing = transfer.state == HandOverState.UNDOING
    items = list(_to_move(transfer, undone=undoing)[:number])
    if not items:
        _settle(transfer, now=now, undone=undoing)
        return False
    by, on = transfer.undone_by if undoing else transfer.by, transfer.store.business_date(now)
    _move(transfer, items, by=by, now=now, on=on, undone=undoing)
    return True


def move_all(
    transfer: HandOver, *, by: User, now: datetime, on: date, undone: bool = False
) -> None:
    """Move all customers of a small hand-over, within the caller's transaction."""
    _move(transfer, list(_to_move(transfer, undone=undone)), by=by, now=now, on=on, undone=undone)
    _settle(transfer, now=now, undone=undone)


def _to_move(transfer: HandOver, *, undone: bool) -> QuerySet[HandOverItem]:
    """What has yet to move, with its customers locked."""
    items = transfer.items.filter(moved=undone).select_related("customer", "giver", "taker")
    return items.select_for_update(of=("self", "customer")).order_by("customer_id")


def _move(
    transfer: HandOver,
    items: list[HandOverItem],
    *,
    by: User,
    now: datetime,
    on: date,
    undone: bool,
) -> None:
    """Whoever is with somebody else by now stays there."""
    takers, gone = {}, []
    for item in items:
        here, there = (item.taker, item.giver) if undone else (item.giver, item.taker)
        if item.customer.consultant_id == here.pk:
            takers[item.customer_id] = there
        else:
            gone.append(item.pk)
    why = UNDONE.of(reason=transfer.reason) if undone else transfer.reason
    reassign_many(by=by, now=now, on=on, store=transfer.store, takers=takers, reason=why)
    transfer.items.filter(pk__in=[item.pk for item in items]).update(moved=not undone)
    if gone:
        if not undone:
            transfer.items.filter(pk__in=gone).delete()
        HandOver.objects.filter(pk=transfer.pk).update(left_out=F("left_out") + len(gone))


def _settle(transfer: HandOver, *, now: datetime, undone: bool) -> None:
    transfer.state = HandOverState.SETTLED
    if undone:
        transfer.undone_at = now
    transfer.save(update_fields=["state", "undone_at"])
    _tell(transfer, now=now, undone=undone)


def _tell(transfer: HandOver, *, now: datetime, undone: bool) -> None:
    """Each of those concerned once, when all have moved: how many they got or gave."""
    moved = transfer.items.filter(moved=not undone).order_by()
    by = transfer.undone_by if undone else transfer.by
    news = []
    for path, kind in (("taker", GIVEN), ("giver", TAKEN)):
        if undone:
            kind = TAKEN if kind is GIVEN else GIVEN
        for person, number in moved.values_list(path).annotate(Count("pk")):
            values = {"number": number, "name": str(by)}
            mark = "undone" if undone else ""
            news.append(News(kind, person, transfer.pk, values, mark=mark))
    tell(*news, now=now, by=by)
