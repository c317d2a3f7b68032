"""Log a contact with who has bought (R9.2)."""

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from followups.forms.care import CareContactForm
from followups.models import Mode
from followups.services.care import record_care
from leads.views.saving import save_once, sent

from .recordings import keep_recording


def log_care(request, opportunity, activity):
    """Of ``activity``, a plan, or of one that nobody had planned; the caller has found both for the user."""
    on = opportunity.store.business_date(request.now)
    form = CareContactForm(
        sent(request),
        request.FILES if request.method == "POST" else None,
        initial={"mode": activity.mode if activity else Mode.PHONE, "executed_on": on},
    )
    card = reverse("followups:customer_card", args=[opportunity.customer_id])

    def save():
        done = record_care(
            by=request.user,
            now=request.now,
            on=on,
            contact=form.contact(),
            opportunity=opportunity,
            activity=activity,
        )
        if form.has_recording and request.user.is_consultant:
            keep_recording(request, form, done)
        messages.success(request, _("Saved."))
        return reverse("home") if activity and request.user.is_consultant else card

    if answer := save_once(request, form, save):
        return answer
    context = {
        "form": form,
        "opportunity": opportunity,
        "customer": opportunity.customer,
        "activity": activity,
        "is_finished": activity is not None and form.has_error(NON_FIELD_ERRORS, "finished"),
        "today": on,
    }
    return render(request, "followups/care.html", context)
