"""The address of a source's webhook (R5.1)."""

from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.calling import is_public
from foundation.edits import EditForm


class WebhookForm(EditForm):
    url = forms.URLField(
        label=gettext_lazy("Address"),
        max_length=400,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"autocomplete": "off", "placeholder": "https://"}),
        help_text=gettext_lazy("Of the source's own system, beginning with https://."),
    )

    def __init__(self, *args, webhook=None, **kwargs):
        kwargs |= {"of": [webhook], "initial": {"url": webhook.url}} if webhook else {}
        super().__init__(*args, **kwargs)

    def clean_url(self):
        url = self.cleaned_data["url"]
        parts = urlsplit(url)
        try:
            port = parts.port
        except ValueError:
            port = 0
        if parts.scheme != "https" or port == 0 or "@" in parts.netloc:
            raise forms.ValidationError(_("The address begins with https:// and names no user."))
        if parts.hostname not in settings.PRIVATE_HOSTS and _is_own(parts.hostname or ""):
            raise forms.ValidationError(_("This address leads into our own network."))
        return url


def _is_own(host):
    """Whether the name says by itself that it is of our own network; what it leads to is asked later."""
    try:
        return not is_public(host)
    except ValueError:
        return host == "localhost" or host.endswith((".localhost", ".local", ".internal"))
