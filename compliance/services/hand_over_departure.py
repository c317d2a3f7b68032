"""A consultant leaves: first everything that is his is handed over, then his account closes (R4.8)."""

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from accounts.services.staff import save_staff

from .errors import DecisionError
from .ledger import require_director
from .locks import lock_store


@transaction.atomic
def deactivate(person, *, by, now):
    """Close the leaver's account; his history stays. Again changes nothing.

    Raises ``PermissionDenied`` unless ``by`` is a director of his store, ``DecisionError`` while he
    still has customers.
    """
    require_director(by, person.store_id)
    lock_store(person.store_id)
    person = User.objects.get(pk=person.pk)
    if not person.is_active:
        return person
    person.is_active = False
    try:
        return save_staff(person, by=by, now=now)
    except ValidationError as error:
        raise DecisionError(error.messages[0]) from error
