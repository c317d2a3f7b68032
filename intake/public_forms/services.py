"""Making public forms, and taking in what is sent by them (R5.1)."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.crypto import salted_hmac

from accounts.people.models import User
from foundation.client_address import network_of
from foundation.history import save_as

from ..arrivals.models import Lead
from ..arrivals.services.recording import Arrival, record_lead
from .models import PublicForm
from .rules import PER_ADDRESS, PER_FORM, WITHIN

KEPT = timedelta(days=1)


@transaction.atomic
def save_form(form: PublicForm, *, by: User, now: datetime) -> PublicForm:
    """A new form gets its address; who made it, and when, stays."""
    if form.pk is None:
        form.made_by, form.made_at = by, now
    save_as(form, by=by, now=now)
    return form


@transaction.atomic
def set_active(form: PublicForm, *, is_active: bool, by: User, now: datetime) -> None:
    """Pause the form, or let it go on."""
    form = PublicForm.objects.select_for_update().get(pk=form.pk)
    if form.is_active != is_active:
        form.is_active = is_active
        save_as(form, by=by, now=now)


@transaction.atomic
def may_send(
    form: Any,
    *,
    address: str,
    now: datetime,
    of_address: int | None = None,
    of_all: int | None = None,
) -> bool:
    """Count a sending of the form; whether it is not one too many of this address, or of all.

    ``form``: whatever page of the public keeps its ``sendings`` as ``PublicForm`` does. What it does not bound
    itself is bounded as a form of leads is.
    """
    digest = salted_hmac("public form", network_of(address)).hexdigest()[:32]
    form.sendings.filter(at__lt=now - KEPT).delete()
    form.sendings.create(address=digest, at=now)
    recent = form.sendings.filter(at__gt=now - WITHIN)
    if recent.count() > (PER_FORM if of_all is None else of_all):
        return False
    most = PER_ADDRESS if of_address is None else of_address
    return bool(recent.filter(address=digest).count() <= most)


def take_answer(
    form: PublicForm, *, page: str, agreed_to: str, now: datetime, **told: Any
) -> tuple[Lead, bool]:
    """``(lead, is_new)``: the same ``page`` with the same content is recorded once.

    ``told``: fields of ``Arrival``; ``agreed_to``: the wording, kept with the moment (PIPL).
    """
    arrival = Arrival(
        channel=form.channel,
        received_at=now,
        payload={
            "form": form.pk,
            "agreed_to": agreed_to,
            "agreed_at": now.isoformat(),
        },
        **told,
    )
    # What was corrected and sent from the same page once more is a further lead.
    arrival = replace(arrival, sent_id=f"form-{page}-{arrival.content}")
    return record_lead(by=None, now=now, store=form.store, arrival=arrival, event=form.event)
