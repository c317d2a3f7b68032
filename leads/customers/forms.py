from django import forms
from django.utils.translation import gettext_lazy

from foundation.edits import EditForm

from .fields import CardFields, PhotoField
from .services import COMPLETED_ONLY


class CardForm(CardFields, EditForm):
    """Changes of a saved card: all but what is changed by request (R1.4, R13.4)."""

    photo = PhotoField()
    photo_remove = forms.BooleanField(label=gettext_lazy("Remove the photo"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in COMPLETED_ONLY:
            if getattr(self.instance, name):
                del self.fields[name]

    def card(self):
        """As for a new card, with the photo where one was chosen or is to go."""
        values, photo = super().card(), self.cleaned_data["photo"]
        if photo or self.cleaned_data["photo_remove"]:
            values["photo"] = photo or ""
        return values
