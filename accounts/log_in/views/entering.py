"""Log-in and log-out, and whoever comes without a log-in."""

from http import HTTPStatus

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.webauthn.internal.flows import perform_passwordless_login
from allauth.mfa.webauthn.views import LoginWebAuthnView
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME, views
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from foundation.kept import FIELD, keep

from ..forms import FactorForm, LoginForm, PasskeyFactorForm, PasskeyLoginForm
from ..queries import ways_in
from ..services.attempts import TooManyAttempts
from .arriving import HELD, hold

# What was being written by whoever comes back from elsewhere without having come in.
RETURNED = "log_in_returned"


class LogIn(views.LoginView):
    """The log-in page; brings the language that the person once chose, and what they were writing."""

    template_name = "accounts/log_in/login.html"

    authentication_form = LoginForm
    redirect_authenticated_user = True

    def get_redirect_url(self):
        """Not back to the log-in: whoever is logged in would go round in a circle."""
        goal = super().get_redirect_url()
        return "" if goal.partition("?")[0] == self.request.path else goal

    def get_context_data(self, **kwargs):
        returned = (
            self.request.session.pop(RETURNED, "") if RETURNED in self.request.session else ""
        )
        kept = self.request.POST.get(FIELD, "") or returned
        return super().get_context_data(**kwargs) | {"kept": kept, "ways_in": ways_in()}

    def form_valid(self, form):
        hold(self.request)
        login = Login(user=form.get_user(), redirect_url=self.get_success_url())
        return perform_password_login(self.request, {}, login)


class SecondFactor(AuthenticateView):
    """After the password: a code, or a passkey."""

    template_name = "accounts/log_in/second_factor.html"

    def get_form_class(self):
        return lambda **values: FactorForm(request=self.request, **values)

    def get_webauthn_form_class(self):
        return lambda **values: PasskeyFactorForm(request=self.request, **values)


@method_decorator(login_not_required, name="dispatch")
class LogInByPasskey(LogIn, LoginWebAuthnView):
    """A passkey stands for name, password and second factor; asked by a script for what it signs."""

    def get(self, request, *args, **kwargs):
        return LoginWebAuthnView.get(self, request, *args, **kwargs)

    def get_form_class(self):
        return PasskeyLoginForm

    def get_form_kwargs(self):
        return {"request": self.request, "data": self.request.POST or None}

    def form_invalid(self, form):
        messages.error(self.request, _("That passkey is not known here."))
        return redirect("login")

    def form_valid(self, form):
        hold(self.request)
        authenticator = form.cleaned_data["credential"]
        login = Login(user=authenticator.user, redirect_url=self.get_success_url())
        return perform_passwordless_login(self.request, authenticator, login)


class AskForLogIn(LoginRequiredMiddleware):
    """Whoever is not logged in logs in first; what they had written comes back afterwards."""

    def handle_no_permission(self, request, view_func):
        if text := "" if request.headers.get("HX-Request") else keep(request):
            return ask_for_log_in(request, text)
        return super().handle_no_permission(request, view_func)

    def process_exception(self, request, exception):
        if isinstance(exception, TooManyAttempts):
            return render(request, "errors/429.html", status=HTTPStatus.TOO_MANY_REQUESTS)
        return None


def ask_for_log_in(request, text):
    """The log-in page with ``text``, of a form that could not be saved."""
    context = {
        "form": LoginForm(request),
        "next": request.get_full_path(),
        "kept": text,
        "ways_in": ways_in(),
    }
    return render(request, "accounts/log_in/login.html", context, status=HTTPStatus.UNAUTHORIZED)


def back_to_log_in(request, said, goal=""):
    """The log-in page with a word, for whoever does not come in by an account elsewhere."""
    messages.error(request, said)
    if text := request.session.pop(HELD, {}).get("kept"):
        request.session[RETURNED] = text
    query = f"?{urlencode({REDIRECT_FIELD_NAME: goal})}" if goal else ""
    return redirect(f"{reverse('login')}{query}")


class LogOut(views.LogoutView):
    """Ends the session, by POST only, and says so on the log-in page."""

    def post(self, request, *args, **kwargs):
        response = super().post(request, *args, **kwargs)
        messages.success(request, _("You are logged out."))
        # Whoever takes this device next finds nothing on it.
        response["Clear-Site-Data"] = '"cache", "storage"'
        return response
