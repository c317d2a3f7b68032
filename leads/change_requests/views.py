"""Asking to change who a customer is or where they came from, or to delete a card (R1.4, R13.4)."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access.queries import CUSTOMER_ROLES
from accounts.confidentiality.views import signed_first
from foundation.once import save_once, sent
from foundation.pages import only_for

from ..customers.models import Lifecycle
from ..customers.queries import get_customer_for
from ..customers.services import COMPLETED_ONLY
from .forms import ChangeRequestForm, DeletionRequestForm
from .models import RequestState
from .services import ask_deletion, change_by

ASKED = ("name", "phone", *COMPLETED_ONLY)


@only_for(*CUSTOMER_ROLES)
@signed_first
def request_create(request, pk):
    """`?kind=delete` asks for the card's end, else for a change; a leader's own is done at once."""
    customer = get_customer_for(request.user, pk)
    card = reverse("followups:customer_card", args=[pk])
    if customer.lifecycle == Lifecycle.INACTIVE:
        messages.warning(request, _("This card is not in use."))
        return redirect(card)
    deletes = request.GET.get("kind") == "delete"
    who = {"by": request.user, "now": request.now, "customer": customer}
    if deletes:
        form = DeletionRequestForm(sent(request))
    else:
        present = {name: getattr(customer, name) for name in ASKED}
        form = ChangeRequestForm(sent(request), initial=present, of=[customer])

    def save():
        values = {name: form.cleaned_data[name] for name in form.fields if name != "token"}
        asked = (ask_deletion if deletes else change_by)(**who, **values)
        if asked.state == RequestState.APPROVED:
            messages.success(request, _("The card is changed; who, when and why is kept."))
        else:
            messages.success(request, _("The request waits for the manager."))
        return card

    if answer := save_once(request, form, save):
        return answer
    context = {"form": form, "customer": customer, "deletes": deletes, "submit": _("Send")}
    return render(request, "leads/change_requests/form.html", context)
