"""Recording and judging in one step: a valid lead of a number that the store does not know (R5.1, R5.2).

By far the most leads are such, and a portal sends hundreds of them a second: one transaction and one row of
history stand for two of each.
"""

from datetime import datetime

from django.db import connection, transaction

from accounts.people.models import Store
from foundation.history import Cause, create_all
from foundation.locks import lock_name
from leads.customers.models import Customer

from ...sources.models import LeadSource
from ..models import IntakePolicy, Lead
from ..rules import is_outside, judge
from .changing import tell_changed
from .recording import Arrival, event_named, lead_of


@transaction.atomic
def record_plain(
    *, now: datetime, store: Store, arrival: Arrival, source: LeadSource
) -> Lead | None:
    """The new lead, judged; ``None``, and nothing is written, where recording and judging are two steps.

    That is so where it is to be set aside, was sent before, or its number stands on a card or on another lead.
    Raises ``IntegrityError`` where another call sends the same at this moment.
    """
    lead = lead_of(
        arrival,
        store=store,
        by=None,
        now=now,
        source=source,
        event=event_named(store, arrival),
    )
    if not (lead.phone and lead.sent_id) or _is_set_aside(lead):
        return None
    lock_name("lead", store.pk, lead.phone)
    if _is_known(lead):
        return None
    lead.sorted_at = now
    create_all(Lead, [lead], Cause(None, now))
    tell_changed(lead)
    return lead


def _is_set_aside(lead: Lead) -> bool:
    districts: list[str] = []
    if lead.district:
        kept = IntakePolicy.objects.filter(store=lead.store_id).values_list("districts", flat=True)
        districts = next(iter(kept), [])
    reason = judge(
        name=lead.name,
        phone=lead.phone,
        has_other_contact=bool(lead.wechat or lead.email),
        text=lead.text,
        outside=is_outside(lead.district, districts),
    )
    return bool(reason)


# Whether the source's number, or the person's, stands anywhere: each is one look into an index.
_KNOWN = f"""
    SELECT 1 FROM {Lead._meta.db_table} WHERE source_id = %s AND sent_id = %s AND sent_id <> ''
    UNION ALL
    SELECT 1 FROM {Lead._meta.db_table} WHERE store_id = %s AND phone = %s AND phone <> ''
    UNION ALL
    SELECT 1 FROM {Customer._meta.db_table} WHERE store_id = %s AND phone = %s
    LIMIT 1
"""


def _is_known(lead: Lead) -> bool:
    person = (lead.store_id, lead.phone)
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN, (lead.source_id, lead.sent_id, *person, *person))
        return cursor.fetchone() is not None
