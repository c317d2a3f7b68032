"""The filters of rewards and of their ledger, and the director's tiers: from which price a converted
lead is worth how much (R8.9).
"""

from decimal import Decimal

import django_filters
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access.queries import FINED_ROLES, stores_of
from accounts.people.models import Role, User
from foundation.adopting import AdoptionForm
from foundation.fields import YuanField
from foundation.filters import MonthFilter

from .models import Reward, RewardEntry, RewardState


class RewardFilter(MonthFilter):
    state = django_filters.ChoiceFilter(
        choices=[
            ("all", gettext_lazy("All")),
            *RewardState.choices,
            ("to_reverse", gettext_lazy("To reverse")),
        ],
        method="by_state",
        label=gettext_lazy("State"),
        empty_label=None,
    )
    dated = "converted_on"
    defaults = {"state": "all"}

    class Meta:
        model = Reward
        fields = []

    def by_state(self, rows, name, value):
        if value == "to_reverse":
            return rows.to_reverse()
        return rows if value == "all" else rows.filter(state=value)


class RewardLedgerFilter(MonthFilter):
    class Meta:
        model = RewardEntry
        fields = []

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, user=user, **kwargs)
        if user.role == Role.FINANCE:
            people = User.objects.filter(store__in=stores_of(user), role__in=FINED_ROLES)
            self.filters["person"].queryset = people


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
