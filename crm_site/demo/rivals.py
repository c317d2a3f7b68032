"""Neglected customers whom a colleague looks after: drafts of claims, and one filed (R7.1, R7.2)."""

from datetime import timedelta

from compliance.claims.models import Claim, ClaimState
from compliance.claims.services import file_draft
from followups.activities.models import Mode, Result

NEGLECTED_FOR, COURTED_AGO = timedelta(days=31), timedelta(days=4)
MOST = 3
TALK = "客户来店咨询，原顾问一直没有联系他，介绍了车型并报了价。"
GROUNDS = "原顾问超过 30 天没有有效跟踪，客户来店由我接待并持续联系。"


def court(staff, stories):
    """Give the neglected of each store a talk with a colleague of their owner; before they are written."""
    for store in staff.stores:
        consultants = staff.of("consultant", store)
        found = [s for s in stories if s.opportunity.store == store and _is_neglected(s)]
        for story in found[:MOST]:
            place = consultants.index(story.consultant)
            colleague = consultants[(place + 1) % len(consultants)]
            day = story.world.today - COURTED_AGO
            owner_s = story.opportunity.last_effective_on
            talk = story.execute(None, day, Mode.STORE_VISIT, Result.VISITED, TALK)
            talk.consultant = talk.planned_for = colleague
            story.opportunity.last_effective_on = owner_s


def _is_neglected(story):
    opportunity, last = story.opportunity, story.opportunity.last_effective_on
    if not opportunity.is_executing or opportunity.grade.is_ordered or story.plan is None:
        return False
    return story.world.today - (last or opportunity.assigned_on) > NEGLECTED_FOR


def claim(staff, *, now):
    """In each store one of the drafts is filed."""
    for store in staff.stores:
        draft = Claim.objects.filter(store=store, state=ClaimState.DRAFT).order_by("pk").first()
        if draft:
            on = store.business_date(now)
            file_draft(draft, by=draft.claimant, now=now, on=on, grounds=GROUNDS)
