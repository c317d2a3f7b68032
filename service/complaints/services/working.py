"""Passing on, noting, answering, asking the customer and opening again: each asks for the right (R14.1)."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.confidentiality.queries import has_signed
from accounts.notices.services import News, read_of, settle, tell
from accounts.people.models import Role, User
from foundation.history import save_as
from foundation.registry import Registry
from leads.opportunities.models import Opportunity
from orders.orders.models import Order

from ...questions.rules import ROLE_OF, SERVICE
from ..models import Complaint, ComplaintCause, ComplaintStep
from ..models import Happened as H
from ..models.cases import Confirmation
from ..notices import CLOSED, ESCALATED, KINDS, LATE, PASSED_ON, REOPENED, WAITING
from ..queries.rights import bearers_of, people_of, refusal_of
from ..queries.terms import due_of
from ..rules import TERMS, may_reopen
from .registering import Kept, keep_files, values_of

# What rooms above do once a complaint is closed: `(complaint, by=, now=)`, in the same transaction.
closed: Registry[Any] = Registry()


def take_up(complaint: Complaint, *, by: User) -> Complaint:
    """The complaint, locked, for somebody who may work on it at this moment.

    Raises ``PermissionDenied`` for whoever may not read it, ``ValidationError`` with the reason for whoever
    may read and not work on it.
    """
    rows = Complaint.objects.select_for_update(of=("self",)).select_related(
        "store", "customer__consultant", "assignee", "cause"
    )
    found = rows.get(pk=complaint.pk)
    if not Complaint.objects.visible_to(by).filter(pk=found.pk).exists():
        raise PermissionDenied
    if not Complaint.objects.workable_by(by).filter(pk=found.pk).exists():
        raise ValidationError(why_not(found, by))
    return found


def why_not(complaint: Complaint, by: User) -> str:
    """Why somebody who reads the complaint may not work on it, in the present language."""
    if reason := refusal_of(by, complaint):
        return str(reason)
    bearer = complaint.assignee or complaint.get_department_display()
    return _("You may read this complaint. It lies with %(name)s, who works on it.") % {
        "name": bearer
    }


@transaction.atomic
def assign(
    complaint: Complaint,
    *,
    by: User,
    now: datetime,
    department: str = "",
    person: User | None = None,
    text: str = "",
) -> Complaint:
    """Pass it on to a person or a department; only one with the right to the customer receives it.

    Raises ``ValidationError`` with the reason of a refusal beside ``to``.
    """
    complaint = take_up(complaint, by=by)
    _require_open(complaint)
    if person is not None:
        if reason := refusal_of(person, complaint):
            raise ValidationError({"to": str(reason)})
        complaint.assignee = person
    elif department in ROLE_OF:
        if not people_of(department, complaint):
            raise ValidationError({"to": _("Nobody works there at present: choose another one.")})
        complaint.department, complaint.assignee = department, None
    else:
        raise ValidationError({"to": _("Choose one of these.")})
    save_as(complaint, by=by, now=now)
    step = _step(complaint, H.ASSIGNED, by, now, text, person=person)
    if person is None:
        ComplaintStep.objects.filter(pk=step.pk).update(department=department)
    settle(*WAITING, keys=[complaint.pk], now=now)
    values, key = values_of(complaint, by), complaint.pk
    mark = str(step.pk)
    tell(
        *(News(PASSED_ON, each, key, values, key, mark) for each in bearers_of(complaint)),
        now=now,
        by=by,
    )
    return complaint


@transaction.atomic
def note(
    complaint: Complaint, *, by: User, now: datetime, text: str, files: Iterable[Kept] = ()
) -> None:
    """Write down what was done, with photos and recordings."""
    complaint, files = take_up(complaint, by=by), tuple(files)
    _require_open(complaint)
    if not (text.strip() or files):
        raise ValidationError({"text": _("Write what was done.")})
    keep_files(complaint, files, by=by, now=now)
    _step(complaint, H.NOTED, by, now, text)


@transaction.atomic
def change(
    complaint: Complaint,
    *,
    by: User,
    now: datetime,
    cause: ComplaintCause | None,
    severity: str,
    model: str,
    vehicle: str,
    wanted: str,
    about: Order | Opportunity | None,
) -> Complaint:
    """Class it anew; another severity counts its term from when it was opened.

    What has a later term by that is told anew once it is late again.
    """
    complaint = take_up(complaint, by=by)
    if severity not in TERMS or (cause and cause.store_id != complaint.store_id):
        raise PermissionDenied
    if about is not None and about.customer_id != complaint.customer_id:
        raise PermissionDenied
    order = about if isinstance(about, Order) else None
    opportunity = order.opportunity if order else about
    values = {
        "cause": cause,
        "severity": severity,
        "model": model.strip(),
        "vehicle": vehicle.strip(),
        "wanted": wanted.strip(),
        "order": order,
        "opportunity": opportunity,
    }
    if all(getattr(complaint, name) == value for name, value in values.items()):
        return complaint
    if severity != complaint.severity and not complaint.is_closed:
        complaint.due_at, complaint.director_at = due_of(
            complaint.store, severity, since=complaint.opened_at
        )
        _give_time(complaint, now)
    for name, value in values.items():
        setattr(complaint, name, value)
    save_as(complaint, by=by, now=now)
    said = " · ".join(filter(None, (str(cause or ""), complaint.get_severity_display())))
    _step(complaint, H.CHANGED, by, now, said)
    return complaint


def _give_time(complaint: Complaint, now: datetime) -> None:
    """Each stage is told once for each moment at which it is due."""
    if complaint.due_at >= now:
        complaint.late_told_at = None
        settle(LATE, keys=[complaint.pk], now=now)
    if complaint.director_at >= now:
        complaint.director_told_at = None
        settle(ESCALATED, keys=[complaint.pk], now=now)


@transaction.atomic
def close(
    complaint: Complaint,
    *,
    by: User,
    now: datetime,
    answer: str,
    remedy: str = "",
    cost: Decimal | None = None,
    confirmation: str = "",
    at_once: bool = False,
) -> Complaint:
    """Answer it and close it; whoever registered it and whose customer it is are told.

    ``at_once``: by whoever has just registered it, who received it from nobody. A closed one stays as it is.
    """
    if at_once and complaint.registered_by_id == by.pk and complaint.registered_at == now:
        complaint = Complaint.objects.select_related("store").get(pk=complaint.pk)
    else:
        complaint = take_up(complaint, by=by)
    if complaint.is_closed:
        raise ValidationError(_("It was closed by %(name)s.") % {"name": complaint.closed_by})
    if not answer.strip():
        raise ValidationError({"answer": _("Write an answer.")})
    complaint.answer, complaint.remedy = answer.strip(), remedy.strip()
    complaint.cost, complaint.confirmation = cost, confirmation
    complaint.closed_at, complaint.closed_by = now, by
    save_as(complaint, by=by, now=now)
    _step(complaint, H.CLOSED, by, now, answer)
    settle(*WAITING, keys=[complaint.pk], now=now)
    values, key, mark = values_of(complaint, by), complaint.pk, str(complaint.opening)
    told = dict.fromkeys((complaint.registered_by_id, complaint.consultant_id))
    tell(*(News(CLOSED, each, key, values, key, mark) for each in told if each), now=now, by=by)
    for act in closed:
        act(complaint, by=by, now=now)
    return complaint


@transaction.atomic
def confirm(
    complaint: Complaint, *, by: User, now: datetime, confirmation: str, text: str = ""
) -> Complaint:
    """What the customer says of the answer."""
    complaint = take_up(complaint, by=by)
    if not complaint.is_closed:
        raise ValidationError(_("It is not closed yet."))
    if confirmation not in Confirmation.values:
        raise ValidationError({"confirmation": _("Choose one of these.")})
    complaint.confirmation = confirmation
    save_as(complaint, by=by, now=now)
    said = [complaint.get_confirmation_display(), text.strip()]
    _step(complaint, H.CONFIRMED, by, now, ". ".join(map(str, filter(None, said))))
    return complaint


@transaction.atomic
def reopen(complaint: Complaint, *, by: User, now: datetime, reason: str) -> Complaint:
    """Open it again within 30 days: its terms begin anew, and it lies with whom it lay.

    Where they lost the right meanwhile it lies with customer service. Raises ``ValidationError`` later, and
    without a reason.
    """
    complaint = take_up(complaint, by=by)
    if not complaint.is_closed:
        return complaint
    if not may_reopen(complaint.closed_at, now):
        raise ValidationError(_("Closed more than 30 days ago: register a new complaint."))
    if not reason.strip():
        raise ValidationError({"reason": _("Say why it is opened again.")})
    complaint.closed_at = complaint.closed_by = None
    complaint.confirmation = ""
    complaint.opened_at, complaint.opening = now, complaint.opening + 1
    complaint.due_at, complaint.director_at = due_of(complaint.store, complaint.severity, since=now)
    complaint.late_told_at = complaint.director_told_at = None
    if complaint.assignee and refusal_of(complaint.assignee, complaint):
        complaint.assignee, complaint.department = None, SERVICE
    save_as(complaint, by=by, now=now, reason=reason.strip())
    _step(complaint, H.REOPENED, by, now, reason)
    values, key, mark = values_of(complaint, by), complaint.pk, str(complaint.opening)
    told = dict.fromkeys([*bearers_of(complaint), complaint.consultant_id])
    tell(*(News(REOPENED, each, key, values, key, mark) for each in told if each), now=now, by=by)
    return complaint


@transaction.atomic
def show_number(complaint: Complaint, *, by: User, now: datetime) -> str:
    """The number, to customer service while there is anything to call about; its steps keep who saw it.

    Raises ``PermissionDenied`` to others, and before the agreement is signed.
    """
    complaint = take_up(complaint, by=by)
    if not may_ask_for_number(complaint, by):
        raise PermissionDenied
    _step(complaint, H.SHOWN, by, now)
    return complaint.phone


def may_ask_for_number(complaint: Complaint, by: User) -> bool:
    """Whether customer service may call: until it is closed and the customer was asked about it (R1.3)."""
    is_owed = not (complaint.is_closed and complaint.confirmation)
    is_known = bool(complaint.customer_id and complaint.phone)
    return by.role == Role.SERVICE and is_known and is_owed and has_signed(by, complaint.store_id)


def read_complaint(complaint: Complaint, *, by: User, now: datetime) -> None:
    """``by`` has seen the page of it."""
    read_of(*KINDS, key=complaint.pk, by=by, now=now)


def _step(
    complaint: Complaint,
    what: str,
    by: User | None,
    now: datetime,
    text: Any = "",
    person: User | None = None,
) -> ComplaintStep:
    said = text.strip() if isinstance(text, str) else text
    return ComplaintStep.objects.create(
        complaint=complaint, what=what, by=by, at=now, text=said, person=person
    )


def _require_open(complaint: Complaint) -> None:
    if complaint.is_closed:
        raise ValidationError(_("It is closed: open it again first."))
