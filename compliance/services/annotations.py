"""An annotation on many findings at once: it goes to the latest activity of each (R4.9)."""

from django.db import transaction

from followups.models import Activity, ActivityState
from followups.services.annotations import annotate


@transaction.atomic
def annotate_findings(*, by, now, findings, text):
    """Annotate the latest activity of each finding's opportunity, once per opportunity.

    The latest contact, or the plan where there was none yet. Returns ``(written, left_out)``: a
    customer who was handed on to people ``by`` does not lead is left out.
    """
    opportunities = {finding.opportunity_id for finding in findings}
    latest = {}
    rows = Activity.objects.visible_to(by).filter(opportunity__in=opportunities)
    rows = rows.exclude(state=ActivityState.CANCELLED).select_related("opportunity")
    for activity in rows.order_by("executed_on", "pk"):
        best = latest.get(activity.opportunity_id)
        if best is None or _key(activity) > _key(best):
            latest[activity.opportunity_id] = activity
    for activity in latest.values():
        annotate(by=by, now=now, activity=activity, text=text)
    return len(latest), len(opportunities) - len(latest)


def _key(activity):
    executed = activity.state == ActivityState.EXECUTED
    return executed, activity.executed_on or activity.planned_on, activity.pk
