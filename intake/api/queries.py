"""What whoever sent a lead is told of it, and of no other lead (R5.1)."""

from ..arrivals.models import Lead
from ..sorting.queries import first_called_at
from .rules.states import since, stage_of, state_of


def progress_of(source, number):
    """How far the source's lead of the number came, or ``None`` where it sent none such."""
    lead = _rows().filter(source=source, pk=number).first()
    if lead is None:
        return None
    # Of somebody who asked again, it is told how far the lead came that they joined.
    followed = (_rows().filter(pk=lead.into_id).first() if lead.into_id else None) or lead
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


def _rows():
    return Lead.objects.select_related("opportunity").annotate(first_called_at=first_called_at())
