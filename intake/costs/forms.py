"""The costs of a month's channels (R13.1)."""

from decimal import Decimal

from foundation.edits import EditForm
from foundation.fields import YuanField
from leads.customers.models import Channel

# The cost of an event is noted at the event.
CHANNELS = [(code, label) for code, label in Channel.choices if code != Channel.EVENT]


class CostsForm(EditForm):
    """``costs``: ``{channel: yuan}`` as they are."""

    is_grid = True

    def __init__(self, *args, costs, **kwargs):
        super().__init__(*args, **kwargs)
        for code, label in CHANNELS:
            self.fields[code] = YuanField(
                label=label, min_value=Decimal(0), required=False, initial=costs.get(code)
            )

    @property
    def rows(self):
        return [self[code] for code, _label in CHANNELS]

    def amounts(self):
        """``{channel: yuan or None}`` of the valid form, of those that were changed in it."""
        codes = [code for code, _label in CHANNELS if code in self.changed_data]
        return {code: self.cleaned_data[code] for code in codes}
