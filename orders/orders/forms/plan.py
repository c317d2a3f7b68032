"""The payment plan of an order as a small table (R9.5)."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.edits import EditForm
from foundation.fields import DayField, YuanField

from ..models import DueKind
from ..services.payments import DueLine

FURTHER_LINES = 3


class PaymentPlanForm(EditForm):
    """The present lines and some blank ones; a line whose amount is cleared goes out of the plan."""

    price = YuanField(label=gettext_lazy("Price"))

    def __init__(self, data=None, *, order):
        dues = {str(due.pk): due for due in order.dues.all()}
        # An old page names each line by its key: another one never takes its place.
        self.dues = dues | {f"new{number}": None for number in range(FURTHER_LINES)}
        super().__init__(
            data, initial={"price": order.price}, of=[order.opportunity, order, *dues.values()]
        )
        for key, due in self.dues.items():
            for name, field in self._line(due).items():
                self.fields[f"{name}_{key}"] = field

    def _line(self, due):
        kinds = DueKind.choices if due else [("", "–"), *DueKind.choices]
        initial = due or None
        return {
            "kind": forms.ChoiceField(
                label=gettext_lazy("Kind"),
                choices=kinds,
                required=False,
                initial=initial and due.kind,
            ),
            "due_on": DayField(
                label=gettext_lazy("Due on"), required=False, initial=initial and due.due_on
            ),
            "amount": YuanField(
                label=gettext_lazy("Amount"), required=False, initial=initial and due.amount
            ),
        }

    @property
    def rows(self):
        """``(due, kind, due_on, amount)`` of each line as bound fields."""
        for key, due in self.dues.items():
            yield due, *(self[f"{name}_{key}"] for name in ("kind", "due_on", "amount"))

    def clean(self):
        values = super().clean()
        for key in self.dues:
            if not values.get(f"amount_{key}"):
                continue
            for name in ("kind", "due_on"):
                field = f"{name}_{key}"
                if not values.get(field) and field not in self.errors:
                    self.add_error(field, _("This must be filled in."))
        return values

    @property
    def seen(self):
        """The keys of the lines that the page showed."""
        keys = [name.removeprefix("amount_") for name in self.data if name.startswith("amount_")]
        return {int(key) for key in keys if key.isascii() and key.isdigit() and len(key) < 19}

    def lines(self):
        """The ``DueLine`` of each line that has an amount."""
        values = self.cleaned_data
        for key, due in self.dues.items():
            if amount := values[f"amount_{key}"]:
                yield DueLine(
                    kind=values[f"kind_{key}"],
                    due_on=values[f"due_on_{key}"],
                    amount=amount,
                    due=due and due.pk,
                )
