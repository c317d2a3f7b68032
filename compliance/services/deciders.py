"""Who may decide, said once for the services (R1.2)."""

from django.core.exceptions import PermissionDenied

from accounts.access import stores_of


def require_director(user, store_id):
    """Raise ``PermissionDenied`` unless the user is a director of the store or of its region."""
    if not (user.is_director and stores_of(user).filter(pk=store_id).exists()):
        raise PermissionDenied


def leads(user, person, store_id):
    """Whether the user is the person's manager, or a director over the store."""
    if user.is_director:
        return stores_of(user).filter(pk=store_id).exists()
    return user.is_manager and person.manager_id == user.pk
