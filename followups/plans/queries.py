"""The date of the next contact, as a page shows it (R4.3, R4.11)."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from accounts.people.models import User
from foundation.display import short_day

from ..activities.rules import NextDay, Why
from ..workload.queries import hint_for

WHY = {
    Why.CADENCE: _("The grade asks for a contact every %(days)s days."),
    Why.OVER: _("The grade asks for a contact every %(days)s days: it is due today."),
    Why.EXPECTED: _("It is the expected purchase date, before the interval ends."),
    Why.EXPECTED_NOW: _("The expected purchase date is reached, so it is tomorrow."),
    Why.DAY_OFF: _("Instead of %(day)s, a day off."),
    Why.ABSENCE: _("Instead of %(day)s, a day of absence."),
    Why.NO_DAY: _("There is no working day before it; it still keeps the interval."),
    Why.CALL_BACK: _("Who walked or called in is called back within 24 hours."),
}


@dataclass
class NextDate:
    """The date field with its default, as a part of the page and as a fragment of its own.

    ``form`` has the fields; ``url`` answers with the fragment; ``proposed`` is the ``NextDay`` that
    blank means; ``person`` will owe the contact; ``days_of``: the form that offers days, if another.
    """

    form: object
    url: str
    proposed: NextDay | None
    person: User
    now: datetime
    grade: object = None
    days_of: object = None

    @classmethod
    def of(cls, form, url, *, now, fill=True):
        """For a page's form; fills the default into a form not yet sent, unless another plan stands."""
        if fill and not form.is_bound:
            form.initial["planned_on"] = form.next_day and form.next_day.on
        return cls(form, url, form.next_day, form.person, now, form.grade)

    @property
    def default_on(self):
        return self.proposed and self.proposed.on

    @property
    def offered(self):
        """The days that are one tap away, of a form that has some."""
        return getattr(self.days_of or self.form, "offered_days", [])

    @property
    def last_on(self):
        """Later than this needs a reason."""
        return self.proposed and self.proposed.last_on

    @property
    def why(self):
        """Why it is that day, in one short line (R4.3)."""
        if self.proposed is None:
            return ""
        values = {"days": self.proposed.cadence}
        if self.proposed.instead_of:
            values["day"] = short_day(self.proposed.instead_of)
        return WHY[self.proposed.why] % values

    @property
    def _chosen(self):
        if self.form.is_bound:
            return getattr(self.form, "cleaned_data", {}).get("planned_on")
        return self.form.initial.get("planned_on")

    @property
    def is_late(self):
        """Whether a reason for the date must be given."""
        late = bool(self._chosen and self.last_on and self._chosen > self.last_on)
        return late or bool(self.form.errors.get("stretch_reason"))

    @property
    def hint(self):
        """The day that is meant, where it is full already (R4.11)."""
        return hint_for(self.person, self._chosen or self.default_on, now=self.now)
