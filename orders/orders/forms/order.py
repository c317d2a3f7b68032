"""The order form: car, price, deposit, the rest, contract; short enough for a phone (R9.10)."""

from decimal import Decimal

from django import forms
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.fields import DayField, YuanField, text_area
from foundation.once import OnceForm

from ...stock.forms import VehicleField
from ..models import DEPOSIT_HELP, DepositKind, DueKind, PaidBy
from ..services.payments import DueLine, Receipt
from ..services.placing import Terms


class OrderForm(OnceForm):
    """An order of ``opportunity``, dated ``on``; what is not deposit nor loan is the balance.

    ``usual``: the deposit that the store usually takes, or ``None``; another one may say why.
    """

    model = forms.CharField(label=gettext_lazy("Model"), max_length=80)
    colour = forms.CharField(label=gettext_lazy("Colour"), max_length=40, required=False)
    vehicle = VehicleField()
    price = YuanField(label=gettext_lazy("Price"))
    deposit = YuanField(label=gettext_lazy("Deposit"), required=False)
    deposit_way = forms.ChoiceField(
        label=gettext_lazy("Deposit paid by"),
        choices=[("", gettext_lazy("not received yet")), *PaidBy.choices],
        required=False,
    )
    deposit_reason = forms.CharField(
        label=gettext_lazy("Why it is not the usual deposit"), max_length=200, required=False
    )
    deposit_kind = forms.ChoiceField(
        label=gettext_lazy("Kind of deposit"),
        choices=DepositKind,
        initial=DepositKind.ADVANCE,
        help_text=DEPOSIT_HELP,
        required=False,
    )
    loan = YuanField(label=gettext_lazy("Bank loan"), required=False)
    balance_due_on = DayField(label=gettext_lazy("Rest due on"), required=False)
    delivery_expected_on = DayField(label=gettext_lazy("Delivery expected on"), required=False)
    contract_number = forms.CharField(
        label=gettext_lazy("Contract number"), max_length=40, required=False
    )
    contract_signed_on = DayField(label=gettext_lazy("Contract signed on"), required=False)
    firm_on = DayField(
        label=gettext_lazy("Firm agreement on"),
        help_text=gettext_lazy("Counts as a conversion without a deposit."),
        required=False,
    )
    note = forms.CharField(
        label=gettext_lazy("Note"), required=False, widget=text_area(2), max_length=10_000
    )

    def __init__(self, *args, opportunity, on, usual=None, **kwargs):
        self.on = on
        super().__init__(*args, **kwargs)
        if usual is None:
            del self.fields["deposit_reason"]
        else:
            self.fields["deposit"].initial = usual
            said = _("Usual here: %(amount)s yuan.") % {"amount": number_format(usual)}
            self.fields["deposit"].help_text = said
        self.usual = usual
        wanted = {"model": opportunity.model, "colour": opportunity.colour}
        self.fields["vehicle"].offer(store=opportunity.store, **wanted)
        self.fields["model"].widget.attrs["list"] = "models"

    def clean(self):
        values = super().clean()
        price, deposit, loan = (values.get(name) for name in ("price", "deposit", "loan"))
        if price and (deposit or 0) + (loan or 0) > price:
            self.add_error("loan" if loan else "deposit", _("More than the price."))
        if values.get("deposit_way") and not deposit and "deposit" not in self.errors:
            self.add_error("deposit", _("Enter the amount that was received."))
        if values.get("contract_number") and not values.get("contract_signed_on"):
            self.add_error("contract_signed_on", _("Enter the day on which it was signed."))
        rest_on = values.get("balance_due_on")
        if rest_on and rest_on < self.on:
            self.add_error("balance_due_on", _("This date is past."))
        return values

    def terms(self):
        """The ``Terms`` of the valid form."""
        names = ("model", "colour", "price", "contract_number", "contract_signed_on", "firm_on")
        names += ("delivery_expected_on", "note")
        values = {name: self.cleaned_data[name] for name in names}
        if self.usual is not None and self.cleaned_data["deposit"] != self.usual:
            values["deposit_reason"] = self.cleaned_data["deposit_reason"]
        kind = self.cleaned_data["deposit_kind"] or DepositKind.ADVANCE
        return Terms(dues=tuple(self._dues()), deposit_kind=kind, **values)

    def _dues(self):
        values = self.cleaned_data
        rest_on = values["balance_due_on"] or values["delivery_expected_on"] or self.on
        deposit, loan = values["deposit"] or Decimal(0), values["loan"] or Decimal(0)
        balance = values["price"] - deposit - loan
        for kind, due_on, amount in (
            (DueKind.DEPOSIT, self.on, deposit),
            (DueKind.BALANCE, rest_on, balance),
            (DueKind.LOAN, rest_on, loan),
        ):
            if amount:
                yield DueLine(kind, due_on, amount)

    def receipt(self):
        """The ``Receipt`` of the deposit, if it was received."""
        values = self.cleaned_data
        if not values["deposit_way"]:
            return None
        return Receipt(values["deposit"], values["deposit_way"], self.on)
