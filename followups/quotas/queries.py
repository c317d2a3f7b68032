"""What each person is to do a day, and how much of it is logged (R4.11)."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from ..activities.models import Activity, Mode
from .models import DayQuota

KINDS = {
    "calls": (Mode.PHONE, _("Calls")),
    "mailings": (Mode.MAILING, _("Mailings")),
    "leaflets": (Mode.LEAFLET, _("Leaflets")),
}


@dataclass(frozen=True)
class DayCount:
    """``done`` of ``wanted`` contacts of a kind on a day."""

    label: str
    done: int
    wanted: int

    @property
    def is_reached(self) -> bool:
        return self.done >= self.wanted


def quotas_in_force(people: Iterable[int], *, on: date) -> dict[int, DayQuota]:
    """``{person: quota}`` of the date; who has none is left out."""
    rows = DayQuota.objects.filter(person__in=people, from_on__lte=on)
    return {row.person_id: row for row in rows.order_by("from_on")}


def day_counts(people: Iterable[int], *, on: date) -> dict[int, list[DayCount]]:
    """``{person: counts}`` of what is wanted of each on the date, in two queries.

    A contact counts on the day on which it took place.
    """
    people = list(people)
    quotas = quotas_in_force(people, on=on)
    modes = [mode for mode, _label in KINDS.values()]
    rows = Activity.objects.executed().filter(consultant__in=quotas, executed_on=on, mode__in=modes)
    done: Counter[tuple[int, str]] = Counter()
    for person, mode, number in (
        rows.order_by().values_list("consultant", "mode").annotate(Count("pk"))
    ):
        done[person, mode] = number
    found = {}
    for person, quota in quotas.items():
        counts = [
            DayCount(label, done[person, mode], getattr(quota, kind))
            for kind, (mode, label) in KINDS.items()
            if getattr(quota, kind)
        ]
        if counts:
            found[person] = counts
    return found
