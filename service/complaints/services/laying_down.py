"""Kinds and causes, terms and the public page of a store; what was changed about a cause (R14.1)."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access.queries import stores_of
from accounts.people.models import Role, Store, User
from foundation.history import delete_as, save_as
from foundation.locks import lock_name

from ..models import CauseChange, ComplaintCause, ComplaintPage, ComplaintTerm
from ..rules import TERMS, USUAL_CAUSES

KEEPERS = (Role.SERVICE, Role.DIRECTOR)


@transaction.atomic
def begin_causes(store: Store, *, now: datetime) -> None:
    """Give a store that has no causes the usual ones, as its own from there on; twice does it once."""
    if ComplaintCause.objects.filter(store=store).exists():
        return
    lock_name("causes of complaints", store.pk)
    if ComplaintCause.objects.filter(store=store).exists():
        return
    for name, causes in USUAL_CAUSES.items():
        kind = ComplaintCause(store=store, name=name)
        save_as(kind, by=None, now=now)
        for each in causes:
            save_as(ComplaintCause(store=store, kind=kind, name=each), by=None, now=now)


@transaction.atomic
def set_causes(
    *,
    by: User,
    now: datetime,
    store: Store,
    kept: Mapping[int, tuple[str, bool]],
    new: Mapping[int | None, str],
) -> None:
    """``kept``: ``{cause: (name, retired)}``; ``new``: a name within each kind, ``None`` for a kind.

    Raises ``ValidationError`` where two of a kind have one name.
    """
    require_keeper(by, store)
    lock_name("causes of complaints", store.pk)
    rows = {row.pk: row for row in ComplaintCause.objects.filter(store=store)}
    for key, (name, is_retired) in kept.items():
        row = rows.get(key)
        if row is None:
            raise PermissionDenied
        if (row.name, row.is_retired) != (name, is_retired):
            row.name, row.is_retired = name, is_retired
            _require_alone(row, f"name_{key}")
            save_as(row, by=by, now=now)
    for within, name in new.items():
        if not name:
            continue
        if within is not None and within not in rows:
            raise PermissionDenied
        row = ComplaintCause(store=store, kind_id=within, name=name)
        _require_alone(row, f"new_{within or 'kind'}")
        save_as(row, by=by, now=now)


def _require_alone(row: ComplaintCause, field: str) -> None:
    same = ComplaintCause.objects.filter(store=row.store, kind=row.kind_id, name=row.name)
    if same.exclude(pk=row.pk).exists():
        raise ValidationError({field: _("There is one of this name already.")})


@transaction.atomic
def note_change(
    cause: ComplaintCause, *, by: User, now: datetime, on: date, text: str
) -> CauseChange:
    """Write down what was changed about the cause."""
    require_keeper(by, cause.store)
    if not text.strip():
        raise ValidationError({"text": _("Write what was changed.")})
    change = CauseChange(cause=cause, text=text.strip(), by=by, on=on, written_at=now)
    save_as(change, by=by, now=now)
    return change


@transaction.atomic
def set_complaint_terms(
    *, by: User, now: datetime, store: Store, terms: Mapping[str, tuple[int, int] | None]
) -> None:
    """``{severity: (minutes, further minutes)}`` of opening hours; ``None`` is as usual.

    What is open keeps the moment that was said.
    """
    require_keeper(by, store)
    lock_name("terms of complaints", store.pk)
    rows = {row.severity: row for row in ComplaintTerm.objects.filter(store=store)}
    for severity in TERMS:
        term, row = terms.get(severity), rows.get(severity)
        if term is None:
            if row:
                delete_as(row, by=by, now=now, reason="")
            continue
        row = row or ComplaintTerm(store=store, severity=severity)
        if (row.minutes, row.further) != term:
            row.minutes, row.further = term
            save_as(row, by=by, now=now)


@transaction.atomic
def page_of_store(store: Store, *, by: User, now: datetime) -> ComplaintPage:
    """The store's page for complaints, made when it is first asked for."""
    require_keeper(by, store)
    lock_name("page for complaints", store.pk)
    page = ComplaintPage.objects.filter(store=store).first()
    if page is None:
        page = ComplaintPage(store=store)
        save_as(page, by=by, now=now)
    return page


@transaction.atomic
def set_page_active(page: ComplaintPage, *, by: User, now: datetime, is_active: bool) -> None:
    """Pause the page, or let it go on."""
    require_keeper(by, page.store)
    row: Any = ComplaintPage.objects.select_for_update().get(pk=page.pk)
    if row.is_active != is_active:
        row.is_active = is_active
        save_as(row, by=by, now=now)


def require_keeper(by: User, store: Store) -> None:
    """Raise ``PermissionDenied`` unless ``by`` lays down how the store treats complaints."""
    if by.role not in KEEPERS or not stores_of(by).filter(pk=store.pk).exists():
        raise PermissionDenied
