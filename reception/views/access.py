"""Who works at the door: reception and the sales staff of the store (R1.1)."""

from functools import wraps

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from accounts.access.queries import DESK_ROLES

from ..models import Visit


def at_desk(view):
    """Let in who registers visitors: whoever heads a whole region stands at no door."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if request.user.role not in DESK_ROLES or request.user.store is None:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


def get_visit_for(user, pk):
    """The visit, or 404 where the user may not see it, or where it was made void."""
    rows = Visit.objects.visible_to(user).standing()
    return get_object_or_404(
        rows.select_related("store", "consultant", "customer__consultant", "opportunity"), pk=pk
    )
