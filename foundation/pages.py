"""What the pages of every app share: which roles may enter, and which page of a list."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.http.response import HttpResponseBase
from django.utils.http import url_has_allowed_host_and_scheme

from .clock import Request

PER_PAGE = 50

View = Callable[..., HttpResponseBase]


def only_for(*roles: str) -> Callable[[View], View]:
    """Let these roles in and refuse all others (R1.1)."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.user.role not in roles:
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def page_of(
    request: Request, rows: Any, per_page: int = PER_PAGE, *, number: int | None = None
) -> Page[Any]:
    """The page of ``rows`` that ``?page=`` asks for; the nearest one where there is none such.

    ``number``: how many rows there are, where that was counted already.
    """
    paginator = Paginator(rows, per_page)
    if number is not None:
        paginator.count = number
    return paginator.get_page(request.GET.get("page"))


def address_back(request: Request) -> str:
    """Where ``?back=`` leads to, if that is an address of this site; else empty."""
    back = request.GET.get("back", "")
    is_ours = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
    return back if is_ours and back.startswith("/") else ""
