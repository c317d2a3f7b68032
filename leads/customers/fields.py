"""The fields of a card as people fill them in, and the photo, judged by its content (R2.1, R2.3)."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.fields import DayField
from foundation.pictures import ENDINGS, drawn_anew

from .models import UNKNOWN_BIRTHDAY, Customer

LARGEST_PHOTO = 5 * 1024 * 1024


class PhotoField(forms.ImageField):
    """A JPEG, PNG or WebP picture of up to 5 MB; blank leaves the card's photo as it is."""

    def __init__(self, **kwargs):
        super().__init__(
            label=gettext_lazy("Photo"),
            required=False,
            help_text=gettext_lazy("JPEG, PNG or WebP, up to 5 MB."),
            widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
            **kwargs,
        )

    def to_python(self, data):
        if data and data.size > LARGEST_PHOTO:
            raise forms.ValidationError(_("The photo is larger than 5 MB."))
        photo = super().to_python(data)
        if photo is None:
            return None
        if photo.image.format not in ENDINGS:
            raise forms.ValidationError(_("Choose a JPEG, PNG or WebP picture."))
        return drawn_anew(photo)


REQUIRED_FIELDS = ["gender", "birthday", "source", "customer_type", "district"]
OPTIONAL_FIELDS = [
    "channel",
    "information_source",
    "first_visit_on",
    "wechat",
    "email",
    "address",
    "postcode",
    "id_number",
    "contact_person",
    "company_nature",
    "trade",
    "position",
    "family",
    "hobbies",
    "clubs",
    "circumstances",
    "introducer_name",
    "introducer_phone",
    "introducer_relation",
]


class CardFields(forms.ModelForm):
    """What every card form asks; an unknown birthday is ticked and stored as 1900-01-01 (R2.1)."""

    birthday = DayField(label=gettext_lazy("Birthday"), required=False)
    birthday_unknown = forms.BooleanField(label=gettext_lazy("Birthday unknown"), required=False)
    first_visit_on = DayField(label=gettext_lazy("First visit"), required=False)

    class Meta:
        model = Customer
        fields = REQUIRED_FIELDS + OPTIONAL_FIELDS
        widgets = {"gender": forms.RadioSelect, "customer_type": forms.RadioSelect}

    def __init__(self, *args, on, **kwargs):
        self.on = on
        super().__init__(*args, **kwargs)
        for name in ("gender", "customer_type"):
            # No empty choice: nothing is chosen until somebody chooses.
            field = self.fields[name]
            field.choices = [choice for choice in field.choices if choice[0]]
        self.fields["district"].widget.attrs["autocomplete"] = "off"
        if self.instance.pk and self.instance.known_birthday is None:
            self.initial |= {"birthday": None, "birthday_unknown": True}

    @property
    def has_optional_errors(self):
        """Whether the folded part of the form must be open."""
        return any(name in self.errors for name in OPTIONAL_FIELDS)

    def clean(self):
        values = super().clean()
        birthday = values.get("birthday")
        if "birthday" in self.errors:
            return values
        if values.get("birthday_unknown"):
            if birthday and birthday != UNKNOWN_BIRTHDAY:
                self.add_error("birthday", _("Give the birthday or tick “unknown”, not both."))
            values["birthday"] = UNKNOWN_BIRTHDAY
        elif birthday is None:
            self.add_error("birthday", _("Give the birthday, or tick “unknown”."))
        elif birthday > self.on:
            self.add_error("birthday", _("The birthday lies in the future."))
        return values

    def card(self):
        """The card's fields for the services."""
        return {n: self.cleaned_data[n] for n in self._meta.fields if n in self.fields}

    def _post_clean(self):
        # The service writes: the instance stays as it is, so that the page shows what is saved.
        pass
