"""The form of a quotation: two minutes on a phone, most of it filled in already (R9.10)."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from foundation.fields import DayField, YuanField
from foundation.money import ZERO
from foundation.once import OnceForm

from ...stock.forms import VehicleField
from .. import rules
from ..models import LineKind, Quotation
from ..services.making import Line, LoanTerms, Offer

# The rows that an empty form shows, and how many there may be.
USUAL_LINES = (LineKind.INSURANCE, LineKind.PLATE, LineKind.ACCESSORY)
USUAL_ROWS = len(USUAL_LINES)
FURTHER = 3
MOST_LINES = 30
NOT_NEGATIVE = {"min_value": ZERO, "required": False}


def _length(name):
    return Quotation._meta.get_field(name).max_length


class QuotationForm(OnceForm):
    """``count`` rows of what goes with the car, of which those without an amount are none."""

    model = forms.CharField(label=gettext_lazy("Model"), max_length=80)
    car_version = forms.CharField(
        label=gettext_lazy("Version of the model"), max_length=80, required=False
    )
    colour = forms.CharField(label=gettext_lazy("Colour"), max_length=40, required=False)
    vehicle = VehicleField(label=gettext_lazy("Vehicle from stock"))
    price = YuanField(label=gettext_lazy("Price of the car"))
    discount = YuanField(label=gettext_lazy("Discount"), **NOT_NEGATIVE)
    discount_reason = forms.CharField(
        label=gettext_lazy("Why this discount"),
        max_length=_length("discount_reason"),
        required=False,
    )
    trade_in_car = forms.CharField(
        label=gettext_lazy("Trade-in car"), max_length=_length("trade_in_car"), required=False
    )
    trade_in = YuanField(label=gettext_lazy("Value of the trade-in car"), **NOT_NEGATIVE)
    down_payment = YuanField(label=gettext_lazy("Down payment"), **NOT_NEGATIVE)
    months = forms.IntegerField(
        label=gettext_lazy("Months of the loan"),
        min_value=1,
        max_value=rules.MOST_MONTHS,
        required=False,
        help_text=gettext_lazy("Blank: no loan."),
    )
    yearly_rate = forms.DecimalField(
        label=gettext_lazy("Yearly rate in percent"),
        min_value=0,
        max_value=rules.MOST_RATE,
        max_digits=5,
        decimal_places=2,
        required=False,
    )
    valid_until = DayField(label=gettext_lazy("Valid until"))
    note = forms.CharField(
        label=gettext_lazy("Note for the customer"), max_length=_length("note"), required=False
    )
    count = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, opportunity, limit, count=USUAL_ROWS, **kwargs):
        super().__init__(*args, **kwargs)
        self.count = min(_count_in(self.data, count), MOST_LINES)
        wanted = {"model": opportunity.model, "colour": opportunity.colour}
        self.fields["vehicle"].offer(store=opportunity.store, **wanted)
        self.fields["model"].widget.attrs["list"] = "models"
        self.fields["count"].initial = self.count
        said = {"limit": f"{limit.normalize():f}"}
        self.fields["discount"].help_text = (
            _("More than %(limit)s %% of the price is approved first.") % said
        )
        for number in range(self.count):
            self._add_row(number)

    def _add_row(self, number):
        usual = USUAL_LINES[number] if number < len(USUAL_LINES) else LineKind.ACCESSORY
        self.fields[f"kind_{number}"] = forms.ChoiceField(
            label=_("Kind"), choices=LineKind.choices, initial=usual, required=False
        )
        self.fields[f"label_{number}"] = forms.CharField(
            label=pgettext_lazy("quotation", "What it is"), max_length=80, required=False
        )
        self.fields[f"amount_{number}"] = YuanField(label=_("Amount"), **NOT_NEGATIVE)

    @property
    def rows(self):
        """``(kind, label, amount)`` of each row, as fields."""
        for number in range(self.count):
            yield tuple(self[f"{name}_{number}"] for name in ("kind", "label", "amount"))

    def clean(self):
        values = super().clean()
        if values.get("months") is None:
            for name in ("down_payment", "yearly_rate"):
                if values.get(name):
                    self.add_error("months", _("Over how many months?"))
                    break
        for number in range(self.count):
            if values.get(f"label_{number}") and values.get(f"amount_{number}") is None:
                name = f"amount_{number}"
                if name not in self.errors:
                    self.add_error(name, _("Enter an amount of money."))
        return values

    def offer(self):
        """The ``Offer`` of what is filled in and makes sense, or ``None`` where there is no price yet."""
        values = self.cleaned_data
        if not values.get("price"):
            return None
        texts = ("model", "car_version", "colour", "discount_reason", "trade_in_car", "note")
        vehicle = values.get("vehicle")
        said = {name: values.get(name, "") for name in texts}
        said["colour"] = said["colour"] or (vehicle.colour if vehicle else "")
        return Offer(
            price=values["price"],
            vehicle=vehicle,
            lines=tuple(self._lines()),
            discount=values.get("discount") or ZERO,
            trade_in=values.get("trade_in") or ZERO,
            loan=self._loan(),
            valid_until=values.get("valid_until"),
            **said,
        )

    def _lines(self):
        values = self.cleaned_data
        for number in range(self.count):
            amount, kind = values.get(f"amount_{number}"), values.get(f"kind_{number}")
            if amount is not None:
                yield Line(kind or LineKind.FEE, values.get(f"label_{number}", ""), amount)

    def _loan(self):
        values = self.cleaned_data
        if not values.get("months"):
            return None
        down, rate = values.get("down_payment"), values.get("yearly_rate")
        return LoanTerms(down or ZERO, values["months"], rate or Decimal(0))


def _count_in(data, count):
    """How many rows were sent, else ``count``."""
    text = data.get("count", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else count


def initial_of(quotation, *, valid_until):
    """What the form of the next version begins with: the last one."""
    names = (
        "model",
        "car_version",
        "colour",
        "vehicle",
        "price",
        "discount_reason",
        "trade_in_car",
    )
    names += ("down_payment", "months", "yearly_rate", "note")
    values = {name: getattr(quotation, name) for name in names}
    values |= {name: getattr(quotation, name) or None for name in ("discount", "trade_in")}
    values["valid_until"] = valid_until
    for number, line in enumerate(quotation.lines.all()):
        values |= {
            f"kind_{number}": line.kind,
            f"label_{number}": line.label,
            f"amount_{number}": line.amount,
        }
    return values


class WithdrawForm(OnceForm):
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=200)
