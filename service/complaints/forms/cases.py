"""A complaint as staff write it down, and each step of it (R9.9, R14.1)."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from foundation.chosen import key_in
from foundation.edits import EditForm
from foundation.fields import PhoneInput, ReasonField, YuanField, text_area
from foundation.once import OnceForm
from leads.customers.rules import PhoneError, normalise_phone

from ...questions.models import Department
from ...questions.rules import SERVICE
from ..models import Channel, ComplaintCause, Confirmation, Severity
from ..models.cases import LONGEST
from ..rules import ORDINARY
from .files import EvidenceField


def cause_choices(store, *, chosen=None):
    """Kinds with their causes within; a kind itself stands for a cause that is not known yet."""
    rows = ComplaintCause.objects.filter(store=store)
    rows = [row for row in rows if not row.is_retired or row.pk == chosen]
    within = {}
    for row in rows:
        if row.kind_id:
            within.setdefault(row.kind_id, []).append((row.pk, row.name))
    groups = [
        (
            row.name,
            [(row.pk, _("%(kind)s: cause open") % {"kind": row.name}), *within.get(row.pk, [])],
        )
        for row in rows
        if row.kind_id is None
    ]
    return [("", _("Not known yet")), *groups]


def text_field(label, length, **options):
    return forms.CharField(label=label, max_length=length, required=False, **options)


def _severity():
    return forms.ChoiceField(
        label=gettext_lazy("Severity"),
        choices=Severity.choices,
        initial=ORDINARY,
        widget=forms.RadioSelect,
    )


def _text(label, rows, length=LONGEST, **options):
    area = text_area(rows, maxlength=length)
    return forms.CharField(label=label, max_length=length, widget=area, **options)


class CauseField(forms.TypedChoiceField):
    """One choice of two levels; its value is a ``ComplaintCause`` of the store, or ``None``."""

    def __init__(self, **options):
        super().__init__(label=gettext_lazy("Kind and cause"), required=False, **options)

    def offer(self, store, *, chosen=None):
        self.choices = cause_choices(store, chosen=chosen)
        self.coerce = lambda text: ComplaintCause.objects.get(pk=key_in(text))
        self.empty_value = None


class AboutField(forms.ChoiceField):
    """An order or an intent of the customer; its value is the record, or ``None``."""

    def __init__(self, **options):
        super().__init__(label=gettext_lazy("Order or intent"), required=False, **options)

    def offer(self, orders, intents):
        self.found = {f"o-{row.pk}": row for row in orders} | {
            f"i-{row.pk}": row for row in intents
        }
        said = {"o": _("Order"), "i": _("Purchase intent")}
        names = [(key, f"{said[key[0]]} · {row.model}") for key, row in self.found.items()]
        self.choices = [("", "–"), *names]

    def clean(self, value):
        return self.found.get(super().clean(value))


class RegisterForm(OnceForm):
    """``customer``: of whose card it is written; without one the number is looked up in the store."""

    phone = forms.CharField(
        label=gettext_lazy("Phone"), max_length=60, required=False, widget=PhoneInput()
    )
    name = forms.CharField(
        label=gettext_lazy("Who complains"),
        max_length=80,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    store = forms.ModelChoiceField(label=gettext_lazy("Store"), queryset=None, empty_label=None)
    channel = forms.ChoiceField(
        label=gettext_lazy("Channel"),
        choices=[choice for choice in Channel.choices if choice[0] != Channel.PAGE],
        initial=Channel.PHONE,
    )
    text = _text(gettext_lazy("What they complain of"), 4)
    wanted = text_field(gettext_lazy("What they want"), 500, widget=text_area(2, maxlength=500))
    severity = _severity()
    cause = CauseField()
    about = AboutField()
    model = text_field(gettext_lazy("Model"), 80)
    vehicle = text_field(gettext_lazy("Plate or VIN"), 40)
    files = EvidenceField()
    department = forms.ChoiceField(
        label=gettext_lazy("Goes to"), choices=Department.choices, initial=SERVICE
    )
    answer = _text(
        gettext_lazy("Answered at once"),
        2,
        required=False,
        help_text=gettext_lazy("With an answer it is closed; left blank it is passed on."),
    )

    def __init__(self, *args, stores, store, customer=None, orders=(), intents=(), **kwargs):
        super().__init__(*args, **kwargs)
        if customer or len(stores) < 2:
            del self.fields["store"]
        else:
            self.fields["store"].queryset = stores
        if customer:
            del self.fields["phone"], self.fields["name"]
        if orders or intents:
            self.fields["about"].offer(orders, intents)
        else:
            del self.fields["about"]
        self.fields["cause"].offer(store)

    def clean_phone(self):
        typed = self.cleaned_data["phone"]
        try:
            return normalise_phone(typed) if typed else ""
        except PhoneError as error:
            raise forms.ValidationError(_("Enter a phone number that can be called.")) from error


class DetailsForm(EditForm):
    cause = CauseField()
    severity = _severity()
    about = AboutField()
    model = text_field(gettext_lazy("Model"), 80)
    vehicle = text_field(gettext_lazy("Plate or VIN"), 40)
    wanted = text_field(gettext_lazy("What they want"), 500, widget=text_area(2, maxlength=500))

    def __init__(self, *args, complaint, orders, intents, **kwargs):
        names = ("severity", "model", "vehicle", "wanted")
        initial = {name: getattr(complaint, name) for name in names}
        initial["cause"] = complaint.cause_id
        about = f"i-{complaint.opportunity_id}" if complaint.opportunity_id else ""
        initial["about"] = f"o-{complaint.order_id}" if complaint.order_id else about
        super().__init__(*args, of=[complaint], initial=initial, **kwargs)
        self.fields["cause"].offer(complaint.store, chosen=complaint.cause_id)
        if orders or intents:
            self.fields["about"].offer(orders, intents)
        else:
            del self.fields["about"]


class AssignForm(OnceForm):
    to = forms.ChoiceField(label=gettext_lazy("To whom"))
    text = _text(gettext_lazy("What is to be done"), 2, 500, required=False)

    def __init__(self, *args, choices, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [("", _("Choose")), *choices]


class NoteForm(OnceForm):
    text = _text(gettext_lazy("What was done"), 3, required=False)
    files = EvidenceField()


def _confirmation(**options):
    return forms.ChoiceField(
        label=pgettext_lazy("complaint", "The customer is"), widget=forms.RadioSelect, **options
    )


class CloseForm(OnceForm):
    answer = _text(gettext_lazy("Answer to the customer"), 4)
    remedy = text_field(gettext_lazy("Remedy"), 500, widget=text_area(2, maxlength=500))
    cost = YuanField(label=gettext_lazy("Cost"), required=False, min_value=0)
    confirmation = _confirmation(
        choices=[("", gettext_lazy("Not asked yet")), *Confirmation.choices], required=False
    )


class ConfirmForm(OnceForm):
    confirmation = _confirmation(choices=Confirmation.choices)
    text = _text(gettext_lazy("What they said"), 2, 500, required=False)


class ReopenForm(OnceForm):
    reason = ReasonField()
