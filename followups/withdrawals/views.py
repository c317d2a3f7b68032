"""The button beside what was just saved."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access.queries import CUSTOMER_ROLES
from foundation.pages import only_for

from .queries import get_undoable_for
from .rules import CONTACT, MOVE
from .services import undo


@only_for(*CUSTOMER_ROLES)
@require_POST
def undo_last(request, pk):
    """Undo what was done last with an activity; back to the list with ``?back=list``, else to the card."""
    activity = get_undoable_for(request.user, pk)
    customer = activity.opportunity.customer_id
    try:
        act = undo(by=request.user, now=request.now, activity=activity)
    except ValidationError as error:
        messages.warning(request, _("Not undone: %(why)s") % {"why": " ".join(error.messages)})
    else:
        messages.success(request, _said(act))
    if request.GET.get("back") == "list":
        return redirect(f"{reverse('home')}#customer-{customer}")
    return redirect("followups:customer_card", customer)


def _said(act):
    if act == CONTACT:
        return _(
            "Undone: plan, grade and date are as before. The contact stays in the history as withdrawn."
        )
    if act == MOVE:
        return _("Undone: the plan has its day again.")
    return _("Undone: the plan stands again.")
