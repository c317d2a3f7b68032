"""Log-in, log-out, password and language."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import views
from django.contrib.auth.decorators import login_not_required
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from ..forms.auth import LoginForm
from ..services.languages import remember_language


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
    """The log-in page; brings the language that the person once chose."""

    authentication_form = LoginForm
    redirect_authenticated_user = True

    def form_valid(self, form):
        response = super().form_valid(form)
        if language := self.request.user.language:
            keep_language(response, language)
        return response


class LogOut(views.LogoutView):
    """Ends the session, by POST only, and says so on the log-in page."""

    def post(self, request, *args, **kwargs):
        response = super().post(request, *args, **kwargs)
        messages.success(request, _("You are logged out."))
        return response


class ChangePassword(views.PasswordChangeView):
    template_name = "registration/password.html"
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
