"""Until when a lead is to be contacted, by the store's own hours and terms (R5.3)."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from accounts.holidays.queries import closed_days, days_off
from accounts.holidays.rules import DayCount
from accounts.people.models import Store

from .models import CLOSES_AT, OPENS_AT, FirstContactTerm, StoreHours
from .rules import OpeningHours, minutes_for


@dataclass(frozen=True)
class Term:
    """How soon a lead of a channel is contacted; ``passes_on``: missed, it is offered to the next."""

    minutes: int
    passes_on: bool = True


def hours_of(store: Store, *, now: datetime) -> OpeningHours:
    """The opening hours of the store around ``now``."""
    row = StoreHours.objects.filter(store=store).first()
    year = now.year
    off = closed_days if row and row.open_daily else days_off
    return OpeningHours(
        opens=row.opens_at if row else OPENS_AT,
        closes=row.closes_at if row else CLOSES_AT,
        zone=ZoneInfo(store.time_zone),
        days=DayCount(off(year, year + 1)),
    )


def term_of(store: Store, channel: str) -> Term:
    """The store's own term for the channel, else the usual one."""
    row = FirstContactTerm.objects.filter(store=store, channel=channel).first()
    return Term(row.minutes, row.passes_on) if row else Term(minutes_for(channel))


def first_contact_by(store: Store, channel: str, *, now: datetime) -> datetime:
    """The moment until which a lead that is assigned ``now`` is owed its first contact."""
    return hours_of(store, now=now).after(now, term_of(store, channel).minutes)
