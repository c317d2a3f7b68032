"""A decision that cannot be taken."""

import logging
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.db import OperationalError, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from .shown import Changed, fingerprint, require_same, word

log = logging.getLogger(__name__)

APPROVE, REFUSE = "approve", "refuse"

_KINDS: "dict[str, Kind]" = {}


@dataclass(frozen=True)
class Earlier:
    """Something of the same sort before: its day, what it was and what became of it, with the reason."""

    on: date | None
    what: Any
    outcome: Any = ""
    reason: Any = ""


# So many are shown.
EARLIER = 5


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind of decision.

    What it is: ``code`` in addresses, ``label`` of several and ``name`` of one, ``icon``, ``place``
    among the kinds, ``announced`` as a digest names what waits.

    Who decides, and on what: ``roles`` may; ``rows()`` wait, from the field ``since`` on; ``person``
    and ``store`` are the paths to whose row it is and where. A manager decides for the people whose
    manager they are, a director for their stores: with ``leaderless`` only where nobody else would,
    with ``others`` not on their own. ``deciders(user)``, a ``Q`` over the rows, says it instead where it is
    neither whose row it is nor where.

    What was decided: ``decided(user)`` are the rows in the user's sight, ``decided_at`` the field.

    How it looks: ``load(keys)`` gives ``{key: record}`` with all that is shown, evidence included, in
    a fixed number of queries; ``row_template`` shows one; ``page(record)`` is the address of all of
    it; ``about`` is the path to whom or what a record is about. ``rule(record)`` is the sentence by which
    it is decided.

    What it is decided on: ``evidence(record, user=, on=)`` are the values of ``evidence_template``, which
    the inbox unfolds beneath the row at a press, in a fixed number of queries: the customer, what was
    promised, what happened, the last contacts with their recordings, the appeal or objection, and
    ``earlier``, a list of ``Earlier``. ``rests_on(records, now=)`` are the plain values of it that can change
    while it waits and are not in ``shown``: ``{key: values}`` of all records in a fixed number of queries.
    ``earlier`` is no part of it: it is decided in the same press, and where it weighs it sets the price.

    How it is decided: ``preview(records, act=, now=)`` gives each record what its decision will
    change, and returns what the page shows of all together, in a fixed number of queries;
    ``choice_template`` shows both; ``shown(record, act)`` are all the values of a record that are
    shown. ``lock(record, now=)`` takes the locks of the decision in its order. ``approve`` and ``refuse``
    (``record, by=, now=, reason=, answer=``) return nothing, or a sentence that says why there was
    nothing to do any more; a kind without them has a page of its own.

    ``ask(records, data, now=)`` gives the records forms of what goes with an approval and returns
    them, ``answer(record)`` is what was filled in. ``approval_reason`` asks why one approves.
    ``submits`` has the words of the buttons. ``joint``: in these acts what is shown of a record depends
    on those decided with it; ``order(record)``: which of several is decided first. ``is_light``: it moves no
    money and gives no right, so nobody is asked again who they are.
    """

    code: str
    label: str
    name: str
    icon: str
    place: int
    announced: str

    roles: tuple[str, ...]
    rows: Callable[[], QuerySet[Any]]
    since: str
    person: str
    store: str
    leaderless: bool = False
    others: bool = False
    deciders: Callable[[Any], Q] | None = None

    decided: Callable[[Any], QuerySet[Any]] | None = None
    decided_at: str = "decided_at"

    load: Callable[[Collection[int]], dict[int, Any]]
    row_template: str
    page: Callable[[Any], str]
    about: str

    rule: Callable[[Any], Any] | None = None
    evidence: Callable[..., dict[str, Any]] | None = None
    evidence_template: str = ""
    rests_on: Callable[..., Mapping[int, object]] | None = None

    preview: Callable[..., dict[str, Any] | None] | None = None
    choice_template: str = ""
    shown: Callable[[Any, str], Iterable[object]] | None = None
    lock: Callable[..., object] | None = None
    approve: Callable[..., str | None] | None = None
    refuse: Callable[..., str | None] | None = None
    ask: Callable[..., Any] | None = None
    answer: Callable[[Any], Any] | None = None
    approval_reason: str = ""
    submits: dict[str, str] = field(default_factory=dict)
    joint: tuple[str, ...] = ()
    is_light: bool = False
    order: Callable[[Any], Any] | None = None

    def service(self, act: str) -> Callable[..., str | None] | None:
        """The function that approves or refuses; ``None`` where that is not done here."""
        return self.approve if act == APPROVE else self.refuse

    def word(self, act: str) -> Any:
        """What the button of an act says."""
        return self.submits.get(act) or (_("Approve") if act == APPROVE else _("Refuse"))

    def key(self, pk: int) -> str:
        """How a record of this kind is called in forms."""
        return f"{self.code}-{pk}"

    def subject(self, record: Any) -> Any:
        """Whom or what the record is about."""
        for name in self.about.split("__"):
            record = getattr(record, name)
        return record


def register(kind: Kind) -> None:
    """Let a kind of decision wait in the inbox."""
    if _KINDS.setdefault(kind.code, kind) is not kind:
        raise ValueError(f"Two kinds of decision are called {kind.code!r}")


def are_light(keys: Collection[str]) -> bool:
    """Whether all records of these ``keys`` are of light kinds; of none it is not said."""
    codes = {key.rpartition("-")[0] for key in keys}
    return bool(codes) and all(code in _KINDS and _KINDS[code].is_light for code in codes)


def kinds() -> list[Kind]:
    """All kinds, in their order."""
    return sorted(_KINDS.values(), key=lambda kind: (kind.place, kind.code))


def kind_of(code: str) -> Kind | None:
    """The kind of this code, or ``None``."""
    return _KINDS.get(code)


def preview(kind: Kind, records: Sequence[Any], *, act: str, now: datetime) -> dict[str, Any]:
    """Give each record what it will change and its fingerprints; returns what all share.

    ``mark`` is that of all it is decided as, ``evidence_mark`` that of what its evidence shows.
    """
    shared = (kind.preview(records, act=act, now=now) if kind.preview else None) or {}
    assert kind.shown
    evidence = evidence_marks(kind, records, now=now)
    for record in records:
        record.evidence_mark = evidence[record.pk]
        record.mark = fingerprint(*kind.shown(record, act), record.evidence_mark)
    return shared


def evidence_marks(kind: Kind, records: Sequence[Any], *, now: datetime) -> dict[int, str]:
    """``{key: fingerprint}`` of what each record's evidence shows."""
    found = kind.rests_on(records, now=now) if kind.rests_on else {}
    return {record.pk: fingerprint(found.get(record.pk)) for record in records}


