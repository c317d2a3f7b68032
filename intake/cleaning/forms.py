"""The answers to what is found, one button each, and the schedule of the search."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from foundation.edits import EditForm
from foundation.once import OnceForm

from .models import CleaningSchedule
from .models.invalid import Every


class AnswerForm(OnceForm):
    answer = forms.ChoiceField(
        choices=[("same", _("The same person")), ("different", _("Not the same person"))]
    )


class RightForm(OnceForm):
    """The number is right."""


class InvalidAnswerForm(OnceForm):
    """``found``: when that was found which the page showed; what another search found since is another."""

    answer = forms.ChoiceField(choices=[("right", _("Right as it is")), ("again", _("Ask again"))])
    found = forms.CharField(required=False)

    def __init__(self, *args, record, **kwargs):
        super().__init__(*args, **kwargs)
        self.record = record

    def require_unchanged(self):
        if self.cleaned_data["found"] not in ("", self.record.found_at.isoformat()):
            raise ValidationError(
                _("Something else stands there by now: please look once more."), code="changed"
            )


class ScheduleForm(EditForm, forms.ModelForm):
    """How often a store's data are looked through, and on which weekday; some schedule always holds."""

    is_grid = True

    class Meta:
        model = CleaningSchedule
        fields = ["every", "weekday"]
        widgets = {"every": forms.RadioSelect}
        help_texts = {
            "weekday": _(
                "Once a month it is the first such day of the month; every day, it does not matter."
            ),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["every"].choices = Every.choices
