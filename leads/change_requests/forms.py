"""Asking for what only a manager may allow (R1.4)."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from foundation.edits import EditForm
from foundation.fields import PhoneInput
from foundation.once import OnceForm

from ..customers.models import Channel, Source


def _reason():
    return forms.CharField(
        label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )


class ChangeRequestForm(EditForm):
    name = forms.CharField(label=pgettext_lazy("person", "Name"), max_length=80, required=False)
    phone = forms.CharField(
        label=_("Mobile phone"), max_length=40, required=False, widget=PhoneInput
    )
    wechat = forms.CharField(label=_("WeChat ID"), max_length=60, required=False)
    id_number = forms.CharField(label=_("ID number"), max_length=30, required=False)
    source = forms.TypedChoiceField(label=_("Source"), choices=Source, coerce=int, required=False)
    channel = forms.ChoiceField(
        label=_("Channel"), choices=[("", "–"), *Channel.choices], required=False
    )
    reason = _reason()


class DeletionRequestForm(OnceForm):
    reason = _reason()
