"""Keeping a filter under a name, and no longer (R3.5)."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from ..people.models import User
from .models import SavedFilter
from .rules import LONGEST_NAME, MOST


@transaction.atomic
def save_filter(*, by: User, now: datetime, page: str, name: str, query: str) -> SavedFilter:
    """Keep ``query``, which ``keepable`` has made, under the name; the same name keeps the new one.

    Raises ``ValidationError`` where name or query is blank, or the person has ``MOST`` of this list.
    """
    name = " ".join(name.split())[:LONGEST_NAME]
    if not name:
        raise ValidationError(_("Give the filter a name."))
    if not query:
        raise ValidationError(_("Choose something first: names, numbers and words are not kept."))
    # One person's presses wait for each other.
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    own = SavedFilter.objects.filter(user=by, page=page)
    if own.exclude(name=name).count() >= MOST:
        raise ValidationError(_("There are %(n)d already: delete one first.") % {"n": MOST})
    saved, _is_new = own.update_or_create(
        name=name, defaults={"user": by, "page": page, "query": query, "saved_at": now}
    )
    return saved


def delete_filter(saved: SavedFilter) -> None:
    """Keep it no longer; it is no record of anything."""
    saved.delete()
