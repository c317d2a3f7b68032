"""The phrases that one is offered when one logs a contact: add some, drop some."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access.queries import CUSTOMER_ROLES, today_for
from foundation.once import save_once, sent
from foundation.pages import only_for
from leads.grading.queries import policy_in_force

from .forms import PhraseForm
from .models import PARTS, Field
from .queries import phrases_of
from .services import may_edit_store, set_phrase


def _require_store(user):
    """Who heads a region writes contacts of many stores, and has no phrases."""
    if user.store is None:
        raise PermissionDenied


@only_for(*CUSTOMER_ROLES)
def phrase_list(request):
    """What the user is offered, field by field."""
    user = request.user
    _require_store(user)
    edits_store = may_edit_store(user, user.store)
    on = today_for(user, request.now)
    by_parts = policy_in_force(user.store, on=on, person=user).notes_by_standard
    fields = [field for field in Field if by_parts or field not in PARTS]
    form = PhraseForm(sent(request), fields=fields)
    if not edits_store:
        del form.fields["for_store"]

    def save():
        values = form.cleaned_data
        set_phrase(
            by=user,
            now=request.now,
            store=user.store,
            person=None if values.get("for_store") else user,
            field=values["field"],
            text=values["text"],
            hide=False,
        )
        messages.success(request, _("Saved."))
        return reverse("followups:phrase_list")

    if answer := save_once(request, form, save):
        return answer
    offered = phrases_of(user, on=on)
    lists = [(field, field.label, offered[field]) for field in fields]
    context = {"form": form, "lists": lists, "edits_store": edits_store}
    return render(request, "followups/phrases/list.html", context)


@only_for(*CUSTOMER_ROLES)
@require_POST
def phrase_hide(request):
    """Drop one of the user's own list, or with ``for_store`` of everybody's."""
    _require_store(request.user)
    try:
        set_phrase(
            by=request.user,
            now=request.now,
            store=request.user.store,
            person=None if "for_store" in request.POST else request.user,
            field=request.POST.get("field", ""),
            text=request.POST.get("text", ""),
            hide=True,
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("followups:phrase_list")
