"""Weights adopted, scores drawn up, objected to, answered, signed (R13.3); nothing follows by itself."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access.queries import require_director
from accounts.notices.services import News, tell
from accounts.people.models import Store, User
from foundation.history import Cause, create_all, save_as
from foundation.locks import lock_name
from foundation.months import month_of, months_on

from .models import AppealState, Score, ScoreAppeal, ScoreMonth, ScorePolicy
from .notices import ANSWERED, DRAWN_UP
from .queries import count
from .rules import Counted, points_of, total_of

# So many months ago scores may still be drawn up.
LONGEST_AGO = 12


@transaction.atomic
def set_weights(
    *, by: User, now: datetime, store: Store, month: date, values: Mapping[str, Any]
) -> ScorePolicy:
    """What is weighed from the month on. Raises for one that is over, or of which scores are drawn up."""
    require_director(by, store.pk)
    lock_name("scores", store.pk)
    month = month.replace(day=1)
    if month_of(month)[1] < store.business_date(now):
        raise ValidationError(
            {"effective_from": _("This month is over: its leads are known already.")}
        )
    if ScoreMonth.objects.filter(store=store, month__gte=month).exists():
        raise ValidationError(
            {"effective_from": _("The scores of this month or a later one are drawn up already.")}
        )
    rows = ScorePolicy.objects.filter(store=store, effective_from=month)
    policy = rows.first() or ScorePolicy(store=store, effective_from=month)
    for name, value in values.items():
        setattr(policy, name, value)
    if sum(policy.weights().values()) != 100:
        raise ValidationError(_("The four weights must make 100 together."))
    save_as(policy, by=by, now=now)
    return policy


@transaction.atomic
def draw_up(*, by: User, now: datetime, store: Store, month: date) -> ScoreMonth:
    """Count and keep the scores of a month that is over, and tell each person theirs.

    Asked for again it is the same. Raises for a month that is not over.
    """
    require_director(by, store.pk)
    lock_name("scores", store.pk)
    month, last = month_of(month)
    today = store.business_date(now)
    if today <= last:
        raise ValidationError({"month": _("The month is not over yet.")})
    if month < months_on(today, -LONGEST_AGO).replace(day=1):
        raise ValidationError({"month": _("This month is too long ago.")})
    if there := ScoreMonth.objects.filter(store=store, month=month).first():
        return there
    policy = ScorePolicy.objects.in_force(store, month=month)
    drawn_up = ScoreMonth(
        store=store,
        month=month,
        weights=policy.weights(),
        leads_wanted=policy.leads_wanted,
        conversion_wanted=policy.conversion_wanted,
        honours=policy.honours,
        drawn_up_by=by,
        drawn_up_at=now,
        appeal_until=today + timedelta(days=policy.appeal_days),
    )
    save_as(drawn_up, by=by, now=now)
    people, teams, marketing, managers = count(store, month, viewer=by, today=today)
    whose = [(counted, {"team_id": key}) for key, counted in teams.items()]
    for key, counted in people.items():
        whose.append((counted, {"person_id": key, "team_id": managers.get(key)}))
    if marketing:
        whose.append((marketing, {}))
    scores = [_score(drawn_up, policy, counted, **of) for counted, of in whose]
    create_all(Score, scores, Cause(by=by, now=now))
    _tell_people(drawn_up, by=by, now=now)
    return drawn_up


@transaction.atomic
def object_to(score: Score, *, by: User, now: datetime, text: str) -> ScoreAppeal:
    """The one objection of a person to their score, within the term; sent again it is changed."""
    month = _locked(score.month_id)
    if score.person_id != by.pk:
        raise PermissionDenied
    if month.is_signed or month.store.business_date(now) > month.appeal_until:
        raise ValidationError(_("It is too late to appeal against this score."), code="late")
    appeal = ScoreAppeal.objects.filter(score=score).first() or ScoreAppeal(
        score=score, filed_at=now
    )
    if appeal.state != AppealState.WAITING:
        raise ValidationError(_("The director has answered already."), code="answered")
    if appeal.pk is None or appeal.text != text.strip():
        appeal.text = text.strip()
        save_as(appeal, by=by, now=now)
    return appeal


@transaction.atomic
def answer(
    appeal: ScoreAppeal, *, by: User, now: datetime, points: Decimal | None, text: str
) -> ScoreAppeal:
    """``points`` that count from now on, or ``None``: the score stays as it was counted."""
    month = _locked(appeal.score.month_id)
    require_director(by, month.store_id)
    if appeal.score.person_id == by.pk:
        raise PermissionDenied
    appeal = ScoreAppeal.objects.select_related("score__person").get(pk=appeal.pk)
    if appeal.state != AppealState.WAITING:
        raise ValidationError(_("It was answered before."), code="answered")
    appeal.state = AppealState.KEPT if points is None else AppealState.UPHELD
    appeal.answer, appeal.decided_by, appeal.decided_at = text.strip(), by, now
    save_as(appeal, by=by, now=now)
    score = appeal.score
    if points is not None:
        score.corrected = points
        save_as(score, by=by, now=now, reason=text.strip()[:100])
    assert score.person_id
    values = {"month": f"{month.month:%Y-%m}", "points": _points(score.final)}
    tell(News(ANSWERED, score.person_id, score.pk, values, score.pk), now=now, by=by)
    return appeal


@transaction.atomic
def sign(month: ScoreMonth, *, by: User, now: datetime) -> ScoreMonth:
    """Nothing of the month changes any more. Raises while objections may come or wait for an answer."""
    month = _locked(month.pk)
    require_director(by, month.store_id)
    if month.is_signed:
        return month
    if ScoreAppeal.objects.waiting().filter(score__month=month).exists():
        raise ValidationError(_("An appeal waits for its answer."), code="waits")
    if month.store.business_date(now) <= month.appeal_until:
        raise ValidationError(_("Appeals may still come."), code="early")
    month.signed_by, month.signed_at = by, now
    save_as(month, by=by, now=now)
    return month


def _locked(pk: int) -> ScoreMonth:
    rows = ScoreMonth.objects.select_for_update(of=("self",)).select_related("store")
    return rows.get(pk=pk)


def _score(month: ScoreMonth, policy: ScorePolicy, counted: Counted, **whose: int | None) -> Score:
    points = points_of(counted, policy.norm())
    return Score(
        month=month,
        figures=asdict(counted),
        points={name: None if value is None else str(value) for name, value in points.items()},
        total=total_of(points, policy.weights()),
        **whose,
    )


def _tell_people(month: ScoreMonth, *, by: User, now: datetime) -> None:
    values = {"month": f"{month.month:%Y-%m}", "until": month.appeal_until}
    rows = Score.objects.filter(month=month, person__isnull=False)
    tell(
        *(
            News(DRAWN_UP, row.person_id, row.pk, values | {"points": _points(row.final)}, row.pk)
            for row in rows
            if row.person_id
        ),
        now=now,
        by=by,
    )


def _points(total: Decimal | None) -> str:
    return "–" if total is None else str(total)
