"""Log-in, log-out, password, language, and a person's own page."""

from http import HTTPStatus

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import views
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.shortcuts import render
from django.urls import reverse_lazy
from django.utils.translation import get_language_from_request, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.generic import UpdateView
from django.views.i18n import set_language

from foundation.kept import FIELD, keep, kept

from ..people.models import User
from .forms import LoginForm, ProfileForm
from .services import remember_language


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
        return super().get_context_data(**kwargs) | {"kept": self.request.POST.get(FIELD, "")}

    def form_valid(self, form):
        response = super().form_valid(form)
        if unsent := kept(self.request.POST.get(FIELD, "")):
            response = render(self.request, "accounts/log_in/go_on.html", {"unsent": unsent})
        if language := self.request.user.language:
            keep_language(response, language)
        return response


class AskForLogIn(LoginRequiredMiddleware):
    """Whoever is not logged in logs in first; what they had written comes back afterwards."""

    def handle_no_permission(self, request, view_func):
        if text := "" if request.headers.get("HX-Request") else keep(request):
            return ask_for_log_in(request, text)
        return super().handle_no_permission(request, view_func)


def ask_for_log_in(request, text):
    """The log-in page with ``text``, of a form that could not be saved."""
    context = {"form": LoginForm(request), "next": request.get_full_path(), "kept": text}
    return render(request, "accounts/log_in/login.html", context, status=HTTPStatus.UNAUTHORIZED)


class LogOut(views.LogoutView):
    """Ends the session, by POST only, and says so on the log-in page."""

    def post(self, request, *args, **kwargs):
        response = super().post(request, *args, **kwargs)
        messages.success(request, _("You are logged out."))
        # Whoever takes this device next finds nothing on it.
        response["Clear-Site-Data"] = '"cache", "storage"'
        return response


class ChangePassword(views.PasswordChangeView):
    template_name = "accounts/log_in/password.html"
    success_url = reverse_lazy("profile")

    def form_valid(self, form):
        messages.success(self.request, _("Your password has been changed."))
        return super().form_valid(form)


@require_POST
@login_not_required
def choose_language(request):
    """Switch the language: in a cookie, and for a person also on every other machine."""
    response = set_language(request)
    if request.user.is_authenticated:
        remember_language(by=request.user, language=request.POST.get("language", ""))
    return response


class Profile(UpdateView):
    form_class = ProfileForm
    template_name = "accounts/log_in/profile.html"
    success_url = reverse_lazy("profile")

    def get_object(self, queryset=None):
        # A copy, so that a refused entry does not show in the page's head.
        return User.objects.get(pk=self.request.user.pk)

    def form_valid(self, form):
        response = super().form_valid(form)
        if language := self.object.language:
            keep_language(response, language)
        else:
            response.delete_cookie(settings.LANGUAGE_COOKIE_NAME)
            self.request.COOKIES.pop(settings.LANGUAGE_COOKIE_NAME, None)
            language = get_language_from_request(self.request)
        with override(language):
            messages.success(self.request, _("Saved."))
        return response
