"""What goes along besides customers: a leaver's target customers and tasks (R4.8, R14.3)."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.notices.models import NoticeKind
from accounts.notices.services import News, tell
from accounts.people.models import User
from followups.errands.models import Errand
from followups.errands.services import pass_on
from foundation.decisions import DecisionError
from foundation.history import Cause, change_all
from leads.prospecting.models import TargetCustomer

from ..models import HandOver
from ..notices import REST_GIVEN, REST_TAKEN
from ..queries import errands_of, targets_of
from ..rules import share_out


@dataclass(frozen=True)
class Rest:
    """``{target customer: taker}`` and ``{task: taker}``, by keys."""

    targets: dict[int, int] = field(default_factory=dict)
    errands: dict[int, int] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.targets or self.errands)


def share_rest(leaver: User, takers: Collection[int]) -> Rest:
    """Equal parts; a task about a target customer goes where that goes, one about a customer with them."""
    targets = share_out(dict.fromkeys(_keys(targets_of(leaver)), 1), dict.fromkeys(takers, 0))
    about = dict(errands_of(leaver).order_by("pk").values_list("pk", "target"))
    errands = {pk: targets[target] for pk, target in about.items() if target in targets}
    loads = {taker: Counter(errands.values())[taker] for taker in takers}
    errands |= share_out({pk: 1 for pk in about if pk not in errands}, loads)
    return Rest(targets, errands)


def _keys(rows: QuerySet[Any]) -> list[int]:
    return list(rows.order_by("pk").values_list("pk", flat=True))


def give_rest(transfer: HandOver, rest: Rest, *, leaver: User, by: User, now: datetime) -> None:
    """Move what was planned, and tell who gets it. Raises ``DecisionError`` where any has moved meanwhile."""
    targets = list(targets_of(leaver).select_for_update(of=("self",), no_key=True))
    errands = list(errands_of(leaver).select_for_update(of=("self",), no_key=True))
    found = {row.pk for row in targets}, {row.pk for row in errands}
    if found != (set(rest.targets), set(rest.errands)):
        raise DecisionError(
            _(
                "Some of the target customers or tasks have changed meanwhile. Please look once more."
            )
        )
    cause = Cause(by, now, transfer.reason)
    _move(targets, rest.targets, errands, rest.errands, cause)
    transfer.rest = {"targets": rest.targets, "errands": rest.errands}
    transfer.save(update_fields=["rest"])
    _tell(REST_GIVEN, transfer, rest, by=by, now=now)


def take_rest_back(transfer: HandOver, *, by: User, now: datetime) -> None:
    """What is still with whoever got it, and open, goes back."""
    was = {name: {int(k): v for k, v in rows.items()} for name, rows in transfer.rest.items()}
    leaver = transfer.leaver
    if not leaver or not any(was.values()):
        return
    rows = TargetCustomer.objects.unpromoted().filter(pk__in=was["targets"])
    targets = list(rows.select_for_update(of=("self",), no_key=True))
    targets = [row for row in targets if row.consultant_id == was["targets"][row.pk]]
    tasks = Errand.objects.open().filter(pk__in=was["errands"])
    errands = list(tasks.select_for_update(of=("self",), no_key=True))
    errands = [row for row in errands if row.person_id == was["errands"][row.pk]]
    back = Rest(
        {row.pk: was["targets"][row.pk] for row in targets},
        {row.pk: was["errands"][row.pk] for row in errands},
    )
    to_leaver = dict.fromkeys(back.targets, leaver.pk), dict.fromkeys(back.errands, leaver.pk)
    _move(targets, to_leaver[0], errands, to_leaver[1], Cause(by, now, transfer.reason))
    _tell(REST_TAKEN, transfer, back, by=by, now=now)


def _move(
    targets: list[TargetCustomer],
    target_takers: Mapping[int, int],
    errands: list[Errand],
    errand_takers: Mapping[int, int],
    cause: Cause,
) -> None:
    for target in targets:
        target.consultant_id = target_takers[target.pk]
    change_all(TargetCustomer, targets, ["consultant_id"], cause)
    for errand in errands:
        errand.person_id = errand_takers[errand.pk]
    pass_on(errands, cause)


def _tell(kind: NoticeKind, transfer: HandOver, rest: Rest, *, by: User, now: datetime) -> None:
    targets, errands = Counter(rest.targets.values()), Counter(rest.errands.values())
    news = [
        News(
            kind,
            person,
            transfer.pk,
            {"targets": targets[person], "tasks": errands[person], "name": str(by)},
        )
        for person in sorted(targets.keys() | errands.keys())
    ]
    tell(*news, now=now, by=by)
