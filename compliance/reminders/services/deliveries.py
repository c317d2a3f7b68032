"""A delivery's way from owed to settled: every step is one compare-and-set (R10.1).

Call these outside a transaction: a claim must be visible to all before the message goes out.
"""

import logging
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import F, Q

from accounts.people.models import User

from ..models import AbstractDelivery, ChatRobot, Delivery, DeliveryState, Letter
from ..rules import LEASE, next_try
from .errors import NotDelivered, Unclear

log = logging.getLogger(__name__)

OLD = timedelta(days=2)


def owe(
    *, kind: str, on: date, now: datetime, people: Iterable[User], robots: Iterable[ChatRobot]
) -> None:
    """Make sure that there is a delivery for each receiver; doing so twice adds none."""
    common = {"kind": kind, "on": on, "next_try_at": now}
    rows = [Delivery(user=person, **common) for person in people]
    rows += [Delivery(robot=robot, **common) for robot in robots]
    Delivery.objects.bulk_create(rows, ignore_conflicts=True)


def expire_leases(now: datetime) -> int:
    """Whoever claimed a message and died may have sent it: it is left as unknown, never repeated."""
    dead = {"state": DeliveryState.SENDING, "claimed_at__lt": now - LEASE}
    unknown = {"state": DeliveryState.UNKNOWN, "error": "The worker ended while sending."}
    return sum(model.objects.filter(**dead).update(**unknown) for model in (Delivery, Letter))


def forget_stale(receivers: Q, *, kind: str, on: date) -> None:
    """What these receivers were owed for another date or time of day is of no use any more."""
    waiting = Delivery.objects.filter(receivers, state=DeliveryState.WAITING)
    waiting.exclude(kind=kind, on=on).update(state=DeliveryState.SKIPPED)


def forget_old(today: date) -> None:
    """The same for receivers who have left, and stores that are no more."""
    waiting = Delivery.objects.filter(state=DeliveryState.WAITING, on__lt=today - OLD)
    waiting.update(state=DeliveryState.SKIPPED)


def skip(delivery: AbstractDelivery) -> None:
    """There is nothing to say."""
    rows = _rows(delivery).filter(pk=delivery.pk, state=DeliveryState.WAITING)
    rows.update(state=DeliveryState.SKIPPED)


def deliver(
    delivery: AbstractDelivery, send: Callable[[], object], *, clock: Callable[[], datetime]
) -> bool:
    """Claim the delivery, call ``send`` once and keep what became of it; one claim of all wins.

    Returns whether this call sent it; passes on the ``NotDelivered`` after keeping it.
    """
    claimed_at = clock()
    due = Q(state=DeliveryState.WAITING, next_try_at__lte=claimed_at)
    won = (
        _rows(delivery)
        .filter(due, pk=delivery.pk)
        .update(state=DeliveryState.SENDING, claimed_at=claimed_at, attempts=F("attempts") + 1)
    )
    if not won:
        return False
    try:
        send()
    except NotDelivered as error:
        again = next_try(delivery.attempts + 1, clock())
        state = DeliveryState.WAITING if again else DeliveryState.FAILED
        _settle(delivery, claimed_at, error, state=state, next_try_at=again or claimed_at)
        raise
    except Unclear as error:
        _settle(delivery, claimed_at, error, state=DeliveryState.UNKNOWN)
        return False
    except Exception as error:
        log.exception("%s %s: unforeseen", type(delivery).__name__, delivery.pk)
        _settle(delivery, claimed_at, type(error).__name__, state=DeliveryState.UNKNOWN)
        return False
    _settle(delivery, claimed_at, "", state=DeliveryState.SENT, sent_at=clock())
    return True


def _settle(
    delivery: AbstractDelivery, claimed_at: datetime, error: Exception | str, **values: Any
) -> None:
    """Only who still holds the claim settles it; one whose lease ran out knows better late than never."""
    mine = _rows(delivery).filter(
        pk=delivery.pk,
        claimed_at=claimed_at,
        state__in=(DeliveryState.SENDING, DeliveryState.UNKNOWN),
    )
    mine.update(error=str(error)[:300], **values)


def _rows(delivery: AbstractDelivery) -> Any:
    return type(delivery)._default_manager.all()
