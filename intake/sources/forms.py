"""A further source of leads, and what one calls our fields (R5.1)."""

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.access.queries import stores_of
from accounts.people.models import Store
from foundation.edits import EditForm
from foundation.fields import text_area
from foundation.once import OnceForm
from leads.customers.models import Channel

from .models import LeadSource
from .rules import FIELDS, names_of

LABELS = {
    "source_id": gettext_lazy("Number of the lead there"),
    "name": pgettext_lazy("person", "Name"),
    "phone": gettext_lazy("Mobile phone"),
    "wechat": gettext_lazy("WeChat ID"),
    "email": gettext_lazy("E-mail"),
    "model": gettext_lazy("Model"),
    "budget": gettext_lazy("Budget"),
    "district": gettext_lazy("District"),
    "event": gettext_lazy("Market event"),
    "text": gettext_lazy("What they wrote"),
    "received_at": gettext_lazy("When they asked"),
}
LONGEST_NAME = 100
PREFIX = "as_"


class SourceForm(OnceForm):
    """A further source; whoever heads a region may let its leads be spread over the stores."""

    name = forms.CharField(label=gettext_lazy("Source"), max_length=80)
    channel = forms.ChoiceField(label=gettext_lazy("Channel"), choices=Channel)
    store = forms.ModelChoiceField(
        label=gettext_lazy("Store"),
        queryset=Store.objects.none(),
        required=False,
        empty_label=gettext_lazy("Spread over the stores of the region"),
    )

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["store"]
        field.queryset = stores_of(by)
        if by.store_id:
            field.required, field.empty_label, field.initial = True, None, by.store_id


class MappingForm(EditForm):
    """The source's own name of each of our fields; empty where it is called as we call it."""

    name = forms.CharField(label=gettext_lazy("Source"), max_length=80)

    def __init__(self, *args, source, **kwargs):
        theirs = names_of(source.mapping)
        initial = {"name": source.name, "left_out": "\n".join(theirs.get("", []))}
        initial |= {PREFIX + name: (theirs.get(name) or [""])[0] for name in FIELDS}
        super().__init__(*args, of=[source], initial=initial, **kwargs)
        self.source = source
        for name in FIELDS:
            self.fields[PREFIX + name] = forms.CharField(
                label=format_html("{} <code>{}</code>", LABELS[name], name),
                max_length=LONGEST_NAME,
                required=False,
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
            )
        self.fields["left_out"] = forms.CharField(
            label=gettext_lazy("Fields to leave out"),
            max_length=2000,
            required=False,
            widget=text_area(3, maxlength=2000),
            help_text=gettext_lazy("One a line. Any other field is refused."),
        )

    def clean_name(self):
        name = " ".join(self.cleaned_data["name"].split())
        if LeadSource.objects.filter(name=name).exclude(pk=self.source.pk).exists():
            raise forms.ValidationError(_("Another source has this name."))
        return name

    def clean(self):
        values = super().clean()
        mapping = {}
        for name in FIELDS:
            theirs = (values.get(PREFIX + name) or "").strip()
            if theirs in mapping:
                self.add_error(PREFIX + name, _("Another field has this name already."))
            elif theirs and theirs != name:
                mapping[theirs] = name
        for theirs in (values.get("left_out") or "").splitlines():
            if theirs.strip() in mapping:
                self.add_error("left_out", _("“%(name)s” stands above.") % {"name": theirs.strip()})
            elif theirs.strip():
                mapping[theirs.strip()[:LONGEST_NAME]] = ""
        values["mapping"] = mapping
        return values
