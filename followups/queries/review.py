"""One executed contact with all that a manager judges it by (R4.9), in a fixed number of queries."""

from dataclasses import dataclass

from django.db.models import F, Q
from django.shortcuts import get_object_or_404

from followups.models import Activity, Annotation, Recording
from leads.models import OpportunityChange

from .advice import rank
from .sham import signs_on

EARLIER = 5


@dataclass
class Reviewed:
    activity: object
    before: object
    after: object
    earlier: list
    plans: list
    annotations: list
    recordings: list
    signs: set

    @property
    def direction(self):
        """Whether the grade rose ("up"), fell ("down") or stayed ("")."""
        if not self.before or not self.after or rank(self.before) == rank(self.after):
            return ""
        return "up" if rank(self.after) < rank(self.before) else "down"


def load_review(user, activity):
    opportunity = activity.opportunity_id
    rows = Activity.objects.visible_to(user).filter(opportunity=opportunity)
    earlier = rows.executed().filter(
        Q(executed_on__lt=activity.executed_on)
        | Q(executed_on=activity.executed_on, pk__lt=activity.pk)
    )
    before, after = _grades(activity)
    signs = signs_on(
        Activity.objects.visible_to(user), [activity.consultant_id], on=activity.ended_on
    )
    return Reviewed(
        activity=activity,
        before=before,
        after=after,
        earlier=_shown(earlier.order_by("-executed_on", "-pk")[:EARLIER]),
        plans=list(rows.planned().select_related("planned_by").order_by("planned_on", "pk")),
        annotations=list(activity.annotations.select_related("author")),
        recordings=list(activity.recordings.select_related("added_by")),
        signs=signs.get(activity.pk, set()),
    )


def _shown(activities):
    activities = list(activities.select_related("consultant").prefetch_related("moves__by"))
    for activity in activities:
        activity.shown_on = activity.executed_on
    return activities


def _grades(activity):
    """The grade before and after the contact (R3.4)."""
    changes = OpportunityChange.objects.filter(
        opportunity=activity.opportunity_id,
        grade__isnull=False,
        changed_on__lte=activity.ended_on,
    )
    before = after = None
    for change in changes.select_related("grade").order_by("changed_on", "pk"):
        before, after = after, change.grade
        if change.activity_id == activity.pk:
            return before or after, after
    return after, after


def get_recording_for(user, pk):
    """The recording, or 404 where the user may not see its activity (R4.10)."""
    visible = Activity.objects.visible_to(user)
    rows = Recording.objects.filter(activity__in=visible).select_related("activity__opportunity")
    return get_object_or_404(rows, pk=pk)


def annotations_for(user):
    """What was written to the user, unread first, with what a row shows."""
    rows = Annotation.objects.filter(addressee=user)
    return rows.select_related("author", "activity__opportunity__customer").order_by(
        F("read_at").asc(nulls_first=True), "-written_at", "-pk"
    )
