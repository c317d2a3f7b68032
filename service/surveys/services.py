"""Opening surveys, taking answers, calling back (R5.6, R13.3)."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access.queries import assessor_of, stores_of
from accounts.confidentiality.queries import has_signed
from accounts.notices.services import News, settle, tell
from accounts.people.models import Role, Store, User
from foundation.history import Cause, create_all, save_as
from foundation.locks import lock_name
from intake.first_contact.queries import hours_of

from .models import NUMBER_SHOWN, Survey, SurveyPolicy, Way, new_token, occasions
from .notices import LATE, LOW
from .queries import ASKERS, callable_by, due, policy_of, reads_anonymous
from .rules import CALL_BACK_MINUTES, CAUGHT_UP, QUESTIONS, is_low

BATCH = 1000
# The policy where a survey outlived it.
USUAL_LOW = 6


@transaction.atomic
def set_policy(
    store: Store,
    *,
    by: User,
    now: datetime,
    days: Mapping[str, int],
    good_for: int,
    low: int,
    call_back_minutes: int,
) -> SurveyPolicy:
    """Say after what the store asks, and how; an occasion that begins now asks after nothing earlier."""
    if not (by.heads and stores_of(by).filter(pk=store.pk).exists()):
        raise PermissionDenied
    lock_name("survey policy", store.pk)
    policy = policy_of(store) or SurveyPolicy(store=store, begins_on=store.business_date(now))
    today = store.business_date(now)
    since = {code: policy.begins_for(code) if code in policy.days else today for code in days}
    policy.begins = {code: day.isoformat() for code, day in since.items()}
    policy.days, policy.good_for, policy.low = dict(days), good_for, low
    policy.call_back_minutes = call_back_minutes
    save_as(policy, by=by, now=now)
    return policy


@transaction.atomic
def open_surveys(store: Store, *, now: datetime) -> int:
    """Open a survey of everything the store asks after whose day has come; returns how many.

    Run twice, late or twice at once it opens each once. In a fixed number of statements a thousand.
    """
    lock_name("surveys", store.pk)
    policy = policy_of(store)
    if policy is None:
        return 0
    on = store.business_date(now)
    rows = []
    for occasion in occasions:
        if occasion.code not in policy.days:
            continue
        last = on - timedelta(days=policy.days[occasion.code])
        first = max(policy.begins_for(occasion.code), last - timedelta(days=CAUGHT_UP))
        if first > last:
            continue
        for values in due(occasion, store, first, last):
            keys = {f"{name}_id": values.pop(name) for name in ("customer", "opportunity")}
            rows.append(
                Survey(
                    store=store,
                    occasion=occasion.code,
                    consultant_id=values.pop("consultant"),
                    token=new_token(),
                    opened_at=now,
                    opened_on=on,
                    good_until=now + timedelta(days=policy.good_for),
                    **keys,
                    **values,
                )
            )
    for start in range(0, len(rows), BATCH):
        create_all(Survey, rows[start : start + BATCH], Cause(None, now))
    return len(rows)


@transaction.atomic
def answer(
    survey: Survey,
    *,
    by: User | None,
    now: datetime,
    answers: Mapping[str, int],
    text: str,
    is_anonymous: bool,
) -> Survey:
    """What the customer says: by their link (``by`` is nobody), or on the telephone to ``by``, once.

    A low answer is owed a call back, and its people are told. Raises ``ValidationError`` where it was
    answered before or is over, ``PermissionDenied`` where ``by`` does not ask.
    """
    rows = Survey.objects.select_for_update(of=("self",)).select_related(
        "store", "consultant__manager"
    )
    survey = rows.get(pk=survey.pk)
    if by is not None and not (
        by.role in ASKERS and Survey.objects.visible_to(by).filter(pk=survey.pk).exists()
    ):
        raise PermissionDenied
    if survey.is_answered:
        raise ValidationError(_("This survey has been answered already."))
    if survey.good_until <= now:
        raise ValidationError(_("This survey is over."))
    for name in QUESTIONS:
        setattr(survey, name, answers[name])
    survey.points = sum(answers[name] for name in QUESTIONS)
    survey.text, survey.is_anonymous = text.strip(), is_anonymous
    survey.way = Way.PHONE if by else Way.LINK
    survey.answered_by, survey.answered_at = by, now
    survey.answered_on = survey.store.business_date(now)
    policy = policy_of(survey.store)
    if is_low((answers[name] for name in QUESTIONS), policy.low if policy else USUAL_LOW):
        minutes = policy.call_back_minutes if policy else CALL_BACK_MINUTES
        survey.call_back_by = hours_of(survey.store, now=now).after(now, minutes)
    save_as(survey, by=by, now=now)
    if survey.call_back_by:
        local = survey.call_back_by.astimezone(ZoneInfo(survey.store.time_zone))
        values: dict[str, Any] = {"time": f"{local:%m-%d %H:%M}"}
        told = callers_of(survey)
        tell(*(News(LOW, key, survey.pk, values, survey.pk) for key in told), now=now, by=by)
    return survey


@transaction.atomic
def call_back(survey: Survey, *, by: User, now: datetime, note: str) -> Survey:
    """The customer was called about a low answer; what came of it is kept."""
    survey = Survey.objects.select_for_update().get(pk=survey.pk)
    if survey.call_back_by is None or not callable_by(by).filter(pk=survey.pk).exists():
        raise PermissionDenied
    if not note.strip():
        raise ValidationError({"note": _("Say what came of it.")})
    if survey.called_at is None:
        survey.called_at, survey.called_by = now, by
    survey.call_note = note.strip()
    save_as(survey, by=by, now=now)
    settle(LOW, LATE, keys=[survey.pk], now=now)
    return survey


@transaction.atomic
def show_number(survey: Survey, *, by: User, now: datetime) -> str:
    """The customer's number for a call, while there is anything to call about; the history keeps who saw it."""
    survey = (
        Survey.objects.select_for_update(of=("self",)).select_related("customer").get(pk=survey.pk)
    )
    asks = survey.is_open(now) and by.role in ASKERS
    calls = survey.call_back_by is not None and survey.called_at is None
    calls = calls and callable_by(by).filter(pk=survey.pk).exists()
    # Of an anonymous answer customer service alone knows whose it is; no number without the agreement.
    is_told = not survey.is_anonymous or by.role == Role.SERVICE
    is_told = is_told and has_signed(by, survey.store_id)
    if not (asks or calls) or not is_told:
        raise PermissionDenied
    save_as(survey, by=by, now=now, reason=NUMBER_SHOWN)
    number: str = survey.customer.phone
    return number


