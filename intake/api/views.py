"""Calls of machines: a token, JSON, a plain answer; no session, no page (R5.1)."""

import logging
from functools import wraps
from http import HTTPStatus

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import SuspiciousOperation
from django.db import OperationalError
from django.http import Http404, JsonResponse, UnreadablePostError
from django.urls import resolve
from django.utils.cache import patch_vary_headers
from django.utils.timezone import now as clock
from django.utils.translation import get_language_from_request, override
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from ..arrivals.models import LeadState
from ..arrivals.services.recording import SentOtherwise
from ..distribution.tasks import hand_on
from ..sources.queries import source_of
from ..sources.rules import seconds_left
from ..sources.services import may_call, note_used
from .queries import progress_of
from .rules.document import JSON, LARGEST_NUMBER, PROBLEM, document
from .rules.fields import checked
from .rules.reading import LARGEST_BODY, NoJson, Refused, merged, named, read, wrong_fields
from .services import NoStore, take_call

log = logging.getLogger(__name__)

PREFIX = "/api/"


class AnswerMachines:
    """Calls of machines go straight to their view: what pages need, such as sessions, is left out.

    Whatever goes wrong is answered as a problem document.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not request.path_info.startswith(PREFIX):
            return self.get_response(request)
        request.now = clock()
        with override(get_language_from_request(request)):
            response = self._answer(request)
        patch_vary_headers(response, ["Accept-Language"])
        return response

    def _answer(self, request):
        try:
            request.get_host()
            view, args, kwargs = resolve(request.path_info)
            return view(request, *args, **kwargs)
        except Http404:
            return problem(HTTPStatus.NOT_FOUND, _("There is nothing at this address."))
        except (SuspiciousOperation, UnreadablePostError):
            return problem(HTTPStatus.BAD_REQUEST, _("The request cannot be read."))
        except OperationalError as error:
            log.error("the database did not answer in time: %s", error)
            said = _("The site is very busy. Send it again in a moment.")
            return problem(HTTPStatus.SERVICE_UNAVAILABLE, said, retry_after=5)
        except Exception:
            log.exception("a call of %s failed", request.path_info)
            said = _("Something went wrong on our side. Send it again.")
            return problem(HTTPStatus.INTERNAL_SERVER_ERROR, said)


def problem(status, detail, *, errors=None, retry_after=None):
    """What was wrong, as RFC 9457 writes it; ``errors`` by field."""
    told = {
        "type": f"urn:problem:leads:{status.name.lower().replace('_', '-')}",
        "title": status.phrase,
        "status": int(status),
        "detail": detail,
    }
    if errors:
        told["errors"] = errors
    answer = JsonResponse(told, status=status, content_type=PROBLEM)
    if retry_after:
        answer["Retry-After"] = str(retry_after)
    return answer


def call(method, *, by_token=True):
    """A view that is called with ``method`` alone, by a source whose token stands in the request."""

    def decorate(view):
        @wraps(view)
        def guarded(request, **kwargs):
            if request.method != method:
                answer = problem(
                    HTTPStatus.METHOD_NOT_ALLOWED, _("Use %(method)s.") % {"method": method}
                )
                answer["Allow"] = method
                return answer
            if by_token and (refused := _admit(request)):
                return refused
            return view(request, **kwargs)

        return csrf_exempt(login_not_required(guarded))

    return decorate


def _admit(request):
    """Set ``request.source``, whose token it is; or the answer to whoever has none, or calls too often."""
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    token = token.strip()
    is_given = scheme.lower() == "bearer" and bool(token)
    source = source_of(token) if is_given else None
    if source is None:
        said = (
            _("The token opens nothing.")
            if is_given
            else _("Send a token: Authorization: Bearer …")
        )
        answer = problem(HTTPStatus.UNAUTHORIZED, said)
        error = ', error="invalid_token"' if is_given else ""
        answer["WWW-Authenticate"] = f'Bearer realm="leads"{error}'
        return answer
    if not may_call(source, now=request.now):
        said = _("At most %(number)d calls a minute.") % {"number": source.per_minute}
        wait = seconds_left(request.now)
        return problem(HTTPStatus.TOO_MANY_REQUESTS, said, retry_after=wait)
    note_used(source, now=request.now)
    request.source = source
    return None


@call("POST")
def lead_post(request):
    """A lead is recorded, or the first answer to it is given again."""
    if refused := _refuse_unread(request):
        return refused
    try:
        if len(request.body) < int(request.META.get("CONTENT_LENGTH") or 0):
            raise NoJson(_("The body was cut off on its way."))
        sent = read(request.body)
        given, twice = named(sent, request.source.mapping)
        values, errors = checked(given, now=request.now)
        if errors := merged(twice, errors):
            raise Refused(wrong_fields(), errors)
    except NoJson as error:
        return problem(HTTPStatus.BAD_REQUEST, str(error))
    except Refused as error:
        return problem(HTTPStatus.UNPROCESSABLE_ENTITY, str(error), errors=error.errors)
    try:
        answer, is_new = take_call(
            now=request.now, source=request.source, values=values, payload=sent
        )
    except SentOtherwise as error:
        return problem(HTTPStatus.CONFLICT, error.messages[0])
    except NoStore:
        return problem(HTTPStatus.SERVICE_UNAVAILABLE, _("There is no store yet."), retry_after=60)
    if is_new and answer["state"] == LeadState.NEW:
        hand_on(answer["number"])
    return JsonResponse(answer, status=HTTPStatus.ACCEPTED if is_new else HTTPStatus.OK)


@call("GET")
def lead_read(request, number):
    """How far a lead of the source came."""
    found = progress_of(request.source, number) if number <= LARGEST_NUMBER else None
    if found is None:
        return problem(HTTPStatus.NOT_FOUND, _("You sent no lead of this number."))
    return JsonResponse(found)


@call("GET", by_token=False)
def openapi(request):
    """The document that describes these calls."""
    return JsonResponse(document())


def _refuse_unread(request):
    """The answer to a body that is not even read, or ``None``."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or "HTTP_TRANSFER_ENCODING" in request.META:
        return problem(HTTPStatus.LENGTH_REQUIRED, _("Say how long the body is (Content-Length)."))
    if len(length) > 12 or int(length) > LARGEST_BODY:
        said = _("A body has at most %(number)d bytes.") % {"number": LARGEST_BODY}
        return problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, said)
    charset = request.content_params.get("charset", "utf-8").strip("\"'").lower()
    coded = request.headers.get("Content-Encoding", "identity").lower()
    if request.content_type != JSON or charset not in ("utf-8", "utf8") or coded != "identity":
        return problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, _("Send application/json in UTF-8."))
    return None
