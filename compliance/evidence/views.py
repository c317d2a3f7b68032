"""Remove a recording that was added by mistake (R4.10)."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.people.models import Role
from followups.recordings.queries import get_recording_for
from foundation.pages import only_for

from .services import delete_recording


@only_for(Role.CONSULTANT)
def recording_delete(request, pk):
    """Asks first; the service says why a recording stays."""
    recording = get_recording_for(request.user, pk)
    opportunity = recording.activity.opportunity
    card = reverse("followups:customer_card", args=[opportunity.customer_id])
    if request.method == "POST":
        try:
            delete_recording(
                by=request.user,
                on=opportunity.store.business_date(request.now),
                recording=recording,
            )
            messages.success(request, _("The recording is removed."))
        except ValidationError as error:
            messages.warning(request, " ".join(error.messages))
        return redirect(card)
    context = {"submit": _("Remove"), "tone": "danger", "cancel_url": card}
    return render(request, "compliance/evidence/recording_delete.html", context)
