"""What is asked at the door: as little as possible, a number or its last digits first (R9.1)."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from accounts.people.models import User
from foundation.edits import EditForm
from foundation.fields import PhoneInput, TimeField
from foundation.once import OnceForm
from leads.customers.models import Gender
from leads.customers.rules import ending_of
from leads.customers.services import clean_phone
from leads.grading.fields import IntentForm

from ..models import VisitKind
from ..queries import cards_ending, consultants_of
from ..rules import gender_of
from ..services.entry import Entry


class ConsultantChoice(forms.ModelChoiceField):
    """The consultants of the store, each with what keeps them from receiving somebody."""

    def __init__(self, **kwargs):
        super().__init__(None, required=False, **kwargs)
        self.board = None

    def label_from_instance(self, person):
        place = self.board and self.board.place_of(person)
        if place is None or place.is_free:
            return str(person)
        state = _("with a visitor") if not place.is_away else _("away")
        return f"{person} · {state}"


class QuickForm(OnceForm):
    """A visitor in one tap: time and consultant only."""

    kind = forms.ChoiceField(choices=VisitKind, widget=forms.HiddenInput)


class VisitForm(IntentForm, EditForm):
    """A visitor of ``day``; what a card asks matters only where the number is new.

    ``visit``: the entry that is completed or corrected, else a new one; ``board``: the line of the day.
    """

    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        choices=VisitKind,
        initial=VisitKind.WALK_IN,
        widget=forms.RadioSelect,
    )
    # Of several cards with the last digits that were typed, the one that is meant.
    known = forms.IntegerField(required=False, widget=forms.HiddenInput)
    phone = forms.CharField(
        label=gettext_lazy("Mobile phone"), required=False, max_length=40, widget=PhoneInput
    )
    name = forms.CharField(label=pgettext_lazy("person", "Name"), required=False, max_length=80)
    gender = forms.ChoiceField(
        label=gettext_lazy("Gender"), choices=Gender, required=False, widget=forms.RadioSelect
    )
    district = forms.CharField(label=gettext_lazy("District"), required=False, max_length=80)
    model = forms.CharField(label=gettext_lazy("Model"), required=False, max_length=80)
    address = forms.CharField(label=gettext_lazy("Address"), required=False, max_length=200)
    party_size = forms.IntegerField(
        label=gettext_lazy("People"), min_value=1, max_value=99, initial=1, required=False
    )
    remark = forms.CharField(label=gettext_lazy("Remark"), required=False, max_length=500)
    arrived = TimeField(label=gettext_lazy("Time in"), required=False)
    left = TimeField(label=gettext_lazy("Time out"), required=False)
    # Whether the page showed a time out: only then is an empty one meant.
    had_left = forms.BooleanField(required=False, widget=forms.HiddenInput)
    consultant = ConsultantChoice(label=gettext_lazy("Received by"))
    asked_for = forms.BooleanField(
        label=gettext_lazy("The customer asked for this person"), required=False
    )
    reason = forms.CharField(
        label=gettext_lazy("Why not the next in line"), required=False, max_length=200
    )

    def __init__(self, *args, user, store, day, board, visit=None, **kwargs):
        self.user, self.store, self.day, self.visit = user, store, day, visit
        super().__init__(*args, of=filter(None, [visit]), **kwargs)
        self.fields["note"].required = self.fields["expected_on"].required = False
        self.fields["note"].label = _("Car wanted")
        self.fields["note"].widget.attrs["rows"] = 2
        self.fields["expected_on"].help_text = _("Empty: the last day that fits the grade.")
        for name in ("name", "district", "address", "remark", "model"):
            self.fields[name].widget.attrs["autocomplete"] = "off"
        self.fields["model"].widget.attrs["list"] = "models-in-use"
        self.fields["district"].widget.attrs["list"] = "districts-in-use"
        self._prepare_consultant(board)
        self.fields["phone"].help_text = _("Of a known customer the last four digits are enough.")
        self.fields["phone"].widget.attrs |= {
            "hx-post": reverse("reception:caller"),
            "hx-trigger": "input changed delay:300ms",
            "hx-params": "phone,kind",
            "hx-target": "#caller",
            "hx-swap": "outerHTML",
        }
        if visit is None:
            self.fields["phone"].widget.attrs["autofocus"] = True
            self.fields["arrived"].help_text = _("Empty: now.")
            del self.fields["left"], self.fields["had_left"]
        else:
            self._show(visit)

    def _prepare_consultant(self, board):
        field = self.fields["consultant"]
        field.board, field.queryset = board, consultants_of(self.store)
        following = board.next
        field.empty_label = (
            _("In turn: %(name)s") % {"name": following.person}
            if following
            else pgettext("empty choice", "Choose")
        )

    def _show(self, visit):
        del self.fields["kind"]
        if not visit.is_walk_in:
            del self.fields["left"], self.fields["had_left"]
        field = self.fields["consultant"]
        field.empty_label = None
        field.queryset = field.queryset | User.objects.filter(pk=visit.consultant_id)
        if visit.customer_id:
            for name in ("known", "phone", "gender", "district", "model", "note", "expected_on"):
                del self.fields[name]
        zone = ZoneInfo(self.store.time_zone)
        self.initial |= {
            "name": visit.name,
            "address": visit.address,
            "party_size": visit.party_size,
            "remark": visit.note,
            "consultant": visit.consultant_id,
            "arrived": visit.arrived_at.astimezone(zone).time(),
            "left": visit.left_at and visit.left_at.astimezone(zone).time(),
            "had_left": bool(visit.left_at),
        }

    def clean_phone(self):
        text = self.cleaned_data["phone"]
        if not text.strip():
            return ""
        digits = ending_of(text)
        try:
            return clean_phone(text)
        except forms.ValidationError:
            if not digits:
                raise
        return self._number_ending(digits)

    def _number_ending(self, digits):
        """The number of the card that was chosen among those with these last digits."""
        cards = cards_ending(self.user, self.store, digits)
        chosen = cards.filter(pk=self.cleaned_data.get("known") or 0).first()
        if chosen:
            return chosen.phone
        if cards.exists():
            raise forms.ValidationError(_("Say whose number it is, or type the whole number."))
        raise forms.ValidationError(_("No number found with these digits: type the whole number."))

    def clean_note(self):
        return super().clean_note() if self.cleaned_data["note"].strip() else ""

    def clean(self):
        values = super().clean()
        wanted = values.get("note") or values.get("model")
        if wanted and not values.get("phone") and "phone" not in self.errors:
            self.add_error("phone", _("The car wanted is kept on a card: it needs the number."))
        if values.get("asked_for") and not values.get("consultant"):
            self.add_error("consultant", _("Choose who was asked for."))
        return values

    @property
    def has_newcomer_errors(self):
        """Whether what a card asks must be shown."""
        return any(name in self.errors for name in ("district", "model", "note", "expected_on"))

    def _moment(self, name):
        """The time of the day at the store as a moment, or ``None``."""
        at = self.cleaned_data.get(name)
        return at and datetime.combine(self.day, at, ZoneInfo(self.store.time_zone))

    def entry(self):
        """The ``Entry`` of the valid form."""
        values = self.cleaned_data
        name = values["name"]
        return Entry(
            kind=self.visit.kind if self.visit else values["kind"],
            arrived_at=self._moment("arrived"),
            left_at=self._moment("left"),
            is_back=values.get("had_left", False) and not values["left"],
            consultant=values["consultant"],
            asked_for=values["asked_for"],
            reason=values["reason"],
            party_size=values["party_size"] or 1,
            name=name,
            phone=values.get("phone", ""),
            address=values["address"],
            note=values["remark"],
            person={
                "gender": values.get("gender") or gender_of(name),
                "district": values.get("district", ""),
            },
            intent={
                "model": values.get("model", ""),
                "note": values.get("note", ""),
                "expected_on": values.get("expected_on"),
            },
        )


class VoidForm(OnceForm):
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=200)
