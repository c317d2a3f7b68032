"""Why a lead was long untouched, and what is done about it (R5.3)."""

from django.utils.translation import gettext_lazy

from foundation.fields import ReasonField
from foundation.once import OnceForm


class MeasureForm(OnceForm):
    reason = ReasonField(label=gettext_lazy("Why nobody contacted them"), rows=2)
    measure = ReasonField(label=gettext_lazy("What is done about it"), rows=2)
