"""The payment plan of an order as a small table (R9.5)."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.fields import DayField, YuanField
from foundation.once import OnceForm

from ..models import DueKind
from ..services.payments import DueLine

FURTHER_LINES = 3


class PaymentPlanForm(OnceForm):
    """The present lines and some blank ones; a line whose amount is cleared goes out of the plan."""

    price = YuanField(label=gettext_lazy("Price"))

    def __init__(self, data=None, *, order):
        self.dues = list(order.dues.all())
        super().__init__(data, initial={"price": order.price})
        for number in range(len(self.dues) + FURTHER_LINES):
            due = self.dues[number] if number < len(self.dues) else None
            for name, field in self._line(due).items():
                self.fields[f"{name}_{number}"] = field

    def _line(self, due):
        kinds = DueKind.choices if due else [("", "–"), *DueKind.choices]
        initial = due or None
        return {
            "due": forms.CharField(
                widget=forms.HiddenInput,
                required=False,
                max_length=18,
                initial=due.pk if due else "",
            ),
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
        for number in range(len(self.dues) + FURTHER_LINES):
            due = self.dues[number] if number < len(self.dues) else None
            yield due, *(self[f"{name}_{number}"] for name in ("due", "kind", "due_on", "amount"))

    def clean(self):
        values = super().clean()
        for number in range(len(self.dues) + FURTHER_LINES):
            if not values.get(f"amount_{number}"):
                continue
            for name in ("kind", "due_on"):
                field = f"{name}_{number}"
                if not values.get(field) and field not in self.errors:
                    self.add_error(field, _("This must be filled in."))
        return values

    @property
    def seen(self):
        """The keys of the lines that the page showed."""
        keys = [value for name, value in self.cleaned_data.items() if name.startswith("due_")]
        return {
            int(key) for key in keys if isinstance(key, str) and key.isascii() and key.isdigit()
        }

    def lines(self):
        """The ``DueLine`` of each line that has an amount."""
        values = self.cleaned_data
        for number in range(len(self.dues) + FURTHER_LINES):
            amount = values[f"amount_{number}"]
            if amount:
                key = values[f"due_{number}"]
                yield DueLine(
                    kind=values[f"kind_{number}"],
                    due_on=values[f"due_on_{number}"],
                    amount=amount,
                    due=int(key) if key.isascii() and key.isdigit() else None,
                )
