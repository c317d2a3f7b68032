"""Log-in, second factor, being asked again, and what people may change of their own."""

import struct
from contextlib import contextmanager

from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm, SetPasswordForm
from django.core.exceptions import ValidationError
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from foundation.client_address import address_of

from ..people.models import User
from .models import What
from .queries import has_factor
from .services.attempts import begin_attempt, settle_attempt
from .services.factors import use_code
from .services.passwords import LONGEST_PASSWORD

CODE = {"autocomplete": "one-time-code", "inputmode": "numeric", "autocapitalize": "off"}
PASSWORD = {"autocomplete": "current-password"}


def begin(request, what, *, person=None, name=""):
    """A try of this request, written down; raises ``TooManyAttempts``."""
    name = name or (f"#{person.pk}" if person else "")
    address = address_of(request)
    return begin_attempt(what, name=name, address=address, now=request.now, person=person)


@contextmanager
def damaged_is_wrong():
    """What a browser says of a passkey is read by libraries that stumble over anything else."""
    try:
        yield
    except (AttributeError, LookupError, TypeError, ValueError, struct.error) as error:
        raise ValidationError(_("That did not work. Try again.")) from error


class LoginForm(AuthenticationForm):
    shared = forms.BooleanField(
        label=_("Others use this device, too"),
        required=False,
        help_text=_("Then you are logged out after 30 minutes without use."),
    )

    error_messages = {
        "invalid_login": _("User name or password is wrong. Capital letters count."),
        "inactive": _("This account has been closed."),
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["password"].max_length = LONGEST_PASSWORD
        self.fields["password"].widget.attrs["maxlength"] = LONGEST_PASSWORD

    def clean(self):
        name, password = (self.cleaned_data.get(field) for field in ("username", "password"))
        if not name or not password:
            return self.cleaned_data
        if len(password) > LONGEST_PASSWORD:
            raise self.get_invalid_login_error()
        attempt = begin(self.request, What.PASSWORD, name=name)
        values = super().clean()
        settle_attempt(attempt, person=self.get_user())
        return values


class FactorForm(forms.Form):
    """A code of the authenticator app, or a recovery code, after the password."""

    code = forms.CharField(label=_("Code"), max_length=40, widget=forms.TextInput(attrs=CODE))

    def __init__(self, *args, user, request, **kwargs):
        super().__init__(*args, **kwargs)
        self.user, self.request = user, request

    def clean_code(self):
        attempt = begin(self.request, What.FACTOR, person=self.user)
        self.authenticator = use_code(self.user, self.cleaned_data["code"])
        if self.authenticator is None:
            raise ValidationError(_("This code is wrong, or was used before."))
        self.authenticator.user = self.user
        settle_attempt(attempt, person=self.user)
        return self.cleaned_data["code"]

    def save(self):
        post_authentication(self.request, self.authenticator)


class PasskeyFactorForm(AuthenticateWebAuthnForm):
    """A passkey after the password."""

    def __init__(self, *args, request, **kwargs):
        super().__init__(*args, **kwargs)
        self.request = request

    def clean_credential(self):
        attempt = begin(self.request, What.FACTOR, person=self.user)
        with damaged_is_wrong():
            authenticator = super().clean_credential()
        settle_attempt(attempt, person=self.user)
        return authenticator


class PasskeyLoginForm(LoginWebAuthnForm):
    """A passkey instead of name and password."""

    def __init__(self, *args, request, **kwargs):
        super().__init__(*args, **kwargs)
        self.request = request

    def clean_credential(self):
        attempt = begin(self.request, What.PASSKEY, name="passkey")
        with damaged_is_wrong():
            authenticator = super().clean_credential()
        settle_attempt(attempt, person=authenticator.user)
        return authenticator


class PasskeyProofForm(ReauthenticateWebAuthnForm):
    """A passkey when asked again."""

    def clean_credential(self):
        with damaged_is_wrong():
            return super().clean_credential()


class AppForm(ActivateTOTPForm):
    """The first code of an authenticator app."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"] = forms.CharField(
            label=_("Code that the app shows"), max_length=10, widget=forms.TextInput(attrs=CODE)
        )


class PasskeyForm(AddWebAuthnForm):
    """A passkey is always one that logs in by itself: with a finger, a face or a PIN."""

    passwordless = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of this passkey")
        self.fields["name"].max_length = 60
        self.fields["name"].widget.attrs["maxlength"] = 60

    def clean(self):
        with damaged_is_wrong():
            return super().clean()


class ProofForm(forms.Form):
    """The password, or a code of the second factor, from somebody who is logged in."""

    password = forms.CharField(
        label=_("Password"),
        required=False,
        strip=False,
        max_length=LONGEST_PASSWORD,
        widget=forms.PasswordInput(attrs=PASSWORD),
    )
    code = forms.CharField(
        label=_("Or a code of your authenticator app"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs=CODE),
    )

    def __init__(self, *args, request, needs_factor=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.request, self.factor = request, False
        if needs_factor or not request.user.has_usable_password():
            del self.fields["password"]
            self.fields["code"].label = _("Code")
        elif not has_factor(request.user):
            del self.fields["code"]

    def clean(self):
        values = super().clean()
        password, code = values.get("password"), values.get("code")
        if self.errors:
            return values
        if not password and not code:
            raise ValidationError(_("Show that it is you."))
        user = self.request.user
        attempt = begin(self.request, What.PRESENT, person=user)
        if code:
            self.factor = use_code(user, code) is not None
        if not (self.factor if code else user.check_password(password)):
            raise ValidationError(_("That is wrong. Capital letters count."))
        settle_attempt(attempt, person=user)
        return values


def say_plainly(form):
    """One line for what Django says in five, and no line for what the label says already."""
    first, second = form.fields["new_password1"], form.fields["new_password2"]
    first.label, second.label = _("Your new password"), _("The same once more")
    first.help_text = _(
        "12 to 128 characters: not digits alone, not one that many use, nothing like your name."
    )
    second.help_text = ""


class OwnPasswordForm(PasswordChangeForm):
    """The present password is counted as every other try."""

    def __init__(self, user, *args, request, **kwargs):
        super().__init__(user, *args, **kwargs)
        self.request = request
        say_plainly(self)

    def clean_old_password(self):
        attempt = begin(self.request, What.PRESENT, person=self.user)
        password = super().clean_old_password()
        settle_attempt(attempt, person=self.user)
        return password


class ForgottenForm(forms.Form):
    name = forms.CharField(label=_("User name or e-mail"), max_length=254)


class NewPasswordForm(SetPasswordForm):
    """Chosen by whoever has the link; the service hashes and saves it."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        say_plainly(self)


class ProfileForm(forms.ModelForm):
    """E-mail and language; all else is the administrator's."""

    language = forms.ChoiceField(label=_("Language"), required=False)

    class Meta:
        model = User
        fields = ["language", "email"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = [("", _("As in my browser"))] + [
            (code, get_language_info(code)["name_local"]) for code, _name in settings.LANGUAGES
        ]
