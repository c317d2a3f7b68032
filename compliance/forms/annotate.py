"""One annotation for many findings (R4.9)."""

from django import forms
from django.utils.translation import gettext_lazy as _

from followups.services.annotations import LONGEST

from ..models import Finding


class AnnotateManyForm(forms.Form):
    """``rows``: the findings that the person may see."""

    finding = forms.ModelMultipleChoiceField(
        None, error_messages={"required": _("Choose at least one finding.")}
    )
    text = forms.CharField(
        max_length=LONGEST,
        error_messages={"required": _("Write what the consultant should know.")},
    )

    def __init__(self, data, *, user):
        super().__init__(data)
        visible = Finding.objects.visible_to(user).select_related("opportunity")
        self.fields["finding"].queryset = visible

    @property
    def complaint(self):
        """What is wrong, in one sentence."""
        return " ".join(error for errors in self.errors.values() for error in errors)
