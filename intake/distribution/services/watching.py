"""The clock of the first contact: half the time, its end, and the next person (R5.3)."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.notices.services import News, settle, tell
from accounts.people.models import User
from followups.activities.models import Activity
from followups.deadlines.models import Deadline
from followups.deadlines.rules.kinds import Kind
from followups.ownership.services import pass_on
from foundation.history import save_as
from foundation.reason_codes import Reason, declare

from ...arrivals.models import Lead, LeadState
from ...arrivals.services.changing import tell_changed
from ...arrivals.services.known import first_plan, said_of, start_clock
from ...arrivals.services.sorting import lock_lead
from ...first_contact.queries import term_of
from ..models import NEXT, Assignment
from ..notices import ASSIGNED, HALF_TIME, MISSED, TAKEN_FROM
from ..queries import asked_of, candidates_of, inputs_of, rules_of
from ..rules import Rule, choose
from .assigning import lock_turns, managers_of

MISSED_BY = declare("lead.missed_by", _("Not contacted in time by %(name)s"))


@transaction.atomic
def watch(lead: Lead, *, now: datetime) -> None:
    """Look at the clock of a lead: at half the time and at its end whoever is concerned is told, once.

    Missed, the manager is told and the lead offered to the next, where the store's term says so; a known
    customer stays with the owner, and so does a lead where nobody else is left.
    """
    lock_turns(lead.store)
    lead = lock_lead(lead)
    if lead.look_at is None or lead.look_at > now:
        return
    activity = owed_activity(lead)
    if activity is None and not owes_without_card(lead):
        lead.look_at = None
        lead.save(update_fields=["look_at"])
    elif now <= lead.first_contact_by:
        said = said_of(lead, lead.first_contact_by)
        tell(News(HALF_TIME, lead.assigned_to_id, lead.pk, said, lead.pk, _mark(lead)), now=now)
        lead.look_at = lead.first_contact_by
        lead.save(update_fields=["look_at"])
    else:
        _miss(lead, activity, now=now)


def _miss(lead: Lead, activity: Activity | None, *, now: datetime) -> None:
    person = lead.assigned_to
    lead.missed_at, lead.look_at = now, None
    save_as(lead, by=None, now=now)
    said = said_of(lead, lead.first_contact_by) | {"name": str(person)}
    leaders = [person.manager_id] if person.manager_id else managers_of(lead.store)
    tell(*(News(MISSED, each, lead.pk, said, lead.pk, _mark(lead)) for each in leaders), now=now)
    if lead.state == LeadState.ASSIGNED and term_of(lead.store, lead.channel).passes_on:
        _offer_to_next(lead, activity, now=now)


def _offer_to_next(lead: Lead, activity: Activity | None, *, now: datetime) -> None:
    """By the rules, to somebody who has not had it before; nobody left leaves it where it is."""
    before, on = lead.assigned_to, lead.store.business_date(now)
    had = lead.assignments.exclude(person=None).values_list("person", flat=True)
    rules = [rule for rule in rules_of(lead.store) if rule.kind != Rule.MANAGER]
    candidates = candidates_of(lead.store, on=on, rules=rules, had=frozenset([*had, before.pk]))
    asked = asked_of(lead)
    choice = choose(rules, candidates, asked)
    if choice.person is None:
        return
    person = User.objects.select_related("store").get(pk=choice.person)
    reason = Reason(MISSED_BY.code, name=str(before))
    try:
        with transaction.atomic():
            start_clock(lead, now=now)
            # Before the customer goes, so that they are not followed as by a hand-over.
            lead.assigned_to = person
            save_as(lead, by=None, now=now, reason=reason)
            if activity is not None:
                plan = first_plan(lead, by_when=lead.first_contact_by)
                acting: dict[str, Any] = {"by": None, "now": now, "on": on}
                pass_on(**acting, activity=activity, to=person, plan=plan, reason=reason)
    except ValidationError:  # somebody calls at this very moment
        return
    Assignment.objects.create(
        lead=lead,
        store=lead.store,
        at=now,
        before=before,
        person=person,
        rule=NEXT,
        reason=reason,
        inputs=inputs_of(rules, candidates, asked),
    )
    said = said_of(lead, lead.first_contact_by)
    mark = _mark(lead)
    settle(ASSIGNED, HALF_TIME, keys=[lead.pk], now=now)
    tell(
        News(ASSIGNED, person.pk, lead.pk, said, lead.pk, mark),
        News(TAKEN_FROM, before.pk, lead.pk, said, mark=mark),
        now=now,
    )
    tell_changed(lead)


def owed_activity(lead: Lead) -> Activity | None:
    """The first contact that is still owed, of a lead that has a card."""
    if lead.opportunity_id is None:
        return None
    owed = Deadline.objects.filter(
        opportunity=lead.opportunity_id,
        kind=Kind.MISSED_FIRST_CONTACT,
        ended_on=None,
        activity__passed_on_at=None,
    )
    found = owed.select_related("activity").order_by("-activity__call_back_by").first()
    return found.activity if found else None


def owes_without_card(lead: Lead) -> bool:
    """Whether a lead that has no card was not contacted yet."""
    return lead.opportunity_id is None and lead.contacted_at is None


def _mark(lead: Lead) -> str:
    """What tells the notices of one assignment from those of the next."""
    return f"{lead.assigned_at:%y%m%d%H%M%S}"
