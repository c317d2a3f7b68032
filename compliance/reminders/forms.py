"""The webhook of a store's chat robot (R10.1)."""

from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.access.queries import stores_of
from accounts.people.models import Messenger
from foundation.edits import EditForm

from .models import ChatRobot, PersonalMessages


class RobotForm(EditForm, forms.ModelForm):
    """Address and secret are as good as a password: they are taken, and never shown again."""

    url = forms.URLField(
        label=_("Address"),
        max_length=400,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"autocomplete": "off"}),
    )

    class Meta:
        model = ChatRobot
        fields = ["store", "format", "url", "secret", "language", "is_active"]
        widgets = {
            "secret": forms.PasswordInput(attrs={"autocomplete": "off"}),
        }
        help_texts = {
            "secret": _("Only where the robot signs its messages (DingTalk, Feishu)."),
            "language": _("In which the robot speaks."),
        }

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["store"]
        field.queryset = stores_of(by)
        field.empty_label = None
        self._kept = {}
        if self.instance.pk:
            del self.fields["store"]
            kept = _("Leave it empty to keep the present one.")
            for name in ("url", "secret"):
                self._kept[name] = getattr(self.instance, name)
                self.initial[name] = ""
                self.fields[name].required = False
                self.fields[name].help_text = kept
        else:
            del self.fields["is_active"]

    def clean_url(self):
        url = self.cleaned_data["url"]
        if not url and self._kept:
            return self._kept["url"]
        check_webhook(url)
        return url

    def clean_secret(self):
        return self.cleaned_data["secret"] or self._kept.get("secret", "")


class PersonalMessagesForm(EditForm, forms.ModelForm):
    """The store's application at a messenger and its quiet hours; the secret is never shown again."""

    class Meta:
        model = PersonalMessages
        fields = ["quiet_from", "quiet_until", "format", "app_id", "agent_id", "secret"]
        widgets = {
            "quiet_from": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "quiet_until": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "app_id": forms.TextInput(attrs={"autocomplete": "off"}),
            "secret": forms.PasswordInput(attrs={"autocomplete": "off"}),
        }
        help_texts = {
            "format": _("Without one, notices go by e-mail alone."),
            "app_id": _("WeCom: CorpID. DingTalk: AppKey. Feishu: App ID."),
            "agent_id": _("Only WeCom and DingTalk ask for it."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._kept = self.instance.secret
        self.initial["secret"] = ""
        if self._kept:
            self.fields["secret"].help_text = _("Leave it empty to keep the present one.")

    def clean_secret(self):
        return self.cleaned_data["secret"] or self._kept

    def clean(self):
        values = super().clean()
        format = values.get("format")
        wanted = ["app_id", "secret"] if format else []
        wanted += ["agent_id"] if format in (Messenger.WECOM, Messenger.DINGTALK) else []
        for name in wanted:
            if name in values and not values[name]:
                self.add_error(name, _("The messenger asks for it."))
        return values


def check_webhook(url):
    """Refuse what is no https address of a known robot: the site must not call its own network."""
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:
        port = 0
    if parts.scheme != "https" or port not in (None, 443) or "@" in parts.netloc:
        raise ValidationError(_("The address of a robot begins with https://."))
    if parts.hostname not in settings.ROBOT_HOSTS:
        known = ", ".join(settings.ROBOT_HOSTS)
        raise ValidationError(
            _("This is no robot that we know. Known are: %(hosts)s."), params={"hosts": known}
        )
