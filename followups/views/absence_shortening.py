"""An absence that has begun ends earlier: the person asks, who decides for them does it (R4.7)."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.pages import only_for
from followups.forms.absences import AbsenceShorterForm
from followups.queries.absences import earliest_end, may_decide, moved_by
from followups.services.absence_shortening import ask_to_shorten, shorten_absence
from leads.queries import SALES_ROLES
from leads.views.saving import save_once, sent

from .absences import get_absence_for, is_his_to_cancel, may_shorten

MOST_SHOWN = 20


@only_for(*SALES_ROLES)
def absence_shorten(request, pk):
    """The new last day, with the days that will count again and the plans that stay where they are."""
    absence = get_absence_for(request.user, pk)
    if not is_his_to_cancel(request.user, absence):
        raise PermissionDenied
    on = absence.user.store.business_date(request.now)
    decides = may_decide(request.user, absence)
    first = earliest_end(absence, on=on)
    form = AbsenceShorterForm(sent(request), initial={"to_on": first})
    back = reverse("followups:absence_detail", args=[absence.pk])

    def act():
        service = shorten_absence if decides else ask_to_shorten
        shorter = service(
            by=request.user,
            now=request.now,
            on=on,
            absence=absence,
            to_on=form.cleaned_data["to_on"],
            reason=form.cleaned_data["reason"],
        )
        said = _("It ends earlier. The plans stay where they are.")
        messages.success(
            request, said if decides else _("Asked for. It counts once it is approved.")
        )
        return reverse("followups:absence_detail", args=[shorter.pk])

    if answer := save_once(request, form, act):
        return answer
    if not may_shorten(request.user, absence, on=on):
        messages.warning(request, _("This absence can no longer be shortened."))
        return redirect(back)
    context = {
        "absence": absence,
        "form": form,
        "first": first,
        "plans": moved_by(absence)[:MOST_SHOWN],
        "number": moved_by(absence).count(),
        "submit": _("End it earlier") if decides else _("Ask to end it earlier"),
        "cancel_url": back,
    }
    return render(request, "followups/absence_shorten.html", context)
