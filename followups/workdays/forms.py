"""A day that differs from the published calendar."""

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.fields import DayField


class WorkdayForm(forms.Form):
    """Saying the same twice changes nothing, so that it carries no token."""

    day = DayField(label=_("Date"))
    is_working_day = forms.TypedChoiceField(
        label=_("That day"),
        choices=[("yes", _("Working day")), ("no", _("Day off"))],
        coerce=lambda text: text == "yes",
        widget=forms.RadioSelect,
    )
    name = forms.CharField(label=_("What for"), max_length=80, required=False)
