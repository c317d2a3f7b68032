"""One small form for each step of an order (R9.10)."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.display import money_text
from foundation.edits import EditForm
from foundation.fields import DayField, YuanField
from foundation.once import OnceForm

from ...stock.forms import VehicleField
from ..models import DEPOSIT_HELP, DepositKind, PaidBy
from ..services.payments import Receipt


class StepForm(OnceForm):
    """About ``order`` on the day ``on``; its fields have ids of their own, as many share a page."""

    def __init__(self, data=None, *, order, on, name):
        self.order = order
        initial = self.initial_of(order, on)
        super().__init__(data, auto_id=f"{name}_%s", initial=initial, **self.about(order))
        self.adapt(order)

    def initial_of(self, order, on):
        return {}

    def about(self, order):
        return {}

    def adapt(self, order):
        """Fit the fields to the order."""


class ColumnsForm(StepForm, EditForm):
    """``columns``: what the order keeps in each field; the form may propose something where it is empty."""

    columns: dict[str, str] = {}

    def about(self, order):
        return {"of": [order.opportunity, order]}

    @property
    def edited(self):
        return self.columns

    def stored(self, name):
        return getattr(self.order, self.columns[name])


class ContractForm(ColumnsForm):
    columns = {"number": "contract_number", "signed_on": "contract_signed_on"}

    number = forms.CharField(label=_("Contract number"), max_length=40, required=False)
    signed_on = DayField(label=_("Contract signed on"))

    def initial_of(self, order, on):
        return {"number": order.contract_number, "signed_on": order.contract_signed_on or on}


class DepositForm(ColumnsForm):
    columns = {"deposit_kind": "deposit_kind"}

    deposit_kind = forms.ChoiceField(
        label=_("Kind of deposit"), choices=DepositKind, help_text=DEPOSIT_HELP
    )

    def initial_of(self, order, on):
        return {"deposit_kind": order.deposit_kind}


class FirmForm(ColumnsForm):
    columns = {"firm_on": "firm_on"}

    firm_on = DayField(
        label=_("Firm agreement on"),
        required=False,
        help_text=_("Counts as a conversion without a deposit. Blank: there is none."),
    )

    def initial_of(self, order, on):
        return {"firm_on": order.firm_on or on}


class ExpectForm(ColumnsForm):
    columns = {"delivery_expected_on": "delivery_expected_on"}

    delivery_expected_on = DayField(label=_("Delivery expected on"), required=False)

    def initial_of(self, order, on):
        return {"delivery_expected_on": order.delivery_expected_on}


class VehicleForm(StepForm):
    vehicle = VehicleField(required=True)

    def adapt(self, order):
        self.fields["vehicle"].offer(store=order.store, model=order.model, colour=order.colour)


class ReleaseForm(StepForm):
    """Nothing is asked: the vehicle is taken back."""


class InvoiceForm(ColumnsForm):
    columns = {"number": "invoice_number", "invoiced_on": "invoiced_on"}

    number = forms.CharField(label=_("Invoice number"), max_length=40)
    invoiced_on = DayField(label=_("Invoiced on"))

    def initial_of(self, order, on):
        return {"number": order.invoice_number, "invoiced_on": order.invoiced_on or on}


class PaymentForm(StepForm, EditForm):
    """Money that came in; where other money came in since the page was opened, it asks once more."""

    edited = firm = ("received_before",)

    received_before = forms.CharField(widget=forms.HiddenInput, required=False)
    amount = YuanField(label=_("Amount"))
    way = forms.ChoiceField(label=_("Paid by"), choices=PaidBy)
    received_on = DayField(label=_("Received on"))
    reference = forms.CharField(label=_("Reference"), max_length=80, required=False)

    def initial_of(self, order, on):
        owed = next((due.outstanding for due in order.dues.all() if due.outstanding), None)
        received = sum(due.paid for due in order.dues.all())
        return {"amount": owed, "received_on": on, "received_before": f"{received:.2f}"}

    def about(self, order):
        return {"of": [order.opportunity, order, *order.dues.all()]}

    def said_of(self, name, stored):
        text = gettext("Meanwhile %(amount)s have been received. Send it again if this is more.")
        return text % {"amount": money_text(Decimal(stored[0]))}

    def receipt(self):
        values = self.cleaned_data
        names = ("amount", "way", "received_on", "reference")
        return Receipt(**{name: values[name] for name in names})


class DeliverForm(StepForm):
    delivered_on = DayField(label=_("Delivered on"))
    despite_outstanding = forms.BooleanField(
        label=_("Deliver although money is outstanding"), required=False
    )

    def initial_of(self, order, on):
        return {"delivered_on": on}

    def adapt(self, order):
        if not any(due.outstanding for due in order.dues.all()):
            del self.fields["despite_outstanding"]


class PlateForm(ColumnsForm):
    columns = {"plate_number": "plate_number", "plated_on": "plated_on"}

    plate_number = forms.CharField(label=_("Plate number"), max_length=20)
    plated_on = DayField(label=_("Plated on"))

    def initial_of(self, order, on):
        return {"plate_number": order.plate_number, "plated_on": order.plated_on or on}


class ReverseForm(OnceForm):
    reason = forms.CharField(label=_("Reason"), max_length=200)
