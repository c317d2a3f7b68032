"""How a person's team lays out its day on a date (R12.3)."""

from datetime import date

from accounts.people.models import User
from leads.grading.queries import team_of

from .models import DeskPolicy
from .rules import SHIPPED, DeskDay


def desk_day_of(person: User, *, on: date) -> DeskDay:
    """What the person's team had set by the date, else what is shipped."""
    rows = DeskPolicy.objects.filter(team=team_of(person), store=person.store_id)
    row = rows.filter(effective_from__lte=on).order_by("-effective_from").first()
    return row.laid_out if row else SHIPPED


def latest_of(team: User) -> DeskPolicy | None:
    """The one that holds last, be it to come."""
    return DeskPolicy.objects.filter(team=team).order_by("-effective_from").first()
