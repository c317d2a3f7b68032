"""What marketing says of a public form, and what a visitor says in one (R5.1)."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.access.queries import stores_of
from foundation.edits import EditForm
from foundation.fields import DayField, PhoneInput, text_area
from leads.customers.rules import PhoneError, normalise_phone
from leads.events.models import MarketEvent

from .models import PublicForm


class MakingForm(EditForm, forms.ModelForm):
    """``by`` makes it for their store; who heads several says for which."""

    opens_on = DayField(label=gettext_lazy("Open from"), required=False)
    closes_on = DayField(label=gettext_lazy("Open until"), required=False)

    class Meta:
        model = PublicForm
        fields = ["store", "title", "channel", "event", "opens_on", "closes_on", "purpose"]
        widgets = {"purpose": text_area(4, maxlength=600)}
        help_texts = {
            "title": gettext_lazy("Stands above the form and on the poster."),
            "purpose": gettext_lazy(
                "For what you use it, and that you may call. Left blank, a usual wording stands there in the "
                "reader's language."
            ),
        }

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        if by.store_id:
            del self.fields["store"]
            self.instance.store_id = self.instance.store_id or by.store_id
        else:
            self.fields["store"].queryset = stores_of(by)
        self.fields["event"].queryset = MarketEvent.objects.visible_to(by)

    def clean(self):
        values = super().clean()
        start, end = values.get("opens_on"), values.get("closes_on")
        if start and end and end < start:
            self.add_error("closes_on", _("The last day lies before the first."))
        store, event = values.get("store"), values.get("event")
        store_id = store.pk if store else self.instance.store_id
        if event and store_id and event.store_id != store_id:
            self.add_error("event", _("This event belongs to another store."))
        return values


def plain_field(label, max_length, **attrs):
    return forms.CharField(
        label=label, max_length=max_length, required=False, widget=forms.TextInput(attrs)
    )


class AskForm(forms.Form):
    """What a visitor says; ``website`` is a field that people do not see, and programs fill in."""

    page = forms.CharField(required=False, max_length=300, widget=forms.HiddenInput)
    name = forms.CharField(
        label=pgettext_lazy("person", "Name"),
        max_length=80,
        widget=forms.TextInput({"autocomplete": "name"}),
    )
    phone = forms.CharField(
        label=gettext_lazy("Mobile phone"),
        max_length=60,
        required=False,
        widget=PhoneInput({"autocomplete": "tel"}),
    )
    wechat = plain_field(gettext_lazy("WeChat ID"), 60, autocomplete="off", autocapitalize="none")
    model = plain_field(gettext_lazy("Which car interests you?"), 80, autocomplete="off")
    text = forms.CharField(
        label=gettext_lazy("What would you like to know?"),
        max_length=500,
        required=False,
        widget=text_area(3, maxlength=500),
    )
    website = forms.CharField(
        label=gettext_lazy("Leave this blank"),
        required=False,
        max_length=300,
        widget=forms.TextInput({"autocomplete": "off", "tabindex": "-1"}),
    )
    agrees = forms.BooleanField(
        error_messages={"required": gettext_lazy("Without your consent we may not keep this.")}
    )

    def __init__(self, *args, agreement, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["agrees"].label = agreement

    def clean_phone(self):
        typed = self.cleaned_data["phone"]
        try:
            return normalise_phone(typed) if typed else ""
        except PhoneError as error:
            raise forms.ValidationError(_("Enter a phone number that can be called.")) from error

    def clean(self):
        values = super().clean()
        if not (values.get("phone") or values.get("wechat") or "phone" in self.errors):
            self.add_error("phone", _("Give a number or a WeChat ID, so that we can answer."))
        return values

    def renew(self, page):
        """Let the next sending come from another page."""
        self.data = self.data.copy()
        self.data["page"] = page
