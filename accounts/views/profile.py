"""A person's own page."""

from django.conf import settings
from django.contrib import messages
from django.urls import reverse_lazy
from django.utils.translation import get_language_from_request, override
from django.utils.translation import gettext as _
from django.views.generic import UpdateView

from ..forms.auth import ProfileForm
from ..models import User
from .auth import keep_language


class Profile(UpdateView):
    form_class = ProfileForm
    template_name = "registration/profile.html"
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
