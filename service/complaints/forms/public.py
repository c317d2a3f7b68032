"""What a customer says on the store's page (R14.1)."""

from django import forms
from django.utils.translation import gettext_lazy

from foundation.fields import PhoneInput, text_area
from intake.public_forms.forms import AskForm, plain_field

from ..models.cases import LONGEST
from .files import LARGEST_OF_PUBLIC, EvidenceField


class ComplainForm(AskForm):
    """As every form of the public, with what went wrong, photos and recordings."""

    wechat = None
    phone = forms.CharField(
        label=gettext_lazy("Mobile phone"),
        max_length=60,
        widget=PhoneInput({"autocomplete": "tel"}),
    )
    text = forms.CharField(
        label=gettext_lazy("What went wrong?"),
        max_length=LONGEST,
        widget=text_area(4, maxlength=LONGEST),
    )
    wanted = plain_field(gettext_lazy("What would you like us to do?"), 500, autocomplete="off")
    model = plain_field(gettext_lazy("Which car?"), 80, autocomplete="off")
    vehicle = plain_field(gettext_lazy("Plate or VIN"), 40, autocomplete="off")
    files = EvidenceField(largest=LARGEST_OF_PUBLIC)
    field_order = [
        "page", "name", "phone", "text", "wanted", "model", "vehicle", "files", "website", "agrees",
    ]  # fmt: skip
