"""The answer to a change request (R1.4), and taking a card into use again."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access.queries import READING_ROLES
from accounts.people.models import Role
from foundation.decisions import REFUSE, decide, words_of
from foundation.once import save_once, sent
from foundation.pages import only_for
from foundation.shown import Changed, marks_of
from leads.change_requests.models import ChangeRequest, RequestState
from leads.change_requests.services import may_decide
from leads.customers.models import Lifecycle
from leads.customers.queries import get_customer_for

from .decision import KIND
from .forms import AnswerForm, ReviveForm
from .services import revive_customer


def get_request_for(user, pk):
    """The change request, or 404 where the user may not see its card."""
    rows = ChangeRequest.objects.visible_to(user).select_related(
        "customer__store", "customer__consultant__manager", "requested_by", "decided_by"
    )
    return get_object_or_404(rows, pk=pk)


@only_for(*READING_ROLES)
def request_detail(request, pk):
    """What is asked, by whom, why; and for the manager two buttons."""
    asked = get_request_for(request.user, pk)
    customer = asked.customer
    may_answer = may_decide(request.user, asked)
    form = AnswerForm(sent(request))
    if request.method == "POST" and not may_answer:
        raise PermissionDenied

    def save():
        act = form.cleaned_data["answer"]
        how = {"shown": marks_of(request.POST).get(act), "reason": form.cleaned_data["reason"]}
        try:
            decide(KIND, asked, act=act, by=request.user, now=request.now, **how)
        except Changed as error:
            raise ValidationError(str(error)) from error
        if act == REFUSE:
            messages.success(request, _("Refused; the card stays as it is."))
        else:
            messages.success(request, _("Approved and done."))
        return reverse("followups:request_detail", args=[pk])

    try:
        if answer := save_once(request, form, save):
            return answer
    except ValidationError as error:
        form.add_error(None, error)
    context = {
        "asked": asked,
        "customer": customer,
        "form": form,
        "shown": words_of(KIND, asked.pk, now=request.now) if may_answer else [],
        "is_waiting": asked.state == RequestState.WAITING,
        "may_answer": may_answer and asked.state == RequestState.WAITING,
        "may_open_card": not (
            request.user.is_consultant and customer.lifecycle == Lifecycle.INACTIVE
        ),
        "executing": customer.opportunities.executing().count(),
    }
    return render(request, "followups/retirement/request.html", context)


@only_for(Role.MANAGER, Role.DIRECTOR)
def customer_revive(request, pk):
    customer = get_customer_for(request.user, pk)
    form = ReviveForm(sent(request))
    card = reverse("followups:customer_card", args=[pk])
    if customer.lifecycle != Lifecycle.INACTIVE:
        messages.info(request, _("This card is in use."))
        return redirect(card)

    def save():
        reason = form.cleaned_data["reason"]
        revive_customer(customer, by=request.user, now=request.now, reason=reason)
        messages.success(request, _("The card is in use again."))
        return card

    if answer := save_once(request, form, save):
        return answer
    context = {
        "form": form,
        "customer": customer,
        "submit": _("Take into use again"),
        "cancel_url": card,
    }
    return render(request, "followups/retirement/revive.html", context)
