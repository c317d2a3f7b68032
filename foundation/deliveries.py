"""A message's way from owed to settled: every step is one compare-and-set, whoever sends it.

Call these outside a transaction: a claim must be visible to all before the message goes out.
"""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

log = logging.getLogger(__name__)

# After the first failure 5 minutes, and so on; after the last one it is given up.
BACK_OFF = tuple(timedelta(minutes=minutes) for minutes in (5, 10, 20, 40, 60))

# A worker that has not reported after this long is taken for dead.
LEASE = timedelta(minutes=10)


class NotDelivered(Exception):
    """The failure proves that nothing arrived: it may be tried again."""


class NoConnection(NotDelivered):
    """The server behind all messages of this kind cannot be reached."""


class Unclear(Exception):
    """It may have arrived: it must not be repeated, unless its receiver drops doubles."""


class DeliveryState(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("delivery", "Waiting")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Not delivered")
    UNKNOWN = "unknown", _("Unknown whether delivered; not repeated")
    SKIPPED = "skipped", _("Not needed")


class AbstractDelivery(models.Model):
    """One worker claims it before sending, none sends it twice.

    ``waiting`` until a worker sets ``claimed_at``, then ``sending``; a failure that proves that nothing
    arrived leads back to ``waiting`` until ``next_try_at``. ``error`` says why the last attempt failed.
    """

    state = models.CharField(
        _("state"), max_length=10, choices=DeliveryState, default=DeliveryState.WAITING
    )
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    claimed_at = models.DateTimeField(null=True, blank=True)
    next_try_at = models.DateTimeField()
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    error = models.CharField(_("error"), max_length=300, blank=True)

    class Meta:
        abstract = True


def next_try(
    attempts: int, now: datetime, back_off: Sequence[timedelta] = BACK_OFF
) -> datetime | None:
    """When to try again after so many failed attempts, or ``None`` to give up."""
    return now + back_off[attempts - 1] if attempts <= len(back_off) else None


def skip(delivery: AbstractDelivery) -> None:
    """There is nothing to say."""
    rows = _rows(delivery).filter(pk=delivery.pk, state=DeliveryState.WAITING)
    rows.update(state=DeliveryState.SKIPPED)


def deliver(
    delivery: AbstractDelivery,
    send: Callable[[], object],
    *,
    clock: Callable[[], datetime],
    back_off: Sequence[timedelta] = BACK_OFF,
    drops_doubles: bool = False,
) -> bool:
    """Claim the delivery, call ``send`` once and keep what became of it; one claim of all wins.

    Returns whether this call sent it; passes on the ``NotDelivered`` after keeping it. Where it may have
    arrived it is not repeated, unless the receiver ``drops_doubles``: then that is ``NotDelivered``, too, and
    so is what nobody foresaw.
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
        try:
            send()
        except Unclear as error:
            if not drops_doubles:
                raise
            raise NotDelivered(str(error)) from error
        except NotDelivered:
            raise
        except Exception as error:
            if not drops_doubles:
                raise
            log.exception("%s %s: unforeseen", type(delivery).__name__, delivery.pk)
            raise NotDelivered(type(error).__name__) from error
    except NotDelivered as error:
        again = next_try(delivery.attempts + 1, clock(), back_off)
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
