"""A store, or a team in it, adopts a grading policy from a date on (R3.2); what was before keeps its own."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.people.models import Store, User
from foundation.dates import ONE_DAY
from foundation.history import delete_as, save_as
from leads.grading.models import Grade, GradingPolicy, StorePolicy
from leads.grading.queries import policy_in_force
from leads.opportunities.models import OpportunityChange

from ..deadlines.services import sync
from .queries import following


@transaction.atomic
def adopt_policy(
    *,
    by: User,
    now: datetime,
    on: date,
    store: Store,
    policy: GradingPolicy,
    effective_from: date,
    team: User | None = None,
    reason: str = "",
) -> StorePolicy:
    """Let ``store``, or only the ``team`` of one of its managers, grade by ``policy`` from a date on.

    Today at the earliest. Raises ``ValidationError`` by field for a past date, or one that has a policy
    already, and for a team of another store.
    """
    if team is not None and not (team.is_manager and team.store_id == store.pk):
        raise ValidationError(_("Choose a manager of the store."))
    adoption = StorePolicy(
        store=store,
        team=team,
        policy=policy,
        effective_from=effective_from,
        by=by,
        adopted_at=now,
    )
    adopt(adoption, by=by, now=now, on=on, reason=reason)
    apply_due_policies(store, on=on, by=by)
    return adoption


@transaction.atomic
def adopt_own_policy(
    *,
    by: User,
    now: datetime,
    on: date,
    store: Store,
    base: GradingPolicy,
    effective_from: date,
    grades: Mapping[str, Mapping[str, Any]],
    team: User | None = None,
    reason: str = "",
    **terms: Any,
) -> StorePolicy:
    """Adopt a copy of ``base`` with other ``terms``, the policy's own fields, and ``grades``.

    ``grades``: ``{code: its fields}`` for every grade of ``base``. A new row each time: a policy that
    was ever in force is not edited.
    """
    policy = GradingPolicy.objects.create(code=_free_code(store, effective_from), **terms)
    Grade.objects.bulk_create(
        Grade(
            policy=policy,
            code=grade.code,
            sort_order=grade.sort_order,
            is_ordered=grade.is_ordered,
            **grades[grade.code],
        )
        for grade in base.grades.all()
    )
    return adopt_policy(
        by=by,
        now=now,
        on=on,
        store=store,
        policy=policy,
        effective_from=effective_from,
        team=team,
        reason=reason,
    )


@transaction.atomic
def withdraw_policy(
    adoption: StorePolicy, *, by: User, now: datetime, on: date, reason: str
) -> None:
    """Let a policy that has not begun never begin; the history keeps that it was adopted.

    Raises ``ValidationError`` by field once it has begun, or without a reason.
    """
    rows = StorePolicy.objects.select_for_update(of=("self",))
    withdraw(rows.filter(pk=adoption.pk).first(), by=by, now=now, on=on, reason=reason)


@transaction.atomic
def adopt(adoption: Any, *, by: User, now: datetime, on: date, reason: str) -> None:
    """Save what a store adopts from a date on, whatever of.

    Raises ``ValidationError`` by field for a past date, or one on which another begins.
    """
    if adoption.effective_from < on:
        raise ValidationError({"effective_from": _("A policy cannot begin in the past.")})
    try:
        with transaction.atomic():
            save_as(adoption, by=by, now=now, reason=reason)
    except IntegrityError as error:
        raise ValidationError(
            {"effective_from": _("Another policy begins on that date.")}
        ) from error


def withdraw(adoption: Any, *, by: User, now: datetime, on: date, reason: str) -> None:
    """Delete an adoption to come, whatever of, with who, when and why; ``None`` is one gone already."""
    if adoption is None:
        raise ValidationError(_("This policy has been withdrawn already."))
    if adoption.effective_from <= on:
        raise ValidationError(_("A policy that has begun cannot be withdrawn: adopt another one."))
    if not reason.strip():
        raise ValidationError({"reason": _("Say why it is withdrawn.")})
    delete_as(adoption, by=by, now=now, reason=reason.strip())


def _free_code(store: Store, effective_from: date) -> str:
    """`JY01-2026-12-01`, with a number where two stores' codes begin alike."""
    code = f"{store.code[:16]}-{effective_from}"
    taken = set(GradingPolicy.objects.filter(code__startswith=code).values_list("code", flat=True))
    names = (code if number == 1 else f"{code}-{number}" for number in range(1, 100))
    return next(name for name in names if name not in taken)


@transaction.atomic
def apply_due_policies(store: Store, *, on: date, by: User | None = None) -> None:
    """Let the open opportunities follow the policies that have begun by ``on``; repeating is harmless.

    A grade whose code the new policy does not know stays as it was until the next note.
    """
    due = StorePolicy.objects.select_for_update(of=("self",)).filter(
        store=store, applied_on=None, effective_from__lte=on
    )
    for adoption in due.select_related("policy", "store").order_by("effective_from", "pk"):
        _apply(adoption, on=on, by=by)


def _apply(adoption: StorePolicy, *, on: date, by: User | None) -> None:
    day_before = adoption.effective_from - ONE_DAY
    before = {policy_in_force(adoption.store, on=day_before, team=adoption.team_id)}
    if adoption.team_id:  # the store's of that very day may have moved them a moment ago
        before.add(policy_in_force(adoption.store, on=adoption.effective_from))
    grades = dict(Grade.objects.filter(policy=adoption.policy_id).values_list("code", "pk"))
    rows = following(adoption.store, adoption.team_id, on=on).filter(
        grade__policy__in=before, grade__code__in=grades
    )
    changes = [
        OpportunityChange(
            opportunity_id=pk,
            store_id=adoption.store_id,
            changed_on=on,
            by=by,
            grade_id=grades[code],
            reason=str(adoption.policy),
        )
        for pk, code in rows.exclude(grade__policy=adoption.policy_id).values_list(
            "pk", "grade__code"
        )
    ]
    OpportunityChange.objects.bulk_create(changes, batch_size=1000)
    StorePolicy.objects.filter(pk=adoption.pk).update(applied_on=on)
    sync(sorted(change.opportunity_id for change in changes))
