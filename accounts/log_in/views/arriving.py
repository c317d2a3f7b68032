"""Whatever way somebody came in by, they arrive here; and how the library asks us."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.stagekit import clear_login
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.stages import AuthenticateStage
from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.client_address import address_of
from foundation.kept import FIELD, kept

from ..queries import must_have_factor
from ..rules import device_of
from ..services.marks import came_with_factor, has_proof, mark_log_in
from ..services.sealing import seal, unseal

# What goes along from the log-in page to where one arrives.
HELD = "log_in_held"
# A second factor that was shown to somebody else, whom the settings trust in this.
ELSEWHERE = "elsewhere"


def keep_language(response, language):
    """Let the browser ask for this language from now on."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        path=settings.LANGUAGE_COOKIE_PATH,
        domain=settings.LANGUAGE_COOKIE_DOMAIN,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite=settings.LANGUAGE_COOKIE_SAMESITE,
    )


def hold(request):
    """Carry what was being written, and whose device this is, through the steps of the log-in."""
    request.session[HELD] = {
        "kept": request.POST.get(FIELD, ""),
        "shared": "shared" in request.POST,
    }


def note_log_in(sender, request, user, **kwargs):
    """Every log-in, by whatever way, marks its session."""
    records = get_authentication_records(request, user)
    shared = bool(request.session.get(HELD, {}).get("shared"))
    mark_log_in(
        request.session,
        at=timezone.now().timestamp(),
        factor=any(record.get("method") == "mfa" for record in records),
        shared=shared,
    )
    if shared:
        # The cookie goes when the browser is closed.
        request.session.set_expiry(0)


def lacks_factor(request):
    """Whether the person must have a second factor and came in without."""
    return must_have_factor(request.user) and not came_with_factor(request.session)


def arrive(request, response):
    """Where somebody goes who has just come in: to what they were writing, if anything."""
    held = request.session.get(HELD, {})
    if not lacks_factor(request):
        request.session.pop(HELD, None)
        if unsent := kept(held.get("kept", "")):
            response = render(request, "accounts/log_in/go_on.html", {"unsent": unsent})
    if language := request.user.language:
        keep_language(response, language)
    return response


class SecondStep(AuthenticateStage):
    """Not asked for where the one shown elsewhere counts."""

    def _should_handle(self, request):
        records = get_authentication_records(request, self.login.user)
        came_by = records[-1] if records else {}
        if (came_by.get("method"), came_by.get("type")) == ("mfa", ELSEWHERE):
            return False
        return super()._should_handle(request)


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up; messages are ours; addresses are those that `foundation.client_address` says."""

    def is_open_for_signup(self, request):
        return False

    def get_client_ip(self, request):
        return address_of(request)

    def add_message(self, request, level, *args, message=None, **kwargs):
        if message:
            messages.add_message(request, level, message)

    def get_login_stages(self):
        return ["accounts.log_in.views.arriving.SecondStep"]

    def respond_user_inactive(self, request, user):
        clear_login(request)
        messages.error(request, _("This account has been closed."))
        return redirect("login")

    def post_login(self, request, user, **kwargs):
        return arrive(request, super().post_login(request, user, **kwargs))

    def is_reauthentication_required(self, *, app, **kwargs):
        return not has_proof(self.request.session, at=timezone.now().timestamp())

    def get_reauthentication_methods(self, user):
        return [{"id": "ask_again", "url": reverse("ask_again")}] if user.is_authenticated else []


class FactorAdapter(DefaultMFAAdapter):
    """Secrets are sealed; people are called by their user name, which is unique."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": gettext_lazy("That did not work. Try again."),
    }

    def encrypt(self, text):
        return seal(text)

    def decrypt(self, encrypted_text):
        return unseal(encrypted_text)

    def get_totp_issuer(self):
        return _("Sales floor")

    def generate_authenticator_name(self, user, type):
        return device_of(self.request.headers.get("User-Agent", "")) or _("Passkey")

    def _get_site_name(self):
        return _("Sales floor")

    def _get_user_identifier(self, user):
        return user.username
