"""Give-up advice for the opportunities of a card, from what the card has loaded (R4.12)."""

from followups.models import ActivityState
from followups.rules.advice import Attempt, advice_for


def advice_on(opportunity, activities, changes):
    """``Advice`` or ``None``; ``changes`` are the opportunity's, the latest first. No query."""
    if not opportunity.is_executing:
        return None
    raised = _raised(changes)
    done = [
        a
        for a in activities
        if a.state == ActivityState.EXECUTED and a.opportunity_id == opportunity.pk
    ]
    done.sort(key=lambda a: (a.executed_on, a.pk), reverse=True)
    return advice_for([Attempt(a.result, a.pk in raised, a.with_decision_maker) for a in done])


def _raised(changes):
    """The activities in which the grade rose."""
    found, before = set(), None
    for change in reversed(changes):
        if change.grade is None:
            continue
        if before is not None and rank(change.grade) < rank(before):
            found.add(change.activity_id)
        before = change.grade
    return found


def rank(grade):
    """The lower, the closer to the sale."""
    return (not grade.is_ordered, grade.sort_order)
