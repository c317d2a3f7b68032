"""What has been looked through in the evening (R4.9)."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.people.models import User

from ..activities.models import Activity, ActivityState
from ..annotations.services import require_leader
from .models import Review


def mark_reviewed(*, by: User, now: datetime, activity: Activity) -> None:
    """Take an executed activity out of the reviewer's queue; doing so twice changes nothing."""
    require_leader(by, activity)
    if activity.state != ActivityState.EXECUTED:
        raise ValidationError(_("Only an executed activity can be reviewed."))
    Review.objects.get_or_create(activity=activity, by=by, defaults={"at": now})