def words_of(kind: Kind, pk: int, *, now: datetime) -> list[str]:
    """What a page about one record carries of it: a word for each act; none where it is gone."""
    words = []
    for act in (APPROVE, REFUSE):
        for record in kind.load({pk}).values():
            preview(kind, [record], act=act, now=now)
            words.append(word(act, record.mark))
    return words


def decide(
    kind: Kind,
    record: Any,
    *,
    act: str,
    by: Any,
    now: datetime,
    shown: str,
    reason: str = "",
    answer: Any = None,
    among: Collection[int] = (),
) -> str | None:
    """Approve or refuse a record in one transaction, if it still is what was shown.

    ``shown`` is the fingerprint that the form carried; ``among`` are the keys of the records that were
    shown with it and are still to be decided. Returns ``None`` where the decision took effect, else a
    sentence that says why there was nothing to do. Raises ``Changed`` where a value is another one
    than was shown, and whatever the decision raises.
    """
    service = kind.service(act)
    assert kind.lock and kind.shown and service
    with transaction.atomic():
        kind.lock(record, now=now)
        found = kind.load({record.pk, *among} if act in kind.joint else {record.pk})
        if record.pk not in found:
            raise Changed
        present = found[record.pk]
        if kind.preview:
            kind.preview(list(found.values()), act=act, now=now)
        evidence = evidence_marks(kind, [present], now=now)[present.pk]
        require_same(shown, *kind.shown(present, act), evidence)
        return service(present, by=by, now=now, reason=reason, answer=answer)


class DecisionError(Exception):
    """A decision that cannot be taken (any more)."""


@dataclass(frozen=True)
class Choice:
    """A record to decide; ``shown`` is the fingerprint of all that the form showed of it.

    ``answer`` is what was filled in to go with its approval.
    """

    kind: Kind
    record: Any
    shown: str
    answer: Any = None


@dataclass(frozen=True)
class Outcome:
    """``problem`` says why the decision took no effect; ``changed``: it is no longer what was shown."""

    choice: Choice
    problem: str = ""
    changed: bool = False


def decide_all(
    choices: Iterable[Choice], *, act: str, by: Any, now: datetime, reason: str = ""
) -> list[Outcome]:
    """``[Outcome]``: approve (confirm), or refuse (waive, return, dismiss) each.

    ``reason``: the one of all refusals; among approvals that of the kinds that ask for one. What
    failed stops nothing else.
    """
    waiting = _in_order(choices)
    results: list[Outcome] = []
    while waiting:
        choice = waiting.pop(0)
        among = [other.record.pk for other in waiting if other.kind is choice.kind]
        results.append(_decide(choice, among, act=act, by=by, now=now, reason=reason))
    return results


def _in_order(choices: Iterable[Choice]) -> list[Choice]:
    """Kind by kind, those of a kind in the order that the kind asks for."""

    def place(choice: Choice) -> tuple[int, str, Any]:
        kind = choice.kind
        return kind.place, kind.code, kind.order(choice.record) if kind.order else ()

    return sorted(choices, key=place)


def _decide(
    choice: Choice, among: Collection[int], *, act: str, by: Any, now: datetime, reason: str
) -> Outcome:
    kind = choice.kind
    if act == APPROVE and not kind.approval_reason:
        reason = ""
    how = {"shown": choice.shown, "answer": choice.answer, "reason": reason, "among": among}
    try:
        problem = decide(kind, choice.record, act=act, by=by, now=now, **how)
    except Changed as error:
        return Outcome(choice, str(error), True)
    except (DecisionError, PermissionDenied) as error:
        problem = str(error) or _("This is not yours to decide.")
    except ValidationError as error:
        problem = " ".join(error.messages)
    except ObjectDoesNotExist:
        problem = _("It is no longer proposed.")
    except OperationalError:
        log.exception("%s %s was not decided", kind.code, choice.record.pk)
        problem = _("The site is very busy. It still waits: please decide it in a moment.")
    return Outcome(choice, problem or "")
