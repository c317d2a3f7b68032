"""A recording added to a contact: a file, or where it is kept (R4.10)."""

from foundation.once import OnceForm

from .fields import RecordingFields


class RecordingForm(RecordingFields, OnceForm):
    """A recording added later."""
