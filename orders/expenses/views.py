"""What was spent on an intent, one more of it, and a mistake that is struck out (R14.4)."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access.queries import CUSTOMER_ROLES, READING_ROLES
from foundation.display import money_text
from foundation.once import save_once, sent
from foundation.pages import only_for, page_of
from leads.opportunities.queries import get_opportunity_for

from .forms import ExpenseForm, StrikeForm
from .models import Expense
from .queries import expenses_of, sum_of
from .services import add_expense, may_strike, require_open, strike_expense

PER_PAGE = 25


@only_for(*READING_ROLES)
def expense_list(request, pk):
    """The expenses of an intent, the latest first, and the form for one more while it is executing."""
    user = request.user
    may_write = user.role in CUSTOMER_ROLES
    if request.method == "POST" and not may_write:
        raise PermissionDenied
    opportunity = get_opportunity_for(user, pk)
    on = opportunity.store.business_date(request.now)
    form = ExpenseForm(sent(request), initial={"spent_on": on})

    def save():
        names = ("kind", "amount", "spent_on", "remark")
        values = {name: form.cleaned_data[name] for name in names}
        expense = add_expense(by=user, now=request.now, on=on, opportunity=opportunity, **values)
        said = {"amount": money_text(expense.amount)}
        messages.success(request, _("Noted: %(amount)s.") % said)
        return reverse("orders:expense_list", args=[pk])

    if answer := save_once(request, form, save):
        return answer
    page = page_of(request, expenses_of(opportunity), PER_PAGE)
    for expense in page:
        expense.may_strike = may_write and not expense.is_struck and may_strike(user, expense)
    ended = _why_not(opportunity)
    context = {
        "opportunity": opportunity,
        "customer": opportunity.customer,
        "page_obj": page,
        "sum": sum_of(opportunity),
        "ended": ended,
        "form": form if may_write and (form.is_bound or not ended) else None,
    }
    return render(request, "orders/expenses/list.html", context)


def _why_not(opportunity):
    """Why nothing is spent on it any more, or nothing."""
    try:
        require_open(opportunity)
    except ValidationError as error:
        return error.messages[0]
    return ""


@only_for(*CUSTOMER_ROLES)
def expense_strike(request, pk):
    """Strike one out, with the reason; it stays to be read."""
    rows = Expense.objects.visible_to(request.user).select_related("opportunity__customer")
    expense = get_object_or_404(rows, pk=pk)
    if not may_strike(request.user, expense):
        raise PermissionDenied
    back = reverse("orders:expense_list", args=[expense.opportunity_id])
    if request.method != "POST" and expense.is_struck:
        messages.info(request, _("This expense is struck out already."))
        return redirect(back)
    form = StrikeForm(sent(request))

    def save():
        reason = form.cleaned_data["reason"]
        strike_expense(by=request.user, now=request.now, expense=expense, reason=reason)
        messages.success(request, _("The expense is struck out."))
        return back

    if answer := save_once(request, form, save):
        return answer
    context = {"form": form, "expense": expense, "cancel_url": back}
    context |= {"submit": _("Strike out"), "tone": "danger"}
    return render(request, "orders/expenses/strike.html", context)
