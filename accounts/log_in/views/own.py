"""What people change of their own: password, language, e-mail."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import views
from django.contrib.auth.decorators import login_not_required
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import get_language_from_request, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.generic import UpdateView
from django.views.i18n import set_language

from ...people.models import User
from ..forms import OwnPasswordForm, ProfileForm
from ..services.language import remember_language
from ..services.marks import mark_proof
from ..services.sessions import end_sessions, rename_session
from .arriving import keep_language


class ChangePassword(views.PasswordChangeView):
    template_name = "accounts/log_in/password.html"
    form_class = OwnPasswordForm
    success_url = reverse_lazy("profile")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"request": self.request}

    def form_valid(self, form):
        session = self.request.session
        before = session.session_key
        response = super().form_valid(form)
        rename_session(before, session.session_key)
        end_sessions([self.request.user], but=session.session_key)
        mark_proof(session, at=timezone.now().timestamp())
        said = _("Your password has been changed. All other devices are signed out.")
        messages.success(self.request, said)
        return response


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
