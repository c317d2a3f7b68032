"""Answers of the site itself: is it well, and what went wrong."""

import logging
from http import HTTPStatus

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, OperationalError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template import TemplateDoesNotExist
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.log_in.views.entering import ask_for_log_in
from accounts.people.models import Role
from foundation.kept import keep, kept
from intake.public_forms.views import ask_again
from service.complaints.views.public import complain_again

from ..health.queries import checks

log = logging.getLogger(__name__)


@login_not_required
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """200 when all is well; else 503 with what is not: database, lock, disk, clock or queue.

    Details are for an administrator alone.
    """
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        found = checks(now=request.now)
        ill = [check for check in found if not check.is_well]
        answer = {"status": ill[0].code if ill else "ok"}
        if getattr(request.user, "role", None) == Role.ADMINISTRATOR:
            answer["details"] = {check.code: check.words for check in found}
    except DatabaseError:
        log.exception("health: the database does not answer")
        return JsonResponse({"status": "no database"}, status=HTTPStatus.SERVICE_UNAVAILABLE)
    if ill:
        log.error("health: %s", "; ".join(f"{check.code}: {check.words}" for check in ill))
    return JsonResponse(answer, status=HTTPStatus.SERVICE_UNAVAILABLE if ill else HTTPStatus.OK)


def _page(request, status: HTTPStatus, template: str, plain: str) -> HttpResponse:
    """Render an error page; a page that fails itself becomes one plain sentence."""
    try:
        body = render_to_string(f"errors/{template}.html", {"status": int(status)}, request)
    except TemplateDoesNotExist:
        body = plain
    except Exception:
        log.exception("the error page errors/%s.html fails itself", template)
        body = plain
    return HttpResponse(body, status=status)


@login_not_required
def bad_request(request, exception=None):
    """400: the request makes no sense."""
    return _page(request, HTTPStatus.BAD_REQUEST, "400", _("The request cannot be understood."))


@login_not_required
def permission_denied(request, exception=None):
    """403: known, but not allowed."""
    return _page(request, HTTPStatus.FORBIDDEN, "403", _("You may not see this page."))


@login_not_required
def page_not_found(request, exception=None):
    """404: nothing here, or nothing that this person may know of."""
    return _page(request, HTTPStatus.NOT_FOUND, "404", _("There is no such page."))


@login_not_required
def server_error(request):
    """500: our fault."""
    plain = _("Something went wrong on our side. It has been recorded; please try again.")
    return _page(request, HTTPStatus.INTERNAL_SERVER_ERROR, "500", plain)


class AnswerBusy:
    """503 with a plain sentence where the database is locked for too long, or away: nothing was saved."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if not isinstance(exception, OperationalError):
            return None
        log.error("the database did not answer in time: %s", exception)
        plain = _("The site is very busy. Nothing has been saved: please try again in a moment.")
        answer = HttpResponse(
            render_to_string("errors/503.html", {"plain": plain}),
            status=HTTPStatus.SERVICE_UNAVAILABLE,
        )
        answer["Retry-After"] = "5"
        return answer


# The forms of the public, by their address, and how each is shown again.
AGAIN = {"intake:ask": ask_again, "service:complain": complain_again}


def csrf_refused(request, reason=""):
    """403: the page is older than the log-in; what was typed on it comes back (after the log-in).

    A visitor has none: their form is shown again as they filled it in.
    """
    match = request.resolver_match
    if match and match.view_name in AGAIN:
        return AGAIN[match.view_name](request, **match.kwargs)
    if text := keep(request):
        if not request.user.is_authenticated:
            return ask_for_log_in(request, text)
        context = {"unsent": kept(text)}
        return render(request, "accounts/log_in/go_on.html", context, status=HTTPStatus.FORBIDDEN)
    return _page(request, HTTPStatus.FORBIDDEN, "csrf", _("This form is too old"))
