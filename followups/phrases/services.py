"""Keep a phrase, or be offered one no more: one's own, or for a whole store."""

from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.people.models import Store, User

from .models import Field, Phrase
from .rules import LONGEST


@transaction.atomic
def set_phrase(
    *, by: User, now: datetime, store: Store, person: User | None, field: str, text: str, hide: bool
) -> Phrase:
    """Offer ``text`` to ``person``, or to everybody of the ``store``; or ``hide`` it from them.

    A person's own phrases are theirs; a store's are its manager's and director's.
    """
    if person is not None and person != by or person is None and not may_edit_store(by, store):
        raise PermissionDenied
    text = " ".join(text.split())
    if not text or len(text) > LONGEST or field not in Field.values:
        raise ValidationError(
            {"text": _("A phrase has up to %(most)d characters.") % {"most": LONGEST}}
        )
    phrase, _made = Phrase.objects.update_or_create(
        store=store,
        person=person,
        field=field,
        text=text,
        defaults={"is_hidden": hide, "set_at": now, "set_by": by},
    )
    return phrase


def may_edit_store(user: User, store: Store) -> bool:
    """Whether the store's phrases are theirs to choose."""
    return (user.is_manager or user.is_director) and user.store_id == store.pk
