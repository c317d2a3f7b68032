"""The date of the next contact, as a page shows it (R4.3, R4.11)."""

from dataclasses import dataclass
from datetime import date, datetime

from accounts.people.models import User

from ..workload.queries import hint_for


@dataclass
class NextDate:
    """The date field with its default, as a part of the page and as a fragment of its own.

    ``form`` has the fields; ``url`` answers with the fragment; ``default_on`` is what blank means;
    ``person`` will owe the contact.
    """

    form: object
    url: str
    default_on: date | None
    person: User
    now: datetime
    grade: object = None

    @classmethod
    def of(cls, form, url, *, now, fill=True):
        """For a page's form; fills the default into a form not yet sent, unless another plan stands."""
        if fill and not form.is_bound:
            form.initial["planned_on"] = form.default_on
        return cls(form, url, form.default_on, form.person, now, form.grade)

    @property
    def _chosen(self):
        if self.form.is_bound:
            return getattr(self.form, "cleaned_data", {}).get("planned_on")
        return self.form.initial.get("planned_on")

    @property
    def is_late(self):
        """Whether a reason for the date must be given."""
        late = bool(self._chosen and self.default_on and self._chosen > self.default_on)
        return late or bool(self.form.errors.get("stretch_reason"))

    @property
    def hint(self):
        """The day that is meant, where it is full already (R4.11)."""
        return hint_for(self.person, self._chosen or self.default_on, now=self.now)
