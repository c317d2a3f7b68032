"""Celery's clock, which also says that it ticks."""

import logging
import time

from celery.beat import PersistentScheduler

log = logging.getLogger(__name__)
PULSE_SECONDS = 30


class PulsingScheduler(PersistentScheduler):
    """Writes a sign of life about every half minute; a database that is away does not stop the clock."""

    _pulsed = float("-inf")

    def tick(self, *args, **kwargs):
        if time.monotonic() - self._pulsed >= PULSE_SECONDS - 1:
            self._pulsed = time.monotonic()
            pulse()
        return super().tick(*args, **kwargs)


def pulse():
    """One sign of life of the clock."""
    from django.db import DatabaseError, connection
    from django.utils import timezone

    from foundation.pulse import BEAT, give_pulse

    try:
        give_pulse(BEAT, now=timezone.now())
    except DatabaseError:
        log.exception("the clock cannot say that it ticks")
    finally:
        connection.close()
