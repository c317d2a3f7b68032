"""What a day should hold, and when each grade is best called (R4.11)."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.edits import EditForm
from foundation.fields import TimeField

LIMITS = {
    "today": gettext_lazy("Today"),
    "tomorrow": gettext_lazy("Tomorrow"),
    "in_two": gettext_lazy("In two days"),
    "in_three": gettext_lazy("In three days"),
    "later": gettext_lazy("Later days"),
}
MOST = 500


class DayForm(EditForm):
    """Limits of the days ahead, and of each of ``grades`` a target and a time."""

    is_grid = True

    def __init__(self, *args, limits, grades, days, **kwargs):
        """``days``: ``{grade key: GradeDay}`` as it is set at present."""
        super().__init__(*args, **kwargs)
        self.grades = list(grades)
        self.of_several = len({grade.policy_id for grade in self.grades}) > 1
        # A code of two policies, such as O, has its fields twice.
        self._words: dict[int, str] = {}
        for grade in self.grades:
            is_taken = grade.code in self._words.values()
            self._words[grade.pk] = f"{grade.code}-{grade.pk}" if is_taken else grade.code
        for (name, label), limit in zip(LIMITS.items(), limits, strict=True):
            self.fields[name] = forms.IntegerField(
                label=label, min_value=1, max_value=MOST, initial=limit
            )
        for grade in self.grades:
            day, code = days.get(grade.pk), self._words[grade.pk]
            self.fields[f"{code}_target"] = forms.IntegerField(
                label=gettext_lazy("Contacts a day"),
                required=False,
                min_value=1,
                max_value=MOST,
                initial=day and day.target,
            )
            self.fields[f"{code}_from_time"] = TimeField(
                label=gettext_lazy("Best time from"),
                required=False,
                initial=day and day.from_time,
            )
            self.fields[f"{code}_to_time"] = TimeField(
                label=gettext_lazy("Best time until"),
                required=False,
                initial=day and day.to_time,
            )

    def limit_fields(self):
        return [self[name] for name in LIMITS]

    def grade_rows(self):
        """``(grade, its bound fields)``."""
        for grade in self.grades:
            code = self._words[grade.pk]
            yield grade, [self[f"{code}_{name}"] for name in ("target", "from_time", "to_time")]

    def clean(self):
        values = super().clean()
        for grade in self.grades:
            code = self._words[grade.pk]
            start, end = f"{code}_from_time", f"{code}_to_time"
            if start not in values or end not in values:
                continue
            if (values[start] is None) != (values[end] is None):
                missing = end if values[end] is None else start
                self.add_error(missing, _("Give both times, or none."))
            elif values[start] is not None and values[end] <= values[start]:
                self.add_error(end, ValidationError(_("This is not after the beginning.")))
        return values

    def limits(self):
        return {name: self.cleaned_data[name] for name in LIMITS}

    def grade_days(self):
        """``{grade: its values}`` of the valid form."""
        names = ("target", "from_time", "to_time")
        return {
            grade: {name: self.cleaned_data[f"{self._words[grade.pk]}_{name}"] for name in names}
            for grade in self.grades
        }
