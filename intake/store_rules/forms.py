"""The order of the rules, people's strengths, hours and terms; each a table that always exists (R5.2, R5.3)."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.edits import EditForm
from foundation.fields import TimeField, text_area
from foundation.words import words_of
from leads.customers.models import Channel

from ..distribution.models import RuleKind
from ..distribution.rules import Ordered, Rule
from ..first_contact.models import CLOSES_AT, OPENS_AT
from ..first_contact.queries import Term
from ..first_contact.rules import minutes_for

LONGEST_WEEK = 60 * 24 * 7


class RulesForm(EditForm):
    """``rules``: as they hold; the place of each kind, a blank one is not used."""

    is_grid = True

    def __init__(self, *args, rules, **kwargs):
        super().__init__(*args, **kwargs)
        present = {rule.kind: (place, rule) for place, rule in enumerate(rules, start=1)}
        # Every rule of a store keeps them, so that they stand when ability is taken up.
        ability = rules[0] if rules else Ordered(Rule.ABILITY)
        for kind, label in RuleKind.choices:
            self.fields[kind] = forms.IntegerField(
                label=label,
                min_value=1,
                max_value=9,
                required=False,
                initial=present.get(kind, (None, None))[0],
                widget=forms.NumberInput({"inputmode": "numeric"}),
            )
        self.fields["days"] = forms.IntegerField(
            label=gettext_lazy("Days looked back on"),
            min_value=7,
            max_value=365,
            initial=ability.days,
        )
        self.fields["floor"] = forms.IntegerField(
            label=gettext_lazy("Least share, per cent of an equal part"),
            min_value=0,
            max_value=100,
            initial=ability.floor,
        )

    @property
    def rows(self):
        """``(bound field, what the rule does)`` in the order of their kinds."""
        for kind, _label in RuleKind.choices:
            yield self[kind], SAID[kind]

    def clean(self):
        values = super().clean()
        places = {}
        for kind in RuleKind.values:
            place = values.get(kind)
            if place in places:
                self.add_error(kind, _("Two rules have this place."))
            elif place:
                places[place] = kind
        return values

    def ordered(self):
        """The rules of the valid form in their order."""
        values = self.cleaned_data
        placed = sorted((values[kind], kind) for kind in RuleKind.values if values[kind])
        return [Ordered(kind, values["floor"], values["days"]) for _place, kind in placed]


SAID = {
    Rule.EARLIER: gettext_lazy("Whoever had the same number before has it again."),
    Rule.REGION: gettext_lazy("Narrows to those who look after the district."),
    Rule.MODEL: gettext_lazy("Narrows to those who know the model."),
    Rule.ABILITY: gettext_lazy("Shares follow conversion, with a least share for each."),
    Rule.TURN: gettext_lazy("Whoever has waited longest is next."),
    Rule.LOAD: gettext_lazy("Whoever holds the smallest part of what they may hold."),
    Rule.MANAGER: gettext_lazy("Waits until the manager gives it to somebody."),
}


def listed(text):
    """The words of a list parted by commas of any kind, each once."""
    parts = (
        text.replace("，", ",").replace("、", ",").replace(";", ",").replace("；", ",").split(",")
    )
    return list(dict.fromkeys(filter(None, map(words_of, parts))))


class ListField(forms.CharField):
    """Several words, parted by commas."""

    def __init__(self, **kwargs):
        super().__init__(max_length=300, required=False, **kwargs)

    def prepare_value(self, value):
        return ", ".join(value) if isinstance(value, list | tuple) else value

    def clean(self, value):
        return listed(super().clean(value))


class StrengthsForm(EditForm):
    """``people`` with their ``strengths`` as they stand: ``{person key: Strength}``."""

    is_grid = True

    def __init__(self, *args, people, strengths, **kwargs):
        super().__init__(*args, **kwargs)
        self.people = list(people)
        for person in self.people:
            own = strengths.get(person.pk)
            for name, label in (("car_models", _("Models")), ("districts", _("Districts"))):
                self.fields[f"{name}_{person.pk}"] = ListField(
                    label=label, initial=list(getattr(own, name, []))
                )

    @property
    def rows(self):
        """``(person, the bound fields)``."""
        for person in self.people:
            yield person, [self[f"{name}_{person.pk}"] for name in ("car_models", "districts")]

    def strengths(self):
        """``{person: {name: words}}`` of the valid form."""
        return {
            person.pk: {
                name: self.cleaned_data[f"{name}_{person.pk}"]
                for name in ("car_models", "districts")
            }
            for person in self.people
        }


class TermsForm(EditForm):
    """Hours, districts, and the minutes of each channel; a blank number is the usual one."""

    is_grid = True

    opens_at = TimeField(label=gettext_lazy("Opens at"))
    closes_at = TimeField(label=gettext_lazy("Closes at"))
    open_daily = forms.BooleanField(
        label=gettext_lazy("Open on weekends and holidays"), required=False
    )
    districts = ListField(
        label=gettext_lazy("Districts of the store"),
        widget=text_area(2, maxlength=300),
        help_text=gettext_lazy("Parted by commas; none is everywhere."),
    )
    last_counts = forms.BooleanField(
        label=gettext_lazy("Of several sources the last one counts"), required=False
    )

    def __init__(self, *args, hours, policy, terms, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["opens_at"].initial = hours.opens_at if hours else OPENS_AT
        self.fields["closes_at"].initial = hours.closes_at if hours else CLOSES_AT
        self.fields["open_daily"].initial = bool(hours and hours.open_daily)
        self.fields["districts"].initial = list(policy.districts) if policy else []
        self.fields["last_counts"].initial = bool(policy and policy.last_counts)
        for channel, label in Channel.choices:
            term = terms.get(channel)
            self.fields[f"minutes_{channel}"] = forms.IntegerField(
                label=label,
                min_value=5,
                max_value=LONGEST_WEEK,
                required=False,
                initial=term and term.minutes,
                widget=forms.NumberInput(
                    {"inputmode": "numeric", "placeholder": minutes_for(channel)}
                ),
            )
            self.fields[f"passes_{channel}"] = forms.BooleanField(
                label=_("Offered to the next when missed"),
                required=False,
                widget=forms.CheckboxInput({"class": "form-check-input"}),
                initial=term.passes_on if term else True,
            )

    @property
    def rows(self):
        """``(minutes, whether it passes on)``, bound, of each channel."""
        for channel in Channel.values:
            yield self[f"minutes_{channel}"], self[f"passes_{channel}"]

    @property
    def plain_fields(self):
        return [
            self[name]
            for name in ("opens_at", "closes_at", "open_daily", "districts", "last_counts")
        ]

    def clean(self):
        values = super().clean()
        opens, closes = values.get("opens_at"), values.get("closes_at")
        if opens and closes and closes <= opens:
            self.add_error("closes_at", _("It closes before it opens."))
        return values

    def terms(self):
        """``{channel: Term or None}`` of the valid form."""
        values = self.cleaned_data
        found = {}
        for channel in Channel.values:
            minutes, passes_on = values[f"minutes_{channel}"], values[f"passes_{channel}"]
            usual = minutes is None and passes_on
            found[channel] = None if usual else Term(minutes or minutes_for(channel), passes_on)
        return found
