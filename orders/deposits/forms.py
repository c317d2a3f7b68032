"""The usual deposit to adopt."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.adopting import AdoptionForm
from foundation.fields import YuanField


class DepositForm(AdoptionForm):
    amount = YuanField(
        label=gettext_lazy("Usual deposit (yuan)"),
        required=False,
        help_text=gettext_lazy("Stands in the order form as a proposal. Blank: none is usual."),
    )

    def __init__(self, *args, present, **kwargs):
        super().__init__(*args, initial={"amount": present}, **kwargs)
        self.present = present

    def clean(self):
        values = super().clean()
        if not self.errors and values.get("amount") == self.present:
            raise ValidationError(_("Nothing has been changed."))
        return values
