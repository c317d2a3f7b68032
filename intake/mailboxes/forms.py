"""Where a source's mailbox is, and what portals call our fields in their mails (R5.1)."""

import re

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.dates import EARLIEST
from foundation.edits import EditForm
from foundation.fields import DayField, text_area

from ..sources.rules import FIELDS
from .models import Security
from .services.keeping import door_of

# What the environment may give instead, beside the password.
GIVEN = ("host", "security", "port", "user_name", "folder")
LONGEST_LABEL, MOST_LABELS = 40, 100
HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?")


class MailboxForm(EditForm):
    """The password is taken and never shown again."""

    host = forms.CharField(
        label=gettext_lazy("IMAP server"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "placeholder": "imap.exmail.qq.com"}),
    )
    security = forms.ChoiceField(label=gettext_lazy("Security"), choices=Security)
    port = forms.IntegerField(label=gettext_lazy("Port"), min_value=1, max_value=65535)
    user_name = forms.CharField(
        label=gettext_lazy("User name"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    password = forms.CharField(
        label=gettext_lazy("Password"),
        max_length=200,
        strip=False,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=gettext_lazy("Many providers want an authorisation code here."),
    )
    folder = forms.CharField(label=gettext_lazy("Folder"), max_length=200)
    since = DayField(
        label=gettext_lazy("Mails since"),
        help_text=gettext_lazy("What came before that day is left alone."),
    )
    labels = forms.CharField(
        label=gettext_lazy("Names of fields in portals' mails"),
        max_length=5000,
        required=False,
        widget=text_area(5, maxlength=5000),
    )
    is_paused = forms.BooleanField(label=gettext_lazy("Paused"), required=False)

    def __init__(self, *args, mailbox=None, given=None, today, **kwargs):
        initial = {"security": Security.TLS, "port": 993, "folder": "INBOX", "since": today}
        if mailbox:
            names = ("host", "security", "port", "user_name", "folder", "since", "is_paused")
            initial = {name: getattr(mailbox, name) for name in names}
            initial["labels"] = labels_as_text(mailbox.labels)
        if given:
            initial |= {name: getattr(given, name) for name in GIVEN}
        rows = [mailbox] if mailbox else []
        super().__init__(*args, of=rows, initial=initial, **kwargs)
        self.has_password = bool(mailbox and mailbox.password)
        self.door = door_of(mailbox) if mailbox else None
        said = _(
            "One a line: their name = ours, such as {example}; nothing behind the sign leaves it out. "
            "Ours are: {names}. What is commonly said, such as “Name” or “Mobile”, is known."
        )
        self.fields["labels"].help_text = format_html(
            said,
            example=format_html("<code>{} = phone</code>", _("Mobile number")),
            names=format_html_join(", ", "<code>{}</code>", ((name,) for name in FIELDS)),
        )
        if given:
            del self.fields["password"]
            for name in GIVEN:
                self.fields[name].disabled = True
        elif self.has_password:
            self.fields["password"].help_text = _("Leave it empty to keep the present one.")

    def clean_host(self):
        host = self.cleaned_data["host"].strip()
        if not HOST.fullmatch(host):
            raise forms.ValidationError(_("Enter the name of a server, such as imap.163.com."))
        return host.lower()

    def clean_password(self):
        password = self.cleaned_data["password"]
        if not password and not self.has_password:
            raise forms.ValidationError(_("Enter the password."))
        return password

    def clean(self):
        cleaned = super().clean()
        door = tuple(cleaned.get(name) for name in ("host", "port", "security", "user_name"))
        if self.door and door != self.door and cleaned.get("password") == "":
            self.add_error("password", _("Enter the password."))
        return cleaned

    def clean_since(self):
        since = self.cleaned_data["since"]
        if since < EARLIEST:
            raise forms.ValidationError(_("This day lies too far back."))
        return since

    def clean_labels(self):
        labels = {}
        for number, line in enumerate(self.cleaned_data["labels"].splitlines(), 1):
            label, sign, name = (part.strip() for part in line.replace("＝", "=").partition("="))
            if not line.strip():
                continue
            if not label or not sign or (name and name not in FIELDS) or len(label) > LONGEST_LABEL:
                message = _("Line %(number)d is not “their name = one of ours”.")
                raise forms.ValidationError(message % {"number": number})
            labels[label] = name
        if len(labels) > MOST_LABELS:
            raise forms.ValidationError(_("At most %(number)d names.") % {"number": MOST_LABELS})
        return labels


def labels_as_text(labels):
    """As they are typed, one a line."""
    return "\n".join(f"{label} = {name}".rstrip() for label, name in sorted(labels.items()))
