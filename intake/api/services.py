"""Taking in a lead that a machine sends: recorded at once, judged, and answered alike each time (R5.1, R5.2)."""

import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from ..arrivals.models import Lead, LeadState
from ..arrivals.queries import store_for
from ..arrivals.services.at_once import record_plain
from ..arrivals.services.recording import Arrival, record_lead
from ..arrivals.services.sorting import sort_lead
from ..sources.models import LeadSource

log = logging.getLogger(__name__)

NEW = {"state": str(LeadState.NEW)}


class NoStore(Exception):
    """There is no store to which the lead could go."""


def take_call(
    *, now: datetime, source: LeadSource, values: Mapping[str, Any], payload: dict[str, Any]
) -> tuple[dict[str, Any], bool]:
    """``(answer, is_new)``: what the sender is told of the lead, the same however often it is sent.

    The lead is committed before it is judged: whatever fails then, it is there, and the clock takes it up.
    Raises ``SentOtherwise`` as ``record_lead``, and ``NoStore``.
    """
    store = store_for(source, values.get("district", ""), values.get("model", ""), now=now)
    if store is None:
        raise NoStore
    told = dict(values)
    arrival = Arrival(
        channel=source.channel,
        received_at=told.pop("received_at", now),
        sent_id=told.pop("source_id"),
        event_name=told.pop("event", ""),
        payload=payload,
        **told,
    )
    if plain := _recorded_at_once(now=now, store=store, arrival=arrival, source=source):
        return {"number": plain.pk} | NEW, True
    lead, is_new = record_lead(by=None, now=now, store=store, arrival=arrival, source=source)
    return {"number": lead.pk} | _judge(lead, is_new, now=now), is_new


def _recorded_at_once(**arrived: Any) -> Lead | None:
    try:
        return record_plain(**arrived)
    except DatabaseError:
        # The same from another call, or a judgement that failed: it is recorded first, then judged.
        return None


def _judge(lead: Lead, is_new: bool, *, now: datetime) -> dict[str, Any]:
    """What is told of it beyond its number: as it was told before, else as it is judged now."""
    if lead.answer or (lead.sorted_at and not is_new):
        return lead.answer or NEW
    try:
        return _sort_and_keep(lead, is_new, now=now)
    except (DatabaseError, ValidationError):
        log.exception("lead %s was recorded, but not sorted", lead.pk)
        Lead.objects.filter(pk=lead.pk, answer={}).update(answer=NEW)
        return NEW


@transaction.atomic
def _sort_and_keep(lead: Lead, is_new: bool, *, now: datetime) -> dict[str, Any]:
    lead = sort_lead(lead, by=None, now=now)
    told = lead.answer or NEW
    if not lead.answer and (is_new or lead.sorted_at == now):
        told = answer_of(lead)
        if told != NEW:
            Lead.objects.filter(pk=lead.pk).update(answer=told)
    return told


def answer_of(lead: Lead) -> dict[str, Any]:
    """The state of the lead as a sender is told it."""
    if lead.state == LeadState.SET_ASIDE:
        return {"state": lead.state, "reason": lead.reason}
    if lead.state == LeadState.MERGED:
        return {"state": lead.state, "into": lead.into_id}
    return {"state": lead.state} if lead.state == LeadState.KNOWN else NEW
