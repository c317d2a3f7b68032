"""Orders: the list, the form, the steps on the order's page, the payment plan, its cancellation and
its end (R2.7, R9.5, R9.6, R9.10).
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access.queries import (
    CUSTOMER_ROLES,
    MONEY_ROLES,
    ORDER_ROLES,
    READING_ROLES,
    today_for,
)
from followups.plans.queries import NextDate
from foundation.once import OnceForm, save_once, sent
from foundation.pages import only_for, page_of
from leads.grading.queries import IntentReader
from leads.opportunities.queries import get_opportunity_for, models_of

from ..deposits.queries import usual_deposit
from ..stock.models import Vehicle
from .forms.cancel import CancelOrderForm, WonCancelForm
from .forms.filter import OrderFilter
from .forms.order import OrderForm
from .forms.plan import PaymentPlanForm
from .forms.steps import (
    ContractForm,
    DeliverForm,
    DepositForm,
    ExpectForm,
    FirmForm,
    InvoiceForm,
    PaymentForm,
    PlateForm,
    ReleaseForm,
    ReverseForm,
    VehicleForm,
)
from .models import DEPOSIT_HELP, Order, Payment
from .queries import changes_of, get_order_for, note_without_order, orders_for, sums_of, with_sums
from .services.allocation import allocate_vehicle, release_vehicle
from .services.delivery import deliver
from .services.ending import cancel_order, close_opportunity
from .services.payments import change_payment_plan, record_payment, reverse_payment
from .services.placing import place_order
from .services.steps import expect_delivery, invoice, mark_firm, plate, say_deposit, sign_contract

PER_PAGE = 25


@only_for(*ORDER_ROLES)
def order_list(request):
    """The visible orders, the latest first (R9.10)."""
    on = today_for(request.user, request.now)
    filters = OrderFilter(request.GET, orders_for(request.user), user=request.user, on=on)
    page = page_of(request, with_sums(filters.qs.order_by("-ordered_on", "-pk")), PER_PAGE)
    context = {"page_obj": page, "filter": filters, "today": on}
    return render(request, "orders/orders/list.html", context)


@only_for(*CUSTOMER_ROLES)
def order_create(request, pk):
    """An order of an opportunity, with its deposit and its vehicle if there are any."""
    opportunity = get_opportunity_for(request.user, pk)
    initial = {
        "model": opportunity.model,
        "colour": opportunity.colour,
        # What a contact's note said that asked for the order first.
        "note": request.GET.get("note", ""),
    }
    return take_order(request, opportunity, initial=initial, place=place_order)


def take_order(request, opportunity, *, initial, place):
    """The order form, which begins with ``initial``; ``place`` takes what ``place_order`` takes."""
    on = opportunity.store.business_date(request.now)
    form = OrderForm(
        sent(request),
        opportunity=opportunity,
        on=on,
        usual=usual_deposit(opportunity.store, on=on),
        initial=initial,
    )

    def save():
        order = place(
            by=request.user,
            now=request.now,
            on=on,
            opportunity=opportunity,
            terms=form.terms(),
            deposit=form.receipt(),
            vehicle=form.cleaned_data["vehicle"],
        )
        messages.success(request, _("Order %(number)s is taken.") % {"number": order.number})
        return reverse("orders:order_detail", args=[order.pk])

    if answer := save_once(request, form, save):
        return answer
    context = {
        "form": form,
        "opportunity": opportunity,
        "customer": opportunity.customer,
        "models": models_of(Vehicle.objects.filter(store=opportunity.store, left_on=None)),
    }
    return render(request, "orders/orders/form.html", context)


@dataclass(frozen=True)
class Step:
    """``service`` gets the fields of ``form``; ``roles`` may do it.

    ``ends``: whether a delivery ends it. A cancelled order has no steps.
    """

    form: type
    service: Callable[..., object]
    roles: tuple = CUSTOMER_ROLES
    ends: bool = False

    def is_open(self, order, user):
        over = order.cancelled_on or (self.ends and order.delivered_on)
        return user.role in self.roles and not over


def _pay(*, form, **who):
    return record_payment(**who, receipt=form.receipt())


def _with_fields(service):
    def give(*, form, **who):
        values = {name: form.cleaned_data[name] for name in form.fields if name != "token"}
        return service(**who, **values)

    return give


STEPS = {
    "contract": Step(ContractForm, _with_fields(sign_contract)),
    "firm": Step(FirmForm, _with_fields(mark_firm)),
    "deposit": Step(DepositForm, _with_fields(say_deposit)),
    "vehicle": Step(VehicleForm, _with_fields(allocate_vehicle), ends=True),
    "release": Step(ReleaseForm, _with_fields(release_vehicle), ends=True),
    "invoice": Step(InvoiceForm, _with_fields(invoice), MONEY_ROLES),
    "payment": Step(PaymentForm, _pay, MONEY_ROLES),
    "expect": Step(ExpectForm, _with_fields(expect_delivery), ends=True),
    "deliver": Step(DeliverForm, _with_fields(deliver), ends=True),
    "plate": Step(PlateForm, _with_fields(plate)),
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
        step.service(form=form, by=request.user, now=request.now, on=on, order=order)
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
        "may_sell": user.role in CUSTOMER_ROLES,
        "may_open_card": user.role in READING_ROLES,
        "may_handle_money": user.role in MONEY_ROLES,
    }
    return render(request, "orders/orders/detail.html", context)


@only_for(*MONEY_ROLES)
def plan_edit(request, pk):
    """Change the price and by when what is to be paid."""
    order = get_order_for(request.user, pk)
    form = PaymentPlanForm(sent(request), order=order)

    def save():
        change_payment_plan(
            by=request.user,
            now=request.now,
            on=order.store.business_date(request.now),
            order=order,
            lines=list(form.lines()),
            seen=form.seen,
            price=form.cleaned_data["price"],
        )
        messages.success(request, _("The payment plan is saved."))
        return reverse("orders:order_detail", args=[pk])

    if answer := save_once(request, form, save):
        return answer
    context = {"form": form, "order": order, "sums": sums_of(order)}
    return render(request, "orders/orders/payment_plan.html", context)


@only_for(*MONEY_ROLES)
def payment_reverse(request, pk):
    """Take a payment back, with a reason: a mistake, or money given back."""
    payments = Payment.objects.filter(due__order__in=Order.objects.visible_to(request.user))
    payment = get_object_or_404(payments.select_related("due__order__store"), pk=pk)
    order = payment.due.order
    back = reverse("orders:order_detail", args=[order.pk])
    form = ReverseForm(sent(request))

    def save():
        reverse_payment(
            by=request.user,
            now=request.now,
            on=order.store.business_date(request.now),
            payment=payment,
            reason=form.cleaned_data["reason"],
        )
        messages.success(request, _("The payment is taken back."))
        return back

    if answer := save_once(request, form, save):
        return answer
    context = {"form": form, "payment": payment, "order": order, "cancel_url": back}
    context |= {"submit": _("Take back"), "tone": "danger"}
    return render(request, "orders/orders/payment_reverse.html", context)


@only_for(*CUSTOMER_ROLES)
def order_cancel(request, pk):
    """Cancel an order; the customer goes on or is lost."""
    order = get_order_for(request.user, pk)
    back = reverse("orders:order_detail", args=[pk])
    if request.method != "POST" and not order.is_open:
        messages.info(request, _("This order has ended."))
        return redirect(back)
    on = order.store.business_date(request.now)
    others = list(order.opportunity.activities.planned().order_by("planned_on"))
    form = _cancel_form(request, order.opportunity, on, others)

    def save():
        cancel_order(
            by=request.user, now=request.now, on=on, order=order, cancellation=form.cancellation()
        )
        messages.success(request, _("Order %(number)s is cancelled.") % {"number": order.number})
        return back

    if answer := save_once(request, form, save):
        return answer
    context = {
        "form": form,
        "order": order,
        "customer": order.customer,
        "sums": sums_of(order),
        "others": others,
        "today": on,
        "cancel_url": back,
        "deposit_help": DEPOSIT_HELP,
    }
    if order.opportunity.is_executing:
        context["next_date"] = NextDate.of(form, "", now=request.now, fill=not others)
    return render(request, "orders/orders/cancel.html", context)


def _cancel_form(request, opportunity, on, others):
    if not opportunity.is_executing:
        return WonCancelForm(sent(request))
    return CancelOrderForm(
        sent(request),
        opportunity=opportunity,
        keeps_plan=bool(others),
        reader=IntentReader.of_opportunity(opportunity, on=on),
        initial={"note": note_without_order(opportunity), "expected_on": opportunity.expected_on},
    )


@only_for(*CUSTOMER_ROLES)
def opportunity_close(request, pk):
    """Close a won sale once all is done."""
    opportunity = get_opportunity_for(request.user, pk)
    back = reverse("followups:customer_card", args=[opportunity.customer_id])
    form = OnceForm(sent(request))

    def save():
        close_opportunity(
            by=request.user,
            now=request.now,
            on=opportunity.store.business_date(request.now),
            opportunity=opportunity,
        )
        messages.success(request, _("The sale is closed."))
        return back

    if answer := save_once(request, form, save):
        return answer
    context = {"form": form, "opportunity": opportunity, "customer": opportunity.customer}
    context |= {"submit": _("Close the sale"), "cancel_url": back}
    return render(request, "orders/orders/close_opportunity.html", context)
