"""Asking for an absence: which days, and what becomes of each plan (R4.7)."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from foundation.fields import DayField
from foundation.once import OnceForm

from ..calendars.models import AbsenceKind, PlanHandling
from .services.requesting import check_days, check_new_day

KIND_CHOICES = [(kind.value, kind.label) for kind in (AbsenceKind.LEAVE, AbsenceKind.TRAINING)]
HANDLING = [
    (PlanHandling.POSTPONE.value, _("Postpone to the days after the return")),
    (PlanHandling.PULL_FORWARD.value, _("Pull forward to the days before")),
]
# A form of more fields than this is not sent; the plans then move as proposed.
MOST_ROWS = 500


class AbsenceForm(forms.Form):
    """The days and the way; sent by GET, so that the plans can be shown before anything is asked."""

    kind = forms.ChoiceField(label=_("Kind"), choices=KIND_CHOICES)
    from_on = DayField(label=_("First day"))
    to_on = DayField(label=_("Last day"))
    plans = forms.ChoiceField(
        label=_("Plans on these days"), choices=HANDLING, widget=forms.RadioSelect
    )

    def __init__(self, *args, on, **kwargs):
        super().__init__(*args, **kwargs)
        self.on = on

    def clean(self):
        values = super().clean()
        if values.get("from_on") and values.get("to_on"):
            try:
                check_days(values["from_on"], values["to_on"], on=self.on)
            except ValidationError as error:
                self.add_error(None, error)
        return values


def day_name(activity):
    """The name of the field for a plan's new date."""
    return f"day_{activity.pk}"


class AbsencePlansForm(OnceForm):
    """The reason, and a new date for each plan, proposed and adjustable."""

    reason = forms.CharField(label=_("Reason"), max_length=200)

    def __init__(self, *args, moves, workdays, days, on, **kwargs):
        super().__init__(*args, **kwargs)
        self.moves, self.workdays, self.days, self.on = moves, workdays, days, on
        self.is_adjustable = len(moves) <= MOST_ROWS
        for move in moves if self.is_adjustable else ():
            label = f"{move.activity.opportunity.customer}: {_('New date')}"
            field = DayField(label=label, initial=move.to_on)
            field.widget.attrs["class"] = "form-control"
            self.fields[day_name(move.activity)] = field

    def rows(self):
        """``(move, field)`` for the page; without a field where there are too many."""
        for move in self.moves:
            yield move, self[day_name(move.activity)] if self.is_adjustable else None

    def clean(self):
        values = super().clean()
        for move in self.moves:
            day = values.get(day_name(move.activity))
            if day and day != move.to_on:
                try:
                    check_new_day(day, *self.days, self.workdays, on=self.on)
                except ValidationError as error:
                    self.add_error(day_name(move.activity), error)
        return values

    def new_days(self):
        """``{activity: new date}`` of the valid form, ``None`` where they move as proposed."""
        if not self.is_adjustable:
            return None
        return {move.activity.pk: self.cleaned_data[day_name(move.activity)] for move in self.moves}


class AbsenceShorterForm(OnceForm):
    """The new last day of an absence that has begun, and why."""

    to_on = DayField(label=_("New last day of the absence"))
    reason = forms.CharField(
        label=_("Reason"), max_length=200, widget=forms.Textarea(attrs={"rows": 2})
    )


class AbsenceReasonForm(OnceForm):
    """Why a request is refused, or an approved absence cancelled."""

    reason = forms.CharField(
        label=_("Reason"), max_length=200, widget=forms.Textarea(attrs={"rows": 3})
    )
