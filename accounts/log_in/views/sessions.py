"""How long a session holds, and a person's own list of them."""

from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ..rules import is_over, is_seen_anew
from ..services.marks import mark_seen, marks_of
from ..services.sessions import end_session, end_sessions, note_seen


class EndOldSessions:
    """14 days after the log-in, or half an hour without use on a shared device, one logs in anew.

    What pages ask for by themselves is no use. That somebody is there is written down every few minutes, not
    at every request: on SQLite each writing waits for the others.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        marks = marks_of(request.session)
        if marks and request.user.is_authenticated:
            moment = timezone.now()
            if is_over(marks, moment.timestamp()):
                logout(request)
                messages.info(request, _("You were away for long. Log in again."))
            elif self.is_use(request) and is_seen_anew(marks, moment.timestamp()):
                mark_seen(request.session, at=moment.timestamp())
                note_seen(request.session.session_key, now=moment)
        return self.get_response(request)

    @staticmethod
    def is_use(request):
        return request.method == "POST" or not request.headers.get("HX-Request")


@require_POST
def session_end(request, pk):
    """Sign out on one device."""
    if not end_session(request.user, pk):
        raise Http404
    messages.success(request, _("That device is signed out."))
    return redirect("mfa_index")


@require_POST
def sessions_end(request):
    """Sign out everywhere but here."""
    end_sessions([request.user], but=request.session.session_key)
    messages.success(request, _("All other devices are signed out."))
    return redirect("mfa_index")
