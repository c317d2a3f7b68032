"""The upload."""

from django import forms
from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.importing.card_file import begins_card

from ..access.queries import stores_of
from ..people.models import Store
from .models import ImportKind

MOST_FILES = 200
# What comes as business cards; what these say of a target customer beside their usual columns.
CARDS = {ImportKind.LEADS, ImportKind.TARGETS}
OF_CARDS = {"found_in": "card", "company": "", "position": ""}


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One file or several; a list of them."""

    widget = FilesInput

    def clean(self, data, initial=None):
        files = data if isinstance(data, list | tuple) else [data]
        return [super(FilesField, self).clean(each, initial) for each in files or [None]]


class UploadForm(forms.Form):
    """A spreadsheet, or business cards, which do not say by which channel they came and to which store."""

    kind = forms.ChoiceField(label=gettext_lazy("What the file holds"))
    file = FilesField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "CSV (UTF-8 or GB18030) or XLSX; the first row names the columns. "
            "Leads and target customers also as business cards (VCF), several files at once."
        ),
        widget=FilesInput(attrs={"accept": ".csv,.xlsx,.vcf,text/csv,text/vcard"}),
    )
    channel = forms.ChoiceField(
        label=gettext_lazy("Channel of business cards"),
        required=False,
        help_text=gettext_lazy("Only for VCF files of leads: how these people came to us."),
    )
    store = forms.ModelChoiceField(
        label=gettext_lazy("Store of business cards"),
        queryset=Store.objects.none(),
        required=False,
        to_field_name="code",
        empty_label="",
    )

    def __init__(self, *args, by, kinds, channels, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in kinds]
        self.fields["channel"].choices = [("", ""), *channels]
        stores = stores_of(by)
        self.fields["store"].queryset = stores
        if ImportKind.LEADS not in kinds:
            del self.fields["channel"]
        if not CARDS & set(kinds) or stores.count() < 2:
            del self.fields["store"]

    def clean_file(self):
        uploads = self.cleaned_data["file"]
        if len(uploads) > MOST_FILES:
            message = _("At most %(number)d files at once.")
            raise forms.ValidationError(message % {"number": MOST_FILES})
        if sum(upload.size for upload in uploads) > settings.LARGEST_IMPORT:
            message = _("The file is larger than %(limit)s; split it, or import it at the console.")
            raise forms.ValidationError(
                message % {"limit": filesizeformat(settings.LARGEST_IMPORT)}
            )
        return uploads

    def clean(self):
        values = super().clean()
        uploads = values.get("file") or []
        cards = [begins_card(upload.read(300)) for upload in uploads]
        for upload in uploads:
            upload.seek(0)
        self.holds_cards = any(cards)
        if len(uploads) > 1 and not all(cards):
            self.add_error("file", _("Choose one file; only business cards come in several."))
        elif self.holds_cards and values.get("kind") not in CARDS:
            self.add_error(
                "kind", _("Business cards are imported as leads or as target customers.")
            )
        elif self.holds_cards:
            self._require_what_cards_lack(values)
        return values

    def _require_what_cards_lack(self, values):
        is_lead = values["kind"] == ImportKind.LEADS
        if is_lead and not values.get("channel") and "channel" not in self.errors:
            self.add_error("channel", _("Say by which channel the business cards came."))
        if "store" in self.fields and not values.get("store") and "store" not in self.errors:
            self.add_error("store", _("To which store do they belong?"))

    def given(self, now):
        """What business cards lack, by column; of a spreadsheet nothing."""
        if not self.holds_cards:
            return {}
        told = self.cleaned_data
        if told["kind"] == ImportKind.LEADS:
            given = {"channel": told["channel"], "received_at": now.isoformat()}
        else:
            given = dict(OF_CARDS)
        if store := told.get("store"):
            given["store"] = store.code
        return given
