"""What a store's people and robots are owed, and what nobody needs any more (R10.1)."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db.models import Q

from accounts.people.models import User
from foundation.deliveries import LEASE, DeliveryState

from ..models import ChatRobot, Delivery, Letter

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
