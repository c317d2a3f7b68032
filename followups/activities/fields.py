"""Who comes along to a contact (S1)."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.people.models import User

from .queries import companions_of


class CompanionField(forms.ModelChoiceField):
    """A leader of the consultant, or nobody; ``offer`` says about which opportunity."""

    def __init__(self):
        super().__init__(
            User.objects.none(), label=_("Accompanied by"), required=False, empty_label=_("Nobody")
        )

    def offer(self, opportunity):
        self.queryset = companions_of(opportunity)
