"""Withdrawing a policy that has been adopted for a day to come (R3.2, R8.5)."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access import stores_of
from accounts.models import Role
from accounts.pages import only_for
from followups.services.policies import withdraw_policy
from leads.models import StorePolicy
from leads.views.saving import save_once, sent

from ..forms.policy import WithdrawalForm
from ..models import PenaltyPolicy
from ..services.policies import withdraw_penalty_policy


@only_for(Role.DIRECTOR)
def policy_grading_withdraw(request, pk):
    return withdrawal(request, StorePolicy, pk, withdraw_policy)


@only_for(Role.DIRECTOR)
def policy_penalty_withdraw(request, pk):
    return withdrawal(request, PenaltyPolicy, pk, withdraw_penalty_policy)


def policies_of(store):
    return f"{reverse('compliance:policy_list')}?store={store.pk}"


def withdrawal(request, model, pk, service, back_to=policies_of):
    """Ask for the reason; the history keeps a row that a form sent twice no longer finds.

    ``back_to(store)`` is the address to go on to.
    """
    kept = model.history.filter(id=pk, store__in=stores_of(request.user))
    known = kept.select_related("store").first()
    row = model.objects.filter(pk=pk, store__in=stores_of(request.user)).first()
    if row is None and known is None:
        raise Http404
    store = (row or known).store
    on = store.business_date(request.now)
    back = back_to(store)
    form = WithdrawalForm(sent(request))

    def act():
        if row is None:
            raise ValidationError(_("This policy has been withdrawn already."))
        reason = form.cleaned_data["reason"]
        service(row, by=request.user, now=request.now, on=on, reason=reason)
        messages.success(request, _("Withdrawn: it never comes into force."))
        return back

    if answer := save_once(request, form, act):
        return answer
    if row is None or row.effective_from <= on:
        messages.warning(request, _("This policy can no longer be withdrawn."))
        return redirect(back)
    context = {
        "row": row,
        "form": form,
        "submit": _("Withdraw"),
        "tone": "danger",
        "cancel_url": back,
    }
    return render(request, "compliance/policy_withdraw.html", context)
