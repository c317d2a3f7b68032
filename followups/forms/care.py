"""A contact with who has bought (R9.2)."""

from accounts.idempotency import OnceForm
from followups.models import Result
from followups.services.contacts import Contact

from .happened import HappenedFields

# A buyer neither orders nor is lost by a greeting.
RESULTS = [choice for choice in Result.choices if choice[0] not in (Result.ORDERED, Result.LOST)]


class CareContactForm(HappenedFields, OnceForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["result"].choices = RESULTS

    def contact(self):
        """The ``Contact`` of the valid form."""
        names = ("mode", "result", "executed_on", "content", "feedback")
        return Contact(**{name: self.cleaned_data[name] for name in names})
