"""The note, whose first letter is the grade, and the date that must fit it (R3.1, R3.3)."""

from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.display import day as day_text
from foundation.edits import EditForm
from foundation.fields import DayField, text_area

from .queries import NO_ORDER, WindowError
from .rules import GradeError, days_until, fits, split_note

NOTE_LENGTH = 10_000


@dataclass(frozen=True)
class Correction:
    """A way out of a refusal, sent by one button: ``correct=<value>`` (R3.3)."""

    value: str
    label: str


class IntentForm(forms.Form):
    """``note`` and ``expected_on``, read for the store and day of ``reader``.

    Where they disagree the form is refused and ``corrections`` holds what would make them agree; sent
    back as ``correct`` one of them is applied before the rest is read.

    ``letter``: a grade that was chosen by a chip; it sets the first letter of the note, so that nobody types it.
    """

    letter = forms.ChoiceField(
        label=gettext_lazy("Grade"), required=False, widget=forms.RadioSelect
    )

    note = forms.CharField(
        label=gettext_lazy("Note"), max_length=NOTE_LENGTH, widget=text_area(3), strip=False
    )
    expected_on = DayField(label=gettext_lazy("Expected purchase date"))

    def __init__(self, data=None, *args, reader, **kwargs):
        self.reader = reader
        self.corrections = []
        self.needs_order = False
        self.grade = None
        super().__init__(self._corrected(self._lettered(data)), *args, **kwargs)
        self.fields["letter"].choices = [(code, code) for code in reader.grades]
        self.fields["note"].widget.attrs["data-grade-note"] = True
        codes = _(", ").join(reader.grades)
        self.fields["note"].help_text = _("Starts with the grade letter: %(codes)s.") % {
            "codes": codes
        }

    def _lettered(self, data):
        letter = data.get("letter", "") if data else ""
        if letter not in self.reader.grades:
            return data
        data = data.copy()
        note = data.get("note", "")
        try:
            data["note"] = letter + split_note(note, self.known_codes)[1]
        except GradeError:
            data["note"] = f"{letter} {note.lstrip()}"
        # The note has it now: shown again, what is typed in the note decides until a chip is chosen.
        data["letter"] = ""
        return data

    def _corrected(self, data):
        kind, _sep, value = (data.get("correct", "") if data else "").partition(":")
        if kind == "grade" and value in self.reader.grades:
            data = data.copy()
            data["note"] = self._regraded(data.get("note", ""), value)
        elif kind == "date":
            data = data.copy()
            data["expected_on"] = value
        return data

    def _regraded(self, note, code):
        try:
            return code + split_note(note, self.known_codes)[1]
        except GradeError:
            return note

    @property
    def known_codes(self):
        """The codes that may stand before the text of a note."""
        return list(self.reader.grades)

    @property
    def expected_days(self):
        """The days that end each grade's window, one tap away (R3.3)."""
        ends = {grade.window_to for grade in self.reader.grades.values() if grade.window_to}
        return [self.reader.count.add(self.reader.on, days) for days in sorted(ends)]

    @property
    def shown_code(self):
        """The code that the note in the form says, for the badge beside it; empty while it says none."""
        try:
            return split_note(str(self["note"].value() or ""), self.reader.grades)[0]
        except GradeError:
            return ""

    def clean_note(self):
        self.grade, stored = self.reader.read_note(self.cleaned_data["note"])
        return stored

    def clean(self):
        values = super().clean()
        if self.grade and self.grade.is_ordered and not self.may_be_ordered():
            self.needs_order = True
            self.add_error("note", NO_ORDER % {"grade": self.grade.code})
        expected_on = self.cleaned_data.get("expected_on")
        if self.grade and expected_on and self.date_matters():
            self._check_date(expected_on)
        return values

    def may_be_ordered(self):
        """Whether the note may say that the customer has ordered: with an order that stands (R3.1)."""
        return False

    def date_matters(self):
        """Whether the date must fit the grade; a form whose opportunity ends says no."""
        return True

    def _check_date(self, expected_on):
        try:
            self.reader.check_date(self.grade, expected_on)
        except WindowError as error:
            self.add_error("expected_on", error)
            self.corrections = self.corrections_of(self.grade, expected_on)
        except ValidationError as error:
            self.add_error("expected_on", error)
            self.corrections = self._date_corrections(self.grade, expected_on)

    def corrections_of(self, grade, expected_on):
        """What makes a grade and a date that disagree agree: the grades that fit, and the nearest date."""
        return [
            Correction(f"grade:{code}", _("Make it %(grade)s") % {"grade": code})
            for code in self.reader.fitting(expected_on)
        ] + self._date_corrections(grade, expected_on)

    def _date_corrections(self, grade, expected_on):
        found = self.nearest_fitting(grade, expected_on)
        if found is None:
            return []
        return [
            Correction(f"date:{found.isoformat()}", _("Use %(date)s") % {"date": day_text(found)})
        ]

    def nearest_fitting(self, grade, expected_on):
        """The date nearest to ``expected_on`` that lies in the grade's window, if it has one."""
        on, terms, count = self.reader.on, grade.terms, self.reader.count
        if terms.is_ordered:
            return None
        days = days_until(expected_on, on, count)
        if fits(terms, days):
            return expected_on
        wanted = terms.window_from or 0
        if terms.window_to is not None and (expected_on < on or days > terms.window_to):
            wanted = terms.window_to
        return count.add(on, wanted)


class IntentEditForm(IntentForm, EditForm):
    """Note and date of ``opportunity``: an old form does not bring an old grade back."""

    edited = ("note", "expected_on")

    def __init__(self, *args, opportunity, **kwargs):
        self.opportunity = opportunity
        super().__init__(*args, of=[opportunity], **kwargs)
        if self.asks_grade:
            text = _("Grade %(grade)s is of another policy: choose one of %(codes)s.")
            codes = _(", ").join(self.reader.grades)
            self.fields["note"].help_text = text % {"grade": opportunity.grade.code, "codes": codes}

    @property
    def asks_grade(self):
        """Whether its grade is of a policy that its consultant does not grade by, and asked for again (R12.1)."""
        return self.opportunity.grade.code not in self.reader.grades

    @property
    def known_codes(self):
        return [*super().known_codes, self.opportunity.grade.code]

    def stored(self, name):
        return self.opportunity.serializable_value(name)
