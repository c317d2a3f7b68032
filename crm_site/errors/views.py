"""Answers of the site itself: is it well, and what went wrong."""

import logging
from contextlib import ExitStack
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, OperationalError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template import TemplateDoesNotExist
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.log_in.views.entering import ask_for_log_in
from accounts.people.models import Role
from foundation.kept import keep, kept
from foundation.once import OnceForm
from foundation.patience import NoPlace, a_place, allow, at_most, took_too_long
from intake.public_forms.views import ask_again
from reports.dashboard.views import filter_of as indicator_filter_of
from reports.sheets.queries.catalogue import SHEETS
from reports.sheets.views import filter_of
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


def _page(
    request, status: HTTPStatus, template: str, plain: str, context: dict[str, Any] | None = None
) -> HttpResponse:
    """Render an error page; a page that fails itself becomes one plain sentence."""
    try:
        body = render_to_string(
            f"errors/{template}.html", {"status": int(status)} | (context or {}), request
        )
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


# After how many seconds a page that found no place asks again.
ASK_AGAIN = 2


class NobodyStopsTheOthers:
    """Break off what takes too long, and let few count much at once: 503 in plain words, never 500 (ADR 62)."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        reads = request.method in ("GET", "HEAD")
        seconds = settings.EVERYDAY_SECONDS if reads else settings.WRITING_SECONDS
        with at_most(seconds, whole=reads, resets=False), ExitStack() as request.place:
            return self.get_response(request)

    def process_view(self, request, view, arguments, options):
        """Whoever counts much needs a place, and may ask for longer."""
        if not getattr(view, "counts_much", False):
            return None
        try:
            request.place.enter_context(a_place())
        except NoPlace:
            return _no_place(request)
        allow(settings.HEAVY_SECONDS)

    def process_exception(self, request, exception):
        if not took_too_long(exception):
            return None
        log.error("%s was stopped: it took too long", request.path)
        request.place.close()
        is_heavy = getattr(request.resolver_match.func, "counts_much", False)
        context = {
            "reads": request.method in ("GET", "HEAD"),
            "seconds": settings.HEAVY_SECONDS if is_heavy else settings.EVERYDAY_SECONDS,
        }
        # Of its own, this page asks for little.
        allow(settings.EVERYDAY_SECONDS)
        return _page(
            request,
            HTTPStatus.SERVICE_UNAVAILABLE,
            "too_long",
            _("That took too long, and was stopped. Ask for less, or try again in a moment."),
            context | _ways_on(request),
        )


def _no_place(request):
    address = request.get_full_path()
    context = {"again": ASK_AGAIN, "address": address}
    plain = _("Others are counting. Please try again in a moment.")
    answer = _page(request, HTTPStatus.SERVICE_UNAVAILABLE, "full", plain, context)
    answer["Retry-After"] = str(ASK_AGAIN)
    if request.htmx:
        # Whoever waits, waits on a page of its own that asks again.
        answer["HX-Redirect"] = address
    return answer


def _ways_on(request):
    """Of a sheet its filter, and that a worker makes it; of the indicators their filter."""
    match = request.resolver_match
    if sheet := SHEETS.get(match.kwargs.get("code")):
        form = filter_of(request, sheet)
        address = f"{reverse(f'reports:{sheet.code}_export')}?{form.query}"
        return {"form": form, "export_url": address, "once": OnceForm()}
    if match.view_name == "reports:dashboard":
        return {"form": indicator_filter_of(request)}
    return {}


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
