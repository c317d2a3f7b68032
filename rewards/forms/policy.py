"""The director's tiers: from which price a converted lead is worth how much (R8.9)."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from compliance.forms.policy import AdoptionForm
from orders.forms.fields import YuanField

FURTHER, LEAST = 2, 4


class RewardPolicyForm(AdoptionForm):
    """The present tiers and some blank lines; a line that is cleared goes out of the policy."""

    def __init__(self, *args, present, **kwargs):
        super().__init__(*args, **kwargs)
        self.present = present
        lines = sorted(present.items())
        self.lines = max(len(lines) + FURTHER, LEAST)
        lines += [("", "")] * (self.lines - len(lines))
        for number, (price_from, amount) in enumerate(lines):
            self.fields[f"price_{number}"] = YuanField(
                label=gettext_lazy("Price from (yuan)"),
                min_value=Decimal(0),
                required=False,
                initial=price_from,
            )
            self.fields[f"amount_{number}"] = YuanField(
                label=gettext_lazy("Reward (yuan)"), required=False, initial=amount
            )

    @property
    def rows(self):
        """``(price from, reward)`` of each line as bound fields."""
        return [(self[f"price_{n}"], self[f"amount_{n}"]) for n in range(self.lines)]

    def clean(self):
        values = super().clean()
        tiers = {}
        for number in range(self.lines):
            price, amount = (values.get(f"{name}_{number}") for name in ("price", "amount"))
            for name, own, other in (("price", price, amount), ("amount", amount, price)):
                field = f"{name}_{number}"
                if own is None and other is not None and field not in self.errors:
                    self.add_error(field, _("This must be filled in."))
            if price in tiers:
                self.add_error(f"price_{number}", _("This price stands in two lines."))
            if price is not None:
                tiers[price] = amount
        if not self.errors and tiers == self.present:
            raise ValidationError(_("Nothing has been changed."))
        return values | {"tiers": tiers}

    def tiers(self):
        """``{price_from: amount}`` of the valid form."""
        return self.cleaned_data["tiers"]
