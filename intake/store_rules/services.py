"""Writing what a store lays down about its leads; every change is kept (R1.4, R5.2, R5.3)."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model

from accounts.access.queries import stores_of
from accounts.people.models import Role, Store, User
from foundation.history import delete_as, save_as
from foundation.locks import lock_name

from ..arrivals.models import IntakePolicy
from ..distribution.models import DistributionRule, Strength
from ..distribution.rules import Ordered
from ..distribution.services.assigning import lock_turns
from ..first_contact.models import FirstContactTerm, StoreHours
from ..first_contact.queries import Term

KEEPERS = (Role.MARKETING, Role.DIRECTOR)


@transaction.atomic
def set_rules(*, by: User, now: datetime, store: Store, rules: Sequence[Ordered]) -> None:
    """The rules of the store from now on, in this order; none are the usual ones."""
    require_keeper(by, store)
    lock_turns(store)
    kept = {row.kind: row for row in DistributionRule.objects.filter(store=store)}
    for position, rule in enumerate(rules, start=1):
        row = kept.pop(rule.kind, None) or DistributionRule(store=store, kind=rule.kind)
        wanted = {"position": position, "days": rule.days, "floor": rule.floor}
        if row.pk is None or any(getattr(row, name) != value for name, value in wanted.items()):
            for name, value in wanted.items():
                setattr(row, name, value)
            save_as(row, by=by, now=now)
    for row in kept.values():
        delete_as(row, by=by, now=now, reason="")


@transaction.atomic
def set_strengths(
    *, by: User, now: datetime, store: Store, strengths: Mapping[int, Mapping[str, list[str]]]
) -> None:
    """``{person: {"car_models": […], "districts": […]}}`` of people of the store."""
    require_keeper(by, store)
    lock_name("strengths", store.pk)
    people = User.objects.filter(store=store, pk__in=strengths)
    if people.count() != len(strengths):
        raise PermissionDenied
    rows = {row.person_id: row for row in Strength.objects.filter(person__in=strengths)}
    for person, values in strengths.items():
        row = rows.get(person) or Strength(person_id=person)
        if any(getattr(row, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(row, name, value)
            save_as(row, by=by, now=now)


@transaction.atomic
def set_terms(
    *,
    by: User,
    now: datetime,
    store: Store,
    opens_at: time,
    closes_at: time,
    open_daily: bool,
    districts: list[str],
    last_counts: bool,
    terms: Mapping[str, Term | None],
) -> None:
    """Opening hours, districts, and how soon leads of each channel are contacted; ``None`` is as usual."""
    require_keeper(by, store)
    lock_name("terms of leads", store.pk)
    hours = StoreHours.objects.filter(store=store).first() or StoreHours(store=store)
    _keep(hours, {"opens_at": opens_at, "closes_at": closes_at, "open_daily": open_daily}, by, now)
    policy = IntakePolicy.objects.filter(store=store).first() or IntakePolicy(store=store)
    _keep(policy, {"districts": districts, "last_counts": last_counts}, by, now)
    rows = {row.channel: row for row in FirstContactTerm.objects.filter(store=store)}
    for channel, term in terms.items():
        row = rows.get(channel)
        if term is None:
            if row:
                delete_as(row, by=by, now=now, reason="")
            continue
        row = row or FirstContactTerm(store=store, channel=channel)
        _keep(row, {"minutes": term.minutes, "passes_on": term.passes_on}, by, now)


def require_keeper(by: User, store: Store) -> None:
    """Raise ``PermissionDenied`` unless ``by`` lays down the rules of the store."""
    if by.role not in KEEPERS or not stores_of(by).filter(pk=store.pk).exists():
        raise PermissionDenied


def _keep(row: Model, values: Mapping[str, object], by: User, now: datetime) -> None:
    if row.pk and all(getattr(row, name) == value for name, value in values.items()):
        return
    for name, value in values.items():
        setattr(row, name, value)
    save_as(row, by=by, now=now)
