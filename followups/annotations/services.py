"""Annotations 批注 and instructions 领导批示 (R4.9)."""

from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access.queries import ASSESSING_ROLES
from accounts.notices.services import News, read_of, tell
from accounts.people.models import User
from foundation.words import surname_of

from ..activities.models import Activity
from .models import Annotation
from .notices import ANNOTATED

LONGEST = 2000


@transaction.atomic
def annotate(*, by: User, now: datetime, activity: Activity, text: str) -> Annotation:
    """Write to the consultant of the activity's opportunity; a director's text is an instruction.

    Raises ``PermissionDenied`` unless ``by`` leads the people whose activity it is, ``ValidationError``
    where nothing is said.
    """
    require_leader(by, activity)
    text = text.strip()
    if not text:
        raise ValidationError({"text": _("Write what the consultant should know.")})
    if len(text) > LONGEST:
        raise ValidationError(
            {"text": _("Keep it under %(number)d characters.") % {"number": LONGEST}}
        )
    annotation = Annotation.objects.create(
        activity=activity,
        author=by,
        addressee_id=activity.opportunity.consultant_id,
        text=text,
        written_at=now,
    )
    values = {"name": str(by), "customer": surname_of(activity.opportunity.customer.name)}
    tell(News(ANNOTATED, annotation.addressee_id, annotation.pk, values), now=now, by=by)
    return annotation


@transaction.atomic
def mark_read(*, by: User, now: datetime, annotation: Annotation) -> None:
    """The addressee has read it; the first time counts."""
    if annotation.addressee_id != by.pk:
        raise PermissionDenied
    Annotation.objects.filter(pk=annotation.pk, read_at=None).update(read_at=now)
    read_of(ANNOTATED, key=annotation.pk, by=by, now=now)


def require_leader(by: User, activity: Activity) -> None:
    if by.role not in ASSESSING_ROLES:
        raise PermissionDenied
    if not Activity.objects.visible_to(by).filter(pk=activity.pk).exists():
        raise PermissionDenied
