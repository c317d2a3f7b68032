"""What whoever sent a lead is told of it, and of no other lead (R5.1)."""

from ..arrivals.models import Lead
from ..sorting.queries import first_called_at
from .rules.states import since, stage_of, state_of


def progress_of(source, number):
    """How far the source's lead of the number came, or ``None`` where it sent none such."""
    found = progress_of_leads(Lead.objects.filter(source=source, pk=number))
    return found[0][1] if found else None


def progress_of_leads(rows):
    """``[(lead, how far it came)]``, in two queries."""
    leads = list(_with_calls(rows))
    # Of somebody who asked again, it is told how far the lead came that they joined.
    into = {lead.into_id for lead in leads if lead.into_id}
    joined = _with_calls(Lead.objects.filter(pk__in=into)).in_bulk() if into else {}
    return [(lead, _progress(lead, joined.get(lead.into_id, lead))) for lead in leads]


def _progress(lead, followed):
    contacted_at = followed.contacted_at or followed.first_called_at
    opportunity = followed.opportunity
    return {
        "number": lead.pk,
        "state": state_of(lead.state),
        "received_at": lead.received_at,
        "assigned_at": since(followed.assigned_at, lead.received_at),
        "first_contact_at": since(contacted_at, lead.received_at),
        "stage": stage_of(
            state=followed.state,
            opportunity=opportunity.state if opportunity else None,
            has_ordered=bool(opportunity and opportunity.ordered_on),
            assigned=followed.assigned_at is not None,
            contacted=contacted_at is not None,
        ),
    }


def _with_calls(rows):
    return rows.select_related("opportunity").annotate(first_called_at=first_called_at())
