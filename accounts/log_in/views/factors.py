"""A person's second factors: authenticator app, recovery codes, passkeys."""

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.internal import auth
from allauth.mfa.webauthn.views import AddWebAuthnView, RemoveWebAuthnView
from django.contrib import messages
from django.shortcuts import render
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _

from ..forms import AppForm, PasskeyForm
from ..queries import links_of, must_have_factor, name_of, ways_in
from ..rules import device_of
from ..services.factors import use_code
from ..services.marks import mark_proof
from ..services.sessions import sessions_of
from .arriving import lacks_factor

INDEX = reverse_lazy("mfa_index")


def index(request):
    """What the person's account is guarded by."""
    mine = list(Authenticator.objects.filter(user=request.user).order_by("created_at"))
    by_type = {each.type: each for each in mine}
    codes = by_type.get(Authenticator.Type.RECOVERY_CODES)
    context = {
        "app": by_type.get(Authenticator.Type.TOTP),
        "passkeys": [each for each in mine if each.type == Authenticator.Type.WEBAUTHN],
        "codes": codes and len(codes.wrap().get_unused_codes()),
        "must": must_have_factor(request.user),
        "ways": _ways(request.user),
        "sessions": _sessions(request),
        **_layout(request),
    }
    return render(request, "accounts/log_in/security.html", context)


def _sessions(request):
    """``(session, device, whether it is this one)``."""
    here = request.session.session_key
    rows = sessions_of(request.user, now=timezone.now())
    return [(row, device_of(row.user_agent), row.session_key == here) for row in rows]


def _ways(user):
    """``(way, its name, the link)``; a linked one stays there to be parted with, when it is closed, too."""
    links, open_ways = links_of(user), ways_in()
    closed = {way: name_of(way) for way in links if way not in open_ways}
    return [(way, name, links.get(way)) for way, name in (open_ways | closed).items()]


def _layout(request):
    """Nothing of the site around a page of somebody who is not quite in yet."""
    lacks = lacks_factor(request)
    return {"lacks": lacks, "layout": "accounts/log_in/door.html" if lacks else "base.html"}


class Layout:
    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | _layout(self.request)


class AddApp(Layout, ActivateTOTPView):
    template_name = "accounts/log_in/app_add.html"

    def get_form_class(self):
        return AppForm

    def form_valid(self, form):
        response = super().form_valid(form)
        # The code is used up: it is no code for the next log-in.
        use_code(self.request.user, form.cleaned_data["code"])
        _is_in(self.request, _("The authenticator app is set up."))
        return response


class RemoveApp(DeactivateTOTPView):
    template_name = "accounts/log_in/factor_remove.html"

    def form_valid(self, form):
        messages.success(self.request, _("The authenticator app is removed."))
        return super().form_valid(form)


class AddPasskey(Layout, AddWebAuthnView):
    template_name = "accounts/log_in/passkey_add.html"

    def get_form_class(self):
        return PasskeyForm

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        options = auth.begin_registration(self.request.user, passwordless=True)
        return context | {"js_data": options}

    def form_valid(self, form):
        response = super().form_valid(form)
        _is_in(self.request, _("The passkey is set up."))
        return response


def _is_in(request, sentence):
    """Whoever has just set up a second factor has shown it."""
    mark_proof(request.session, at=timezone.now().timestamp(), factor=True)
    messages.success(request, sentence)


class RemovePasskey(RemoveWebAuthnView):
    template_name = "accounts/log_in/factor_remove.html"
    success_url = INDEX

    def form_valid(self, form):
        messages.success(self.request, _("The passkey is removed."))
        return super().form_valid(form)


class Codes(ViewRecoveryCodesView):
    """Shown once; afterwards only that they are there."""

    template_name = "accounts/log_in/codes.html"


class NewCodes(GenerateRecoveryCodesView):
    template_name = "accounts/log_in/codes_new.html"
