"""Quotations: the form with its loan calculator, the page, the customer's paper, the order (R9.10, R14.4)."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access.queries import CUSTOMER_ROLES, READING_ROLES, today_for
from foundation.once import save_once, sent
from foundation.pages import only_for, page_of
from leads.opportunities.queries import get_opportunity_for, models_of

from ..discounts.queries import limit_of
from ..orders.views import take_order
from ..stock.models import Vehicle
from . import rules
from .forms.filter import QuotationFilter
from .forms.quotation import FURTHER, USUAL_ROWS, QuotationForm, WithdrawForm, initial_of
from .models import QuotationState
from .queries import changes_of, get_quotation_for, quotations_for, versions_of
from .services.deciding import accept_quotation, give_quotation
from .services.ending import withdraw_quotation
from .services.making import make_quotation, require_open

# The buttons of the form that save nothing.
CALCULATE, MORE = "calculate", "more"
PER_PAGE = 25


@only_for(*READING_ROLES)
def quotation_list(request):
    """The visible quotations, the latest first."""
    on = today_for(request.user, request.now)
    filters = QuotationFilter(request.GET, quotations_for(request.user), user=request.user, on=on)
    page = page_of(request, filters.qs.order_by("-made_at", "-pk"), PER_PAGE)
    context = {"page_obj": page, "filter": filters, "today": on}
    return render(request, "orders/quotations/list.html", context)


@only_for(*CUSTOMER_ROLES)
def quotation_create(request, pk):
    """A quotation for an intent."""
    opportunity = get_opportunity_for(request.user, pk)
    on = opportunity.store.business_date(request.now)
    initial = {
        "model": opportunity.model,
        "car_version": opportunity.version,
        "colour": opportunity.colour,
        "trade_in_car": opportunity.trade_in,
        "valid_until": rules.usual_end(on),
    }
    return _form_page(request, opportunity, initial=initial)


@only_for(*CUSTOMER_ROLES)
def quotation_next(request, pk):
    """The next version of one; that one stays as it is."""
    quotation = get_quotation_for(request.user, pk)
    on = quotation.store.business_date(request.now)
    initial = initial_of(quotation, valid_until=max(quotation.valid_until, rules.usual_end(on)))
    count = max(len(quotation.lines.all()), USUAL_ROWS)
    return _form_page(request, quotation.opportunity, initial=initial, count=count, after=quotation)


def _form_page(request, opportunity, *, initial, count=USUAL_ROWS, after=None):
    on = opportunity.store.business_date(request.now)
    about = {"opportunity": opportunity, "limit": limit_of(opportunity.store, on=on)}
    form = QuotationForm(sent(request), initial=initial, count=count, **about)
    if not form.is_bound and after is None:
        form.initial.setdefault("price", _usual_price(form))
    context = {"form": form, "opportunity": opportunity, "customer": opportunity.customer}
    context["after"] = after
    if request.method == "POST" and not {CALCULATE, MORE}.isdisjoint(request.POST):
        context["sums"] = _sums(form)
        if request.htmx:
            return render(request, "orders/quotations/_sums.html", context)
        further = FURTHER if MORE in request.POST else 0
        context["form"] = QuotationForm(
            initial=request.POST.dict(), count=form.count + further, **about
        )
        return _form(request, context)

    def save():
        quotation = make_quotation(
            by=request.user,
            now=request.now,
            on=on,
            opportunity=opportunity,
            offer=form.offer(),
            after=after,
        )
        if quotation.is_open:
            messages.success(request, _("The quotation is made."))
        else:
            messages.info(request, _("The discount waits for approval."))
        return reverse("orders:quotation", args=[quotation.pk])

    if answer := save_once(request, form, save):
        return answer
    if not form.is_bound:
        try:
            require_open(opportunity)
        except ValidationError as error:
            messages.info(request, error.messages[0])
            return redirect("followups:customer_card", opportunity.customer_id)
    context["sums"] = _sums(form) if form.is_bound else None
    return _form(request, context)


def _form(request, context):
    store = context["opportunity"].store
    context["models"] = models_of(Vehicle.objects.filter(store=store, left_on=None))
    return render(request, "orders/quotations/form.html", context)


def _usual_price(form):
    """The list price of the first free vehicle that is offered."""
    priced = form.fields["vehicle"].queryset.exclude(list_price=None)
    return priced.values_list("list_price", flat=True).first()


def _sums(form):
    """Total and instalments of what is filled in so far, where it makes sense."""
    form.is_valid()
    offer = form.offer()
    if offer is None or not offer.total > 0:
        return None
    sums = {"total": offer.total, "share": rules.share_of(offer.discount, offer.price)}
    loan = offer.borrowed
    if loan and loan.principal >= rules.LEAST_LOAN:
        sums["principal"], sums["months"] = loan.principal, loan.months
        sums["loan"] = rules.sums_of(loan)
    return sums


@only_for(*READING_ROLES)
def quotation(request, pk):
    """All about one quotation: what it says, how it stands, what can be done."""
    found = get_quotation_for(request.user, pk)
    on = found.store.business_date(request.now)
    expired = rules.has_expired(found.valid_until, on)
    context = {
        "quotation": found,
        "customer": found.opportunity.customer,
        "versions": versions_of(found),
        "changes": changes_of(found),
        "today": on,
        "may_act": request.user.role in CUSTOMER_ROLES,
        "holds": found.is_open and not expired,
        "may_renew": found.opportunity.is_executing,
        "is_over": rules.is_over(found.discount, found.price, found.limit),
        **_loan_of(found),
    }
    return render(request, "orders/quotations/quotation.html", context)


def _loan_of(quotation):
    loan = quotation.loan
    if loan is None:
        return {"loan": None}
    return {"loan": loan, "sums": rules.sums_of(loan), "schedule": list(rules.schedule(loan))}


@only_for(*READING_ROLES)
def quotation_paper(request, pk):
    """What the customer is shown, on a phone and on A4; nothing of what is said within the store."""
    found = get_quotation_for(request.user, pk)
    if found.state not in (QuotationState.OPEN, QuotationState.ACCEPTED):
        messages.warning(request, _("This quotation is not for the customer."))
        return redirect("orders:quotation", pk)
    context = {
        "quotation": found,
        "customer": found.opportunity.customer,
        "before": found.price - found.discount,
        "now": request.now,
        **_loan_of(found),
    }
    return render(request, "orders/quotations/paper.html", context)


@only_for(*CUSTOMER_ROLES)
@require_POST
def quotation_give(request, pk):
    """Keep that the customer has it."""
    found = get_quotation_for(request.user, pk)
    on = found.store.business_date(request.now)
    try:
        give_quotation(by=request.user, now=request.now, on=on, quotation=found)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, _("Kept: the customer has it."))
    return redirect("orders:quotation", pk)


@only_for(*CUSTOMER_ROLES)
def quotation_withdraw(request, pk):
    """It holds no longer, with the reason."""
    found = get_quotation_for(request.user, pk)
    back = reverse("orders:quotation", args=[pk])
    form = WithdrawForm(sent(request))

    def save():
        reason = form.cleaned_data["reason"]
        withdraw_quotation(by=request.user, now=request.now, quotation=found, reason=reason)
        messages.success(request, _("The quotation is withdrawn."))
        return back

    if answer := save_once(request, form, save):
        return answer
    context = {"form": form, "quotation": found, "cancel_url": back}
    context |= {"submit": _("Withdraw"), "tone": "danger"}
    return render(request, "orders/quotations/withdraw.html", context)


@only_for(*CUSTOMER_ROLES)
def quotation_order(request, pk):
    """The order that it becomes: the order's own form, with all that the quotation says."""
    found = get_quotation_for(request.user, pk)
    if request.method != "POST" and found.order_id:
        return redirect("orders:order_detail", found.order_id)

    def place(**order):
        order.pop("opportunity")
        return accept_quotation(quotation=found, **order)

    return take_order(request, found.opportunity, initial=_order_of(found), place=place)


def _order_of(quotation):
    """What the order form begins with."""
    loan = quotation.loan
    lines = [f"{line} {line.amount:,.2f}" for line in quotation.lines.all()]
    if quotation.trade_in:
        lines.append(f"{_('Trade-in car')} {quotation.trade_in_car} −{quotation.trade_in:,.2f}")
    said = _(", ").join([f"{_('Quotation')} {quotation}", *lines])
    return {
        "model": quotation.model,
        "colour": quotation.colour,
        "vehicle": quotation.vehicle_id,
        "price": quotation.total,
        "loan": loan.principal if loan else None,
        "note": "\n".join(filter(None, [said, quotation.note])),
    }