@transaction.atomic
def tell_late(survey: Survey, *, now: datetime) -> None:
    """Nobody called back in time: those who should, and the director, are told once."""
    rows = Survey.objects.select_for_update(of=("self",)).select_related(
        "store", "consultant__manager"
    )
    survey = rows.get(pk=survey.pk)
    if survey.late_told_at or not survey.is_call_late(now):
        return
    Survey.objects.filter(pk=survey.pk).update(late_told_at=now)
    told = dict.fromkeys([*callers_of(survey), *_director_of(survey)])
    tell(*(News(LATE, key, survey.pk, {}, survey.pk) for key in told), now=now)


def callers_of(survey: Survey) -> list[int]:
    """Who is to call: customer service; of a named answer the consultant's manager; else the director."""
    people = User.objects.filter(store=survey.store, role=Role.SERVICE, is_active=True)
    found = list(people.order_by("pk").values_list("pk", flat=True))
    manager = survey.consultant.manager if survey.consultant else None
    if manager and not survey.is_anonymous and manager.is_active:
        found.append(manager.pk)
    return found or _director_of(survey)


def _director_of(survey: Survey) -> list[int]:
    """The key of the store's director, unless the answer is not for them: a list of one or none."""
    director = assessor_of(survey.store)
    reads = director and (not survey.is_anonymous or reads_anonymous(survey, director))
    return [director.pk] if reads else []
