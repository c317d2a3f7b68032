"""To an account elsewhere and back: to come in, or to link it. Nobody comes in by an address alone."""

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from foundation.client_address import address_of as address_of_client

from ..log_in.forms import begin
from ..log_in.models import What
from ..log_in.queries import name_of, ways_in
from ..log_in.services.attempts import settle_attempt
from ..log_in.services.marks import has_proof
from ..log_in.views.arriving import ELSEWHERE, hold
from ..log_in.views.entering import LogIn, back_to_log_in
from .services.asked import NoAnswer, address_of, held_for, identity_of
from .services.links import NotLinked, link_account, person_of, unlink_account

COME_IN, LINK = "login", "connect"


@method_decorator(login_not_required, name="dispatch")
class WayIn(LogIn):
    """By POST alone: another site cannot begin it."""

    def get(self, request, *args, **kwargs):
        return redirect("login")

    def post(self, request, *args, **kwargs):
        hold(request)
        return _leave(
            request,
            lambda said: back_to_log_in(request, said, self.get_redirect_url()),
            process=COME_IN,
            next_url=self.get_success_url(),
        )


@require_POST
def way_link(request):
    """Asked again before (`RIGHTS`), one goes there once, and comes back linked."""
    held = {"process": LINK, "person": request.user.pk}
    return _leave(request, lambda said: _back_to_own_page(request, said), **held)


def _leave(request, refuse, **held):
    """A page that leads on: what a form leads to may not be elsewhere (content security policy)."""
    way = request.POST.get("way", "")
    names = ways_in()
    if way not in names:
        return refuse(_("This way to log in is closed."))
    try:
        address = address_of(request, way, **held)
    except NoAnswer:
        return refuse(_not_reached(way))
    context = {"address": address, "way": names[way]}
    return render(request, "accounts/ways_in/leave.html", context)


@require_GET
@login_not_required
def way_back(request, way):
    """Who comes back either comes in, or has linked an account, as they set out to do."""
    if way not in ways_in():
        raise Http404
    held = held_for(request, way)
    if held is None:
        said = _("That did not begin here, or too long ago. Try again.")
        return (
            _back_to_own_page(request, said) if _is_in(request) else back_to_log_in(request, said)
        )
    return _linked(request, way, held) if held["process"] == LINK else _come_in(request, way, held)


def _come_in(request, way, held):
    if _is_in(request):
        return redirect("home")
    goal = held.get("next", "")
    if not _has_code(request):
        return back_to_log_in(request, _cancelled(way), goal)
    client = address_of_client(request)
    attempt = begin(request, What.ELSEWHERE, name=f"{way} {client}")
    try:
        person = person_of(identity_of(request, way, held), now=request.now)
    except NoAnswer:
        return back_to_log_in(request, _not_confirmed(way), goal)
    if person is None:
        said = _(
            "This account of %(way)s belongs to nobody who works here, or is not linked yet. "
            "Log in with your password, or ask your administrator."
        )
        return back_to_log_in(request, said % {"way": name_of(way)}, goal)
    settle_attempt(attempt, person=person)
    record_authentication(request, person, "socialaccount", provider=way)
    if way in settings.SECOND_FACTOR_ELSEWHERE:
        record_authentication(request, person, "mfa", type=ELSEWHERE)
    return perform_login(request, Login(user=person, redirect_url=goal or None))


def _linked(request, way, held):
    """Only in the session and for the person that set out, while their proof holds."""
    if not _is_in(request) or request.user.pk != held["person"]:
        return back_to_log_in(request, _("Log in first, then link the account."))
    if not _has_code(request):
        return _back_to_own_page(request, _cancelled(way))
    if not has_proof(request.session, at=timezone.now().timestamp()):
        return _back_to_own_page(request, _("That took too long. Try again."))
    attempt = begin(request, What.ELSEWHERE, person=request.user)
    try:
        link_account(request.user, identity_of(request, way, held), now=request.now)
    except NoAnswer:
        return _back_to_own_page(request, _not_confirmed(way))
    except NotLinked as error:
        return _back_to_own_page(request, str(error))
    settle_attempt(attempt, person=request.user)
    said = _("Your account of %(way)s lets you in from now on.")
    messages.success(request, said % {"way": name_of(way)})
    return redirect("mfa_index")


def way_unlink(request, pk):
    """Asked for on a page of its own; only one's own. What is gone already is gone."""
    if SocialAccount.objects.filter(pk=pk).exclude(user=request.user).exists():
        raise Http404
    if request.method == "POST":
        if name := unlink_account(request.user, pk, now=request.now):
            said = _("Your account of %(way)s no longer lets you in.")
            messages.success(request, said % {"way": name})
        return redirect("mfa_index")
    link = get_object_or_404(SocialAccount, pk=pk, user=request.user)
    context = {
        "way": name_of(link.provider),
        "cancel_url": reverse("mfa_index"),
        "is_only_way": not request.user.has_usable_password(),
    }
    return render(request, "accounts/ways_in/unlink.html", context)


def _is_in(request):
    return request.user.is_authenticated


def _has_code(request):
    # DingTalk calls it by a name of its own.
    return "error" not in request.GET and bool(
        request.GET.get("code") or request.GET.get("authCode")
    )


def _back_to_own_page(request, said):
    messages.error(request, said)
    return redirect("mfa_index")


def _cancelled(way):
    said = _("%(way)s did not let you through, or you broke off. Nothing has changed.")
    return said % {"way": name_of(way)}


def _not_reached(way):
    said = _("%(way)s cannot be reached just now. Log in with your password, or try again later.")
    return said % {"way": name_of(way)}


def _not_confirmed(way):
    said = _("%(way)s did not confirm who you are. Try again, or log in with your password.")
    return said % {"way": name_of(way)}
