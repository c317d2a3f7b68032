"""Who owns a customer, and how an opportunity ends or comes back outside a contact (R2.7, R4.8)."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Role
from leads.models import State
from leads.services.opportunities import change_opportunity, check_transition

from .deadlines import sync
from .hand_over import reassign_many
from .plans import add_plan, lock_opportunity
from .retirement import require_in_use


@transaction.atomic
def reassign(*, by, now, on, customer, to, reason):
    """Give a customer, their opportunities and open plans to another consultant; the history stays."""
    reassign_many(
        by=by, now=now, on=on, store=customer.store, takers={customer.pk: to}, reason=reason
    )
    customer.refresh_from_db()
    return customer


@transaction.atomic
def reopen(*, by, now, on, opportunity, intent, plan, reason):
    """A lost opportunity goes back to executing, only through a manager (R2.7).

    ``intent`` is an ``Intent`` read for ``on``: what was lost comes back with a new date and plan.
    """
    if by.role not in (Role.MANAGER, Role.DIRECTOR):
        raise PermissionDenied
    if not reason.strip():
        raise ValidationError({"reason": _("Say why it is taken up again.")})
    opportunity = lock_opportunity(opportunity.pk)
    require_in_use(opportunity.customer)
    check_transition(opportunity, State.EXECUTING, by_manager=True)
    change_opportunity(
        opportunity,
        by=by,
        now=now,
        on=on,
        reason=reason.strip(),
        state=State.EXECUTING,
        lost_reason="",
        grade=intent.grade,
        note=intent.note,
        expected_on=intent.expected_on,
    )
    add_plan(opportunity, plan, by=by, now=now, on=on, contact_on=on)
    sync([opportunity.pk])
    return opportunity


@transaction.atomic
def close(*, by, now, on, opportunity):
    """All orders, deliveries and payments are done: it takes no more business (R2.7)."""
    opportunity = lock_opportunity(opportunity.pk)
    check_transition(opportunity, State.CLOSED)
    change_opportunity(opportunity, by=by, now=now, on=on, state=State.CLOSED)
    sync([opportunity.pk])
    return opportunity
