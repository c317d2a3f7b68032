"""An order with its steps, each done on its page with one small form (R9.10)."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.pages import only_for
from leads.queries import SALES_ROLES
from leads.views.saving import save_once, sent
from orders.forms import steps as forms
from orders.queries.orders import changes_of, get_order_for, sums_of
from orders.roles import MONEY_ROLES, ORDER_ROLES
from orders.services import steps as services
from orders.services.allocation import allocate_vehicle, release_vehicle
from orders.services.delivery import deliver
from orders.services.payments import record_payment


@dataclass(frozen=True)
class Step:
    """``act`` is the service that the fields of ``form`` are given to; ``roles`` may do it.

    ``ends``: whether a delivery ends it. A cancelled order has no steps.
    """

    form: type
    act: object
    roles: tuple = SALES_ROLES
    ends: bool = False

    def is_open(self, order, user):
        over = order.cancelled_on or (self.ends and order.delivered_on)
        return user.role in self.roles and not over


def _pay(*, form, **who):
    return record_payment(**who, receipt=form.receipt())


def _with_fields(service):
    def act(*, form, **who):
        values = {name: form.cleaned_data[name] for name in form.fields if name != "token"}
        return service(**who, **values)

    return act


STEPS = {
    "contract": Step(forms.ContractForm, _with_fields(services.sign_contract)),
    "firm": Step(forms.FirmForm, _with_fields(services.mark_firm)),
    "vehicle": Step(forms.VehicleForm, _with_fields(allocate_vehicle), ends=True),
    "release": Step(forms.ReleaseForm, _with_fields(release_vehicle), ends=True),
    "invoice": Step(forms.InvoiceForm, _with_fields(services.invoice), MONEY_ROLES),
    "payment": Step(forms.PaymentForm, _pay, MONEY_ROLES),
    "expect": Step(forms.ExpectForm, _with_fields(services.expect_delivery), ends=True),
    "deliver": Step(forms.DeliverForm, _with_fields(deliver), ends=True),
    "plate": Step(forms.PlateForm, _with_fields(services.plate)),
}


@only_for(*ORDER_ROLES)
def order_detail(request, pk):
    """All about one order: steps, payments, changes."""
    return _page(request, get_order_for(request.user, pk))


@only_for(*ORDER_ROLES)
def order_step(request, pk, name):
    """Do one step; refused, its form stands open on the order's page."""
    step = STEPS[name]
    if request.user.role not in step.roles:
        raise PermissionDenied
    order = get_order_for(request.user, pk)
    on = order.store.business_date(request.now)
    form = step.form(sent(request), order=order, on=on, name=name)

    def save():
        step.act(form=form, by=request.user, now=request.now, on=on, order=order)
        messages.success(request, _("Saved."))
        return reverse("orders:order_detail", args=[pk])

    if answer := save_once(request, form, save):
        return answer
    return _page(request, order, {name: form}, chosen=name)


def _page(request, order, given=None, chosen=""):
    user = request.user
    on = order.store.business_date(request.now)
    step_forms = {
        name: step.form(order=order, on=on, name=name)
        for name, step in STEPS.items()
        if step.is_open(order, user)
    } | (given or {})
    context = {
        "order": order,
        "customer": order.customer,
        "forms": step_forms,
        "form": (given or {}).get(chosen),
        "chosen": chosen,
        "sums": sums_of(order),
        "changes": changes_of(order),
        "today": on,
        "may_sell": user.role in SALES_ROLES,
        "may_handle_money": user.role in MONEY_ROLES,
    }
    return render(request, "orders/order_detail.html", context)
