"""The review queue: the day's contacts of the team, one after another (R4.9)."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts.models import Role
from accounts.pages import only_for, page_of
from followups.forms.annotation import AnnotationForm
from followups.models import ActivityState
from followups.queries import get_activity_for
from followups.queries.board import DONE, review_queue, rows_of
from followups.queries.review import load_review
from followups.services.annotations import mark_reviewed

from .evening import Evening, add_signs

PER_PAGE = 25


@dataclass
class Place:
    """Where an activity stands in the queue."""

    previous: int | None
    following: int | None
    number: int
    left: int
    is_waiting: bool

    @classmethod
    def of(cls, pk, waiting, all_of_day):
        """``waiting`` of ``all_of_day`` are still to be reviewed; both are keys in the queue's order."""
        at = all_of_day.index(pk) if pk in all_of_day else -1
        waits = set(waiting)
        before = [key for key in all_of_day[: max(at, 0)] if key in waits]
        after = [key for key in all_of_day[at + 1 :] if key in waits]
        return cls(
            previous=before[-1] if before else None,
            following=after[0] if after else None,
            number=at + 1,
            left=len(waiting),
            is_waiting=pk in waiting,
        )


@only_for(Role.MANAGER, Role.DIRECTOR)
def review(request):
    """What still waits; begins with one tap, or with the key N."""
    evening = Evening.of(request)
    queue = review_queue(request.user, evening.people, on=evening.on)
    page = page_of(
        request,
        queue.select_related(
            "opportunity__customer", "opportunity__grade", "consultant"
        ).prefetch_related("moves__by"),
        PER_PAGE,
    )
    add_signs(request.user, page, evening)
    done = rows_of(request.user, evening.people, DONE, on=evening.on).count()
    context = {
        "evening": evening,
        "page_obj": page,
        "left": page.paginator.count,
        "reviewed": done - page.paginator.count,
        "total": done,
        "first": queue.values_list("pk", flat=True).first(),
        "today": evening.today,
    }
    return render(request, "followups/review.html", context)


@only_for(Role.MANAGER, Role.DIRECTOR)
def review_activity(request, pk):
    """One contact with everything it is judged by."""
    activity = _executed(request, pk)
    evening = Evening.of(request)
    writing = reverse("followups:annotation_create", args=[pk])
    context = {
        "evening": evening,
        "action": f"{writing}?review=1&{evening.query}".rstrip("&"),
        "reviewed": load_review(request.user, activity),
        "place": _place(request, evening, activity.pk),
        "activity": activity,
        "form": AnnotationForm(),
        "opportunity": activity.opportunity,
        "customer": activity.opportunity.customer,
        "today": activity.opportunity.store.business_date(request.now),
    }
    return render(request, "followups/review_activity.html", context)


@only_for(Role.MANAGER, Role.DIRECTOR)
@require_POST
def review_done(request, pk):
    """Mark it reviewed and go on to the next that waits."""
    activity = _executed(request, pk)
    evening = Evening.of(request)
    place = _place(request, evening, activity.pk)
    mark_reviewed(by=request.user, now=request.now, activity=activity)
    following = place.following or place.previous
    if following:
        url = reverse("followups:review_activity", args=[following])
    else:
        messages.success(request, _("The evening's review is done."))
        url = reverse("followups:review")
    return redirect(f"{url}?{evening.query}" if evening.query else url)


def _executed(request, pk):
    activity = get_activity_for(request.user, pk)
    if activity.state != ActivityState.EXECUTED:
        raise Http404
    return activity


def _place(request, evening, pk):
    waiting = list(
        review_queue(request.user, evening.people, on=evening.on).values_list("pk", flat=True)
    )
    rows = rows_of(request.user, evening.people, DONE, on=evening.on)
    order = ("consultant__full_name", "consultant", "executed_at", "pk")
    return Place.of(pk, waiting, list(rows.order_by(*order).values_list("pk", flat=True)))
