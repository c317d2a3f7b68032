"""A lead by hand, what is mended of one, and what is done with it (R5.1, R5.2)."""

from contextlib import suppress

import django_filters
from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.access.queries import today_for, zone_for
from accounts.people.models import Store, User
from foundation.chosen import key_in
from foundation.dates import moments_of
from foundation.edits import EditForm
from foundation.fields import PhoneInput, ReasonField, YuanField, text_area
from foundation.filters import PageFilter
from foundation.locks import lock_name
from foundation.once import OnceForm
from foundation.searching import reads_like
from leads.customers.models import Channel
from leads.customers.rules import PhoneError, normalise_phone
from leads.events.models import MarketEvent

from ..arrivals.models import Lead, LeadState, SetAside
from ..distribution.services.assigning import lock_turns
from ..urging.models import Step
from ..urging.queries import on_step
from .rules import span_of

OTHERS = gettext_lazy("Give a number, a WeChat ID or an e-mail address.")


class LeadFields(forms.Form):
    """What is asked of somebody who asked: one screen, one contact is enough (R5.1)."""

    name = forms.CharField(label=pgettext_lazy("person", "Name"), max_length=80, required=False)
    phone_given = forms.CharField(
        label=gettext_lazy("Mobile phone"), max_length=60, required=False, widget=PhoneInput
    )
    model = forms.CharField(label=gettext_lazy("Model"), max_length=80, required=False)
    budget = YuanField(label=gettext_lazy("Budget"), required=False)
    district = forms.CharField(label=gettext_lazy("District"), max_length=80, required=False)
    wechat = forms.CharField(label=gettext_lazy("WeChat ID"), max_length=60, required=False)
    email = forms.EmailField(label=gettext_lazy("E-mail"), required=False)
    event = forms.ModelChoiceField(
        label=gettext_lazy("Market event"), queryset=MarketEvent.objects.none(), required=False
    )
    text = forms.CharField(
        label=gettext_lazy("What they wrote or said"),
        max_length=2000,
        required=False,
        widget=text_area(2, maxlength=2000),
    )

    def __init__(self, *args, store, on, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("name", "model", "district", "wechat"):
            self.fields[name].widget.attrs["autocomplete"] = "off"
        self.fields["model"].widget.attrs["list"] = "models-in-use"
        self.fields["event"].queryset = MarketEvent.objects.to_choose(store, on=on)

    def clean(self):
        values = super().clean()
        contacts = ("phone_given", "wechat", "email")
        if not any(values.get(name) or name in self.errors for name in contacts):
            self.add_error("phone_given", OTHERS)
        return values


class LeadForm(LeadFields, OnceForm):
    """A further lead; a number that cannot be called is refused at once, beside the field."""

    channel = forms.ChoiceField(label=gettext_lazy("Channel"), choices=Channel)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["phone_given"].widget.attrs["autofocus"] = True

    @property
    def has_folded_errors(self):
        """Whether what is folded away must be seen."""
        return bool({"wechat", "email", "event"} & set(self.errors))

    def clean_phone_given(self):
        return _callable(self.cleaned_data["phone_given"])


class MendForm(LeadFields, EditForm):
    """What was recorded of a lead, corrected; it is judged afresh. A change of who it is may wait (R13.4)."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=300,
        required=False,
        help_text=gettext_lazy(
            "Needed where name, contact or event change: a leader approves that."
        ),
    )

    def __init__(self, *args, lead, **kwargs):
        initial = {name: getattr(lead, name) for name in LeadFields.base_fields if name != "event"}
        super().__init__(*args, of=[lead], initial=initial | {"event": lead.event_id}, **kwargs)
        self.lead = lead
        self.fields["reason"] = self.fields.pop("reason")

    def require_unchanged(self):
        """In the order in which everybody locks: the turns of the store, the number, the lead."""
        lock_turns(self.lead.store)
        if self.lead.phone:
            lock_name("lead", self.lead.store_id, self.lead.phone)
        super().require_unchanged()


class CloseForm(OnceForm):
    remark = ReasonField(label=gettext_lazy("Why nothing comes of it"), rows=2)


class JoinForm(OnceForm):
    """The other lead, by its number."""

    into = forms.IntegerField(label=gettext_lazy("Number of the other lead"), min_value=1)

    def __init__(self, *args, by, **kwargs):
        self.by = by
        super().__init__(*args, **kwargs)

    def clean_into(self):
        number = self.cleaned_data["into"]
        found = Lead.objects.visible_to(self.by).filter(pk=min(number, 2**63 - 1)).first()
        if found is None:
            raise forms.ValidationError(_("There is no lead with this number."))
        return found


class SendOnForm(OnceForm):
    store = forms.ModelChoiceField(label=gettext_lazy("Store"), queryset=Store.objects.none())

    def __init__(self, *args, lead, **kwargs):
        super().__init__(*args, **kwargs)
        others = Store.objects.exclude(pk=lead.store_id).filter(region__isnull=False)
        self.fields["store"].queryset = others.filter(region=lead.store.region_id)


class AssignForm(OnceForm):
    to = forms.ModelChoiceField(label=gettext_lazy("Consultant"), queryset=User.objects.none())
    reason = ReasonField(label=gettext_lazy("Why this person"), rows=2)

    def __init__(self, *args, lead, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = User.objects.consultants().filter(store=lead.store)


class ContactedForm(OnceForm):
    """What came of the first contact with somebody whose number is not known yet."""

    phone = forms.CharField(
        label=gettext_lazy("Mobile phone"), max_length=60, required=False, widget=PhoneInput
    )
    text = forms.CharField(
        label=gettext_lazy("What was said"), max_length=300, widget=text_area(3, maxlength=300)
    )

    def clean_phone(self):
        return _callable(self.cleaned_data["phone"])


def _callable(typed):
    """The normalised number, or ``""`` where none was typed."""
    try:
        return normalise_phone(typed) if typed else ""
    except PhoneError as error:
        raise forms.ValidationError(_("Enter a phone number that can be called.")) from error


class LeadFilter(PageFilter):
    """By state, step of the day's road, channel, reason and words."""

    defaults = {"state": "all"}
    state = django_filters.ChoiceFilter(
        method="by_state",
        label=gettext_lazy("State"),
        choices=[("all", gettext_lazy("All states")), *LeadState.choices],
        empty_label=None,
    )
    step = django_filters.ChoiceFilter(
        method="by_step",
        label=gettext_lazy("Of the day"),
        choices=Step,
        empty_label=gettext_lazy("All of them"),
    )
    channel = django_filters.ChoiceFilter(
        label=gettext_lazy("Channel"), choices=Channel, empty_label=gettext_lazy("All channels")
    )
    reason = django_filters.ChoiceFilter(
        label=gettext_lazy("Set aside because"),
        choices=SetAside,
        empty_label=gettext_lazy("All reasons"),
    )
    q = django_filters.CharFilter(method="by_words", label=gettext_lazy("Search"))

    class Meta:
        model = Lead
        fields = ["state", "step", "channel", "reason", "q"]

    def __init__(self, *args, now, **kwargs):
        super().__init__(*args, **kwargs)
        self.now = now

    def by_state(self, rows, name, value):
        return rows if value == "all" else rows.filter(state=value)

    def by_step(self, rows, name, value):
        on = today_for(self.user, self.now)
        return on_step(rows, value, user=self.user, on=on, now=self.now)

    def by_words(self, rows, name, value):
        found = reads_like("name", value) | reads_like("model", value) | reads_like("text", value)
        with suppress(PhoneError):
            found |= Q(phone=normalise_phone(value))
        if number := key_in(value.strip()):
            found |= Q(pk=number)
        return rows.filter(found)


class ReasonFilter(PageFilter):
    """By the span in which they asked: never longer than a year, this month unless chosen; by channel."""

    defaults = {"span": "month"}
    span = django_filters.ChoiceFilter(
        method="by_span",
        label=pgettext_lazy("lead", "Asked"),
        choices=[
            ("month", gettext_lazy("This month")),
            ("before", gettext_lazy("Last month")),
            ("quarter", gettext_lazy("In the last 90 days")),
            ("year", gettext_lazy("In the last 365 days")),
        ],
        empty_label=None,
    )
    channel = django_filters.ChoiceFilter(
        label=gettext_lazy("Channel"), choices=Channel, empty_label=gettext_lazy("All channels")
    )

    class Meta:
        model = Lead
        fields = ["span", "channel"]

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        if self.data["span"] not in dict(self.filters["span"].extra["choices"]):
            self.data["span"] = self.defaults["span"]
        self.today = today

    def by_span(self, rows, name, value):
        first, last = span_of(value, self.today)
        since, until = moments_of(first, last, zone_for(self.user))
        return rows.filter(received_at__gte=since, received_at__lt=until)
