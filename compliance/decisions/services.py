"""Many decisions at once, each in a transaction of its own (R1.4, R4.7, R6.5, R7.1, R8.6, R8.7)."""

from dataclasses import dataclass

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from foundation.decisions import APPROVE, DecisionError, Kind, decide
from foundation.shown import Changed


@dataclass(frozen=True)
class Choice:
    """A record to decide; ``shown`` is the fingerprint of all that the form showed of it.

    ``answer`` is what was filled in to go with its approval.
    """

    kind: Kind
    thing: object
    shown: str
    answer: object = None


@dataclass(frozen=True)
class Outcome:
    """``problem`` says why the decision took no effect; ``changed``: it is no longer what was shown."""

    choice: Choice
    problem: str = ""
    changed: bool = False


def decide_all(choices, *, act, by, now, reason=""):
    """``[Outcome]``: approve (confirm), or refuse (waive, return, dismiss) each.

    ``reason``: the one of all refusals; among approvals that of the kinds that ask for one. What
    failed stops nothing else.
    """
    waiting, results = _in_order(choices), []
    while waiting:
        choice = waiting.pop(0)
        among = [other.thing.pk for other in waiting if other.kind is choice.kind]
        results.append(_decide(choice, among, act=act, by=by, now=now, reason=reason))
    return results


def _in_order(choices):
    """Kind by kind, those of a kind in the order that the kind asks for."""

    def place(choice):
        kind = choice.kind
        return kind.place, kind.code, kind.order(choice.thing) if kind.order else ()

    return sorted(choices, key=place)


def _decide(choice, among, *, act, by, now, reason):
    kind = choice.kind
    if act == APPROVE and not kind.approval_reason:
        reason = ""
    how = {"shown": choice.shown, "answer": choice.answer, "reason": reason, "among": among}
    try:
        problem = decide(kind, choice.thing, act=act, by=by, now=now, **how)
    except Changed as error:
        return Outcome(choice, str(error), True)
    except (DecisionError, PermissionDenied) as error:
        problem = str(error) or _("This is not yours to decide.")
    except ValidationError as error:
        problem = " ".join(error.messages)
    except ObjectDoesNotExist:
        problem = _("It is no longer proposed.")
    return Outcome(choice, problem or "")
