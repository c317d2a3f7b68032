"""Being asked again before what is weighty, and being led to a second factor where one is due."""

from urllib.parse import urlsplit

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth, flows
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django_htmx.http import HttpResponseClientRedirect

from foundation.decisions import are_light
from foundation.kept import FIELD, keep, kept
from foundation.registry import addresses, weighty_to_fetch, weighty_to_send

from ..forms import PasskeyProofForm, ProofForm
from ..queries import has_factor
from ..rules import RIGHTS, is_weighty
from ..services.marks import has_proof, mark_proof
from .arriving import lacks_factor

# What one may do before the second factor is there.
OPEN = {
    "ask_again",
    "choose_language",
    "health",
    "login",
    "logout",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_index",
    "set_language",
}


class AskForFactor:
    """Whoever must have a second factor sets it up, or shows it, before anything else."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if not request.user.is_authenticated or request.resolver_match.view_name in OPEN:
            return None
        if not lacks_factor(request):
            return None
        goal = "ask_again" if has_factor(request.user) else "mfa_index"
        if request.headers.get("HX-Request"):
            return HttpResponseClientRedirect(reverse(goal))
        return redirect(goal)


class AskForProof:
    """Before what is weighty one shows again that it is oneself, where the last time is a while ago.

    What was sent is kept and goes on afterwards.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        name, is_sent = request.resolver_match.view_name, request.method == "POST"
        items = request.POST.getlist("item") if is_sent else []
        if not request.user.is_authenticated or not _is_weighty(name, is_sent, items):
            return None
        if has_proof(request.session, at=timezone.now().timestamp()):
            return None
        if request.headers.get("HX-Request"):
            return HttpResponseClientRedirect(_asked_at(_came_from(request)))
        if not is_sent:
            return redirect(_asked_at(request.get_full_path()))
        return _show(request, kept=keep(request, sent_by=request.user), goal=_came_from(request))


def _is_weighty(name, is_sent, items):
    return is_weighty(
        name,
        is_sent=is_sent,
        is_light=name == addresses["inbox_decide"] and are_light(items),
        to_send=weighty_to_send | RIGHTS,
        to_fetch=weighty_to_fetch,
    )


def _asked_at(goal):
    return f"{reverse('ask_again')}?{urlencode({REDIRECT_FIELD_NAME: goal})}"


def _came_from(request):
    """The page on which something was sent: one goes back to it where what was sent cannot be kept."""
    parts = urlsplit(request.headers.get("Referer", ""))
    return f"{parts.path}?{parts.query}" if parts.netloc == request.get_host() else ""


def ask_again(request):
    """The password, a code or a passkey; then on to where it was asked for."""
    user, needs_factor = request.user, lacks_factor(request)
    if needs_factor and not has_factor(user):
        return redirect("mfa_index")
    by_passkey = "credential" in request.POST
    sent = request.POST if request.method == "POST" else None
    form = ProofForm(None if by_passkey else sent, request=request, needs_factor=needs_factor)
    passkey = PasskeyProofForm(sent if by_passkey else None, user=user)
    if passkey.is_valid():
        flows.reauthenticate(request, passkey.cleaned_data["credential"])
        return _go_on(request, factor=True)
    if form.is_valid():
        return _go_on(request, factor=form.factor)
    text = request.POST.get(FIELD, "")
    return _show(request, kept=text, goal=_goal(request), form=form, passkey=passkey)


def _show(request, *, kept, goal, form=None, passkey=None):
    user, lacks = request.user, lacks_factor(request)
    context = {
        "form": form or ProofForm(request=request, needs_factor=lacks),
        "passkey": passkey or PasskeyProofForm(user=user),
        "next": goal,
        "kept": kept,
        "lacks": lacks,
        "has_nothing": not user.has_usable_password() and not has_factor(user),
    }
    if Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN).exists():
        context["js_data"] = auth.begin_authentication(user)
    return render(request, "accounts/log_in/ask_again.html", context)


def _go_on(request, *, factor):
    mark_proof(request.session, at=timezone.now().timestamp(), factor=factor)
    if unsent := kept(request.POST.get(FIELD, ""), sent_by=request.user):
        context = {"unsent": unsent, "is_sent": True}
        return render(request, "accounts/log_in/go_on.html", context)
    return redirect(_goal(request) or "home")


def _goal(request):
    goal = request.POST.get(REDIRECT_FIELD_NAME) or request.GET.get(REDIRECT_FIELD_NAME, "")
    own = url_has_allowed_host_and_scheme(goal, {request.get_host()}, request.is_secure())
    return goal if own and goal != request.path else ""
