"""Annotations: written by managers and directors, read by the consultant (R4.9)."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access.queries import today_for
from accounts.people.models import Role
from foundation.once import save_once, sent
from foundation.pages import only_for, page_of

from ..activities.queries import get_activity_for
from .forms import AnnotationForm
from .models import Annotation
from .queries import annotations_for
from .services import annotate, mark_read

PER_PAGE = 25


@only_for(Role.MANAGER, Role.DIRECTOR)
def annotation_create(request, pk):
    """Write to the consultant; in the review page its form is sent in place, and works without that."""
    activity = get_activity_for(request.user, pk)
    form = AnnotationForm(sent(request))

    def save():
        text = form.cleaned_data["text"]
        annotate(by=request.user, now=request.now, activity=activity, text=text)
        name = activity.opportunity.consultant
        messages.success(request, _("%(name)s will read it on his worklist.") % {"name": name})
        return _back(request, activity)

    if answer := save_once(request, form, save):
        return answer
    context = {
        "form": form,
        "activity": activity,
        "annotations": activity.annotations.select_related("author"),
        "opportunity": activity.opportunity,
        "customer": activity.opportunity.customer,
        "action": request.get_full_path(),
        "cancel_url": _back(request, activity),
    }
    return render(request, "followups/annotations/form.html", context)


def _back(request, activity):
    """The review it was written in, with its query string, else the card."""
    query = request.GET.copy()
    if query.pop("review", None):
        url = reverse("followups:review_activity", args=[activity.pk])
        return f"{url}?{query.urlencode()}" if query else url
    return reverse("followups:customer_card", args=[activity.opportunity.customer_id])


@only_for(Role.CONSULTANT)
def annotation_list(request):
    """All that was written to the consultant, unread first."""
    page = page_of(request, annotations_for(request.user), PER_PAGE)
    context = {"page_obj": page, "today": today_for(request.user, request.now)}
    return render(request, "followups/annotations/list.html", context)


@only_for(Role.CONSULTANT)
@require_POST
def annotation_read(request, pk):
    """Acknowledge it with one tap; ``then=card`` opens the card as well."""
    rows = Annotation.objects.select_related("activity__opportunity")
    annotation = get_object_or_404(rows, pk=pk, addressee=request.user)
    mark_read(by=request.user, now=request.now, annotation=annotation)
    if request.POST.get("then") == "card":
        customer = annotation.activity.opportunity.customer_id
        return redirect("followups:customer_card", customer)
    return redirect("home")
