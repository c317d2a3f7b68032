"""How long, and why (S1)."""

from django.utils.translation import gettext_lazy as _

from foundation.fields import DayField, ReasonField
from foundation.once import OnceForm


class TakeOverForm(OnceForm):
    until_on = DayField(label=_("Through"))
    reason = ReasonField(max_length=200, rows=2)
