"""Signs of life: when the clock and a worker last wrote one. Read by the health of the site."""

from datetime import datetime

from django.db import models

BEAT, WORKER = "beat", "worker"


class Pulse(models.Model):
    """The last sign of life of a part of the site; none before its first start."""

    name = models.CharField(primary_key=True, max_length=20)
    at = models.DateTimeField()

    class Meta:
        app_label = "accounts"

    def __str__(self) -> str:
        return f"{self.name} {self.at}"


def give_pulse(name: str, *, now: datetime) -> None:
    """Write down that this part lives."""
    Pulse.objects.update_or_create(name=name, defaults={"at": now})
