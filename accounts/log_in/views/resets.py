"""A lost password: asked for by anybody, answered to all alike."""

from http import HTTPStatus

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from kombu.exceptions import OperationalError

from ..forms import ForgottenForm, NewPasswordForm, begin
from ..models import What
from ..services.attempts import TooManyAttempts
from ..services.resets import person_of, use_key
from ..tasks import send_reset


def root_of(request):
    """The address of the site, for links."""
    return settings.SITE_URL or request.build_absolute_uri("/").rstrip("/")


@login_not_required
def forgotten(request):
    """The answer is the same, and takes as long, whether there is such a person, and how often one asks."""
    form = ForgottenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        _send(request, form.cleaned_data["name"])
        messages.success(
            request,
            _(
                "If there is such a person and their e-mail address is on file, a mail with a link is on "
                "its way. If none comes, ask your administrator."
            ),
        )
        return redirect("login")
    return render(request, "accounts/log_in/forgotten.html", {"form": form})


def _send(request, name):
    try:
        begin(request, What.RESET, name=name)
        send_reset.delay(name, root_of(request))
    except (TooManyAttempts, OperationalError):
        # Where no worker can be reached no mail goes out, as the answer says.
        return


@login_not_required
def reset(request, key):
    """A new password, by a link that is good for a day and once."""
    person = person_of(key)
    if person is None:
        page = "accounts/log_in/reset_gone.html"
        return render(request, page, status=HTTPStatus.NOT_FOUND)
    form = NewPasswordForm(person, request.POST or None)
    if request.method == "POST" and form.is_valid():
        if use_key(key, form.cleaned_data["new_password1"], now=request.now):
            messages.success(request, _("Your password has been changed. Log in with it."))
        else:
            messages.error(request, _("This link was used before. Ask for another one."))
        return redirect("login")
    return render(request, "accounts/log_in/reset.html", {"form": form, "person": person})
