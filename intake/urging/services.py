"""Urging a lead that lags, and writing why one was long untouched (R5.3, R5.6)."""

from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.notices.services import News, tell
from accounts.people.models import Role, User

from ..arrivals.models import SORTING_ROLES, Lead
from ..arrivals.services.known import said_of
from ..arrivals.services.sorting import lock_lead
from ..distribution.services.assigning import managers_of
from .models import LeadMeasure, Urge
from .notices import LAG_SAID, URGED
from .queries import HAD, lags_of


@transaction.atomic
def urge(lead: Lead, *, by: User, now: datetime) -> tuple[Urge, bool]:
    """Tell who has the lead, and who leads them, that it lags: ``(urging, new)``, once a day (R5.6).

    Nobody has it: who sorts and distributes in its store is told. Raises ``ValidationError`` where nothing lags.
    """
    lead = _lock(lead, by)
    on = lead.store.business_date(now)
    if earlier := lead.urges.filter(on=on).select_related("by").first():
        return earlier, False
    lags = lags_of([lead], on=on, now=now).get(lead.pk)
    if not lags:
        raise ValidationError(_("Nothing of this lead lags: look at what became of it."))
    kept = Urge.objects.create(lead=lead, on=on, at=now, by=by, lag=lags[0])
    said = said_of(lead, lead.first_contact_by or now)
    said |= {"name": str(by), "lag": LAG_SAID[kept.lag]}
    mark = on.isoformat()
    people = dict.fromkeys(_concerned(lead))
    tell(*(News(URGED, each, lead.pk, said, lead.pk, mark) for each in people), now=now, by=by)
    return kept, True


@transaction.atomic
def write_measure(lead: Lead, *, by: User, now: datetime, reason: str, measure: str) -> LeadMeasure:
    """Keep why nobody contacted them for long, and what is done about it (R5.3).

    What was written before stays. Raises ``ValidationError`` by field, and where nobody has the lead.
    """
    lead = _lock(lead, by)
    told = {"reason": reason.strip()[:300], "measure": measure.strip()[:300]}
    if empty := [name for name, value in told.items() if not value]:
        raise ValidationError(dict.fromkeys(empty, _("Write a sentence.")))
    if lead.state not in HAD:
        raise ValidationError(_("Nobody has this lead: it is to be distributed."))
    return LeadMeasure.objects.create(
        lead=lead, on=lead.store.business_date(now), at=now, by=by, **told
    )


def _lock(lead: Lead, by: User) -> Lead:
    """The lead as it is now, where they work with all leads of its store."""
    seen = Lead.objects.visible_to(by).filter(pk=lead.pk).exists()
    if by.role not in SORTING_ROLES or not seen:
        raise PermissionDenied
    return lock_lead(lead)


def _concerned(lead: Lead) -> list[int]:
    leaders = managers_of(lead.store)
    if person := lead.assigned_to:
        return [person.pk, *([person.manager_id] if person.manager_id else leaders)]
    marketing = User.objects.filter(store=lead.store, role=Role.MARKETING, is_active=True)
    return [*leaders, *marketing.order_by("pk").values_list("pk", flat=True)]
