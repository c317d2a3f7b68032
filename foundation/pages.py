"""What the pages of every app share: which roles may enter, and which page of a list."""

from functools import wraps

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator

PER_PAGE = 50


def only_for(*roles):
    """Let these roles in and refuse all others (R1.1)."""

    def decorate(view):
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if request.user.role not in roles:
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def page_of(request, rows, per_page=PER_PAGE):
    """The page of ``rows`` that ``?page=`` asks for; the nearest one where there is none such."""
    return Paginator(rows, per_page).get_page(request.GET.get("page"))
