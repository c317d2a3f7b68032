"""A new grade or date, by chips and one line (R3.1, R3.3)."""

from leads.grading.fields import IntentEditForm


class RegradeForm(IntentEditForm):
    """As ``IntentEditForm``; a grade that was ``proposed`` stands in the note already."""

    def __init__(self, *args, proposed="", **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["note"].widget.attrs |= {"rows": 1, "autofocus": True}
        if not self.asks_grade:
            self.fields["note"].help_text = ""
        if proposed in self.reader.grades and not self.is_bound:
            self.initial["note"] = self._regraded(self.opportunity.note, proposed)

    def may_be_ordered(self):
        return self.opportunity.ordered_on is not None

    @property
    def letters(self):
        """``(radio, grade, "")`` of each grade that one tap sets."""
        for radio in self["letter"]:
            grade = self.reader.grades[radio.data["value"]]
            if grade.is_ordered == self.may_be_ordered():
                yield radio, grade, ""
