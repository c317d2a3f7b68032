"""A version of the text, the signature, and the filter of who has signed (R13.4)."""

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.fields import DayField, text_area
from foundation.filters import PageFilter
from foundation.once import OnceForm

from ..people.models import Role, User

LONGEST = 20_000


class AgreementForm(OnceForm):
    stores = forms.ModelChoiceField(
        None, label=_("Store"), required=False, empty_label=_("All my stores")
    )
    text_zh = forms.CharField(
        label=_("Text in Chinese"), max_length=LONGEST, widget=text_area(12, lang="zh-Hans")
    )
    text_en = forms.CharField(
        label=_("Text in English"),
        max_length=LONGEST,
        required=False,
        widget=text_area(12, lang="en"),
        help_text=_("Blank: everybody reads the Chinese text."),
    )
    counts_from = DayField(
        label=_("Counts from"),
        help_text=_("From this day on, whoever has not signed sees numbers masked."),
    )

    def __init__(self, *args, stores, **kwargs):
        super().__init__(*args, **kwargs)
        self.offered = list(stores)
        self.fields["stores"].queryset = stores
        if len(self.offered) == 1:
            del self.fields["stores"]

    @property
    def chosen(self):
        one = self.cleaned_data.get("stores")
        return [one] if one else self.offered


class SignatureForm(OnceForm):
    """``keys``: the versions that the page shows, and that are signed."""

    keys = forms.CharField(widget=forms.HiddenInput, required=False)
    agreed = forms.BooleanField(
        label=_("I have read this, and keep to it."),
        error_messages={"required": _("Tick this to sign.")},
    )

    def clean_keys(self):
        texts = self.cleaned_data["keys"].split(",")
        return [int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 19]


class PeopleFilter(PageFilter):
    defaults = {"state": "all"}

    store = django_filters.ChoiceFilter(method="as_chosen", label=_("Store"), empty_label=None)
    state = django_filters.ChoiceFilter(
        choices=[("all", _("All")), ("waiting", _("Not signed")), ("signed", _("Signed"))],
        method="by_state",
        label=_("State"),
        empty_label=None,
    )
    role = django_filters.ChoiceFilter(choices=Role, label=_("Role"), empty_label=_("All roles"))

    class Meta:
        model = User
        fields = []

    def __init__(self, *args, stores, **kwargs):
        super().__init__(*args, **kwargs)
        if len(stores) > 1:
            self.filters["store"].extra["choices"] = [(store.pk, str(store)) for store in stores]
        else:
            del self.filters["store"]

    def as_chosen(self, rows, name, value):
        """The view has chosen it."""
        return rows

    def by_state(self, rows, name, value):
        return rows if value == "all" else rows.filter(has_signed=value == "signed")
