"""What ends quotations: a newer one, a withdrawal, their last day, the end of their intent (R14.4)."""

from collections.abc import Iterable
from datetime import date, datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.notices.models import NoticeKind
from accounts.notices.services import News, settle, tell
from accounts.people.models import Store, User
from followups.plans.services import lock_opportunity
from foundation.history import Cause, change_all
from foundation.words import surname_of
from leads.opportunities.models import Opportunity, State

from ..models import EXPIRED, INTENT_ENDED, NEWER, Quotation, QuotationState
from ..notices import ENDS, HAS_EXPIRED
from ..queries import about_to_expire

AT_ONCE = 500


def lock_quotation(pk: int) -> tuple[Quotation, Opportunity]:
    """``(quotation, opportunity)``, both locked until the transaction ends: the intent before its quotation."""
    opportunity = lock_opportunity(
        Quotation.objects.values_list("opportunity_id", flat=True).get(pk=pk)
    )
    rows = Quotation.objects.select_for_update(of=("self",), no_key=True)
    quotation = rows.select_related("store", "vehicle", "made_by", "decided_by").get(pk=pk)
    quotation.opportunity = opportunity
    return quotation, opportunity


def require_sight(by: User, quotation: Quotation) -> None:
    """Raise ``PermissionDenied`` where they may not see it."""
    if not Quotation.objects.visible_to(by).filter(pk=quotation.pk).exists():
        raise PermissionDenied


def require_standing(quotation: Quotation) -> None:
    """Raise ``ValidationError`` where it has ended or was accepted."""
    if not quotation.is_standing:
        raise ValidationError(
            _("This quotation no longer stands: %(state)s.")
            % {"state": quotation.get_state_display()},
            code="ended",
        )


@transaction.atomic
def withdraw_quotation(*, by: User, now: datetime, quotation: Quotation, reason: str) -> Quotation:
    """It holds no longer; the reason is kept. Raises ``PermissionDenied``, ``ValidationError``."""
    require_sight(by, quotation)
    quotation, _opportunity = lock_quotation(quotation.pk)
    require_standing(quotation)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why.")})
    end([quotation], QuotationState.WITHDRAWN, Cause(by, now, reason.strip()))
    return quotation


def replace_earlier(quotation: Quotation, *, by: User, now: datetime) -> None:
    """The versions before it end; one that may be given stays until the new one may be given as well."""
    rows = _standing_beside(quotation).filter(number=quotation.number)
    if not quotation.is_open:
        rows = rows.filter(state=QuotationState.WAITING)
    end(rows, QuotationState.REPLACED, Cause(by, now, NEWER))


def replace_others(quotation: Quotation, cause: Cause) -> None:
    """All others of the intent end, since this one was accepted."""
    end(_standing_beside(quotation), QuotationState.REPLACED, cause)


def _standing_beside(quotation: Quotation) -> QuerySet[Quotation]:
    rows = Quotation.objects.standing().filter(opportunity=quotation.opportunity_id)
    return rows.exclude(pk=quotation.pk)


def end(quotations: Iterable[Quotation], state: str, cause: Cause) -> list[Quotation]:
    """Let locked ones end in a state, with the reason in their history; returns them."""
    ended = list(quotations)
    for quotation in ended:
        quotation.state = state
    change_all(Quotation, ended, ["state"], cause)
    settle(ENDS, keys=[quotation.pk for quotation in ended], now=cause.now)
    return ended


def expire_quotations(*, store: Store, on: date, now: datetime) -> int:
    """End what held until before ``on``, and what stands of intents that have ended; returns how many.

    Their consultants are told of the first. Set by set, however many; run twice it changes nothing more.
    """
    number = 0
    for over, state, reason in (
        (~Q(opportunity__state=State.EXECUTING), QuotationState.WITHDRAWN, INTENT_ENDED),
        (Q(valid_until__lt=on), QuotationState.EXPIRED, EXPIRED),
    ):
        while ended := _end_some(store, over, state, Cause(None, now, reason)):
            number += ended
    return number


@transaction.atomic
def _end_some(store: Store, over: Q, state: str, cause: Cause) -> int:
    rows = Quotation.objects.standing().filter(over, store=store).order_by("pk")
    keys = list(rows.values_list("opportunity_id", flat=True)[:AT_ONCE])
    # The intents before their quotations, as every other service takes them.
    locked = Opportunity.objects.select_for_update(of=("self",), no_key=True)
    list(locked.filter(pk__in=keys).order_by("pk").values_list("pk"))
    ended = end(_with_customer(rows.filter(opportunity__in=keys)), state, cause)
    if state == QuotationState.EXPIRED:
        _tell(HAS_EXPIRED, ended, now=cause.now)
    return len(ended)


def warn_of_ends(*, store: Store, on: date, now: datetime) -> None:
    """Who has a customer whose quotation holds until tomorrow or today is told, once."""
    _tell(ENDS, _with_customer(about_to_expire(on=on).filter(store=store)), now=now)


def _with_customer(rows: QuerySet[Quotation]) -> QuerySet[Quotation]:
    return rows.select_related("opportunity__customer").order_by("pk")


def _tell(kind: NoticeKind, quotations: Iterable[Quotation], *, now: datetime) -> None:
    tell(*(news_of(kind, quotation) for quotation in quotations), now=now)


def news_of(kind: NoticeKind, quotation: Quotation) -> News:
    """What whoever has the customer now is told of it."""
    values = {
        "customer": surname_of(quotation.opportunity.customer.name),
        "model": quotation.model,
        "date": quotation.valid_until,
    }
    person = quotation.opportunity.consultant_id
    return News(kind, person, quotation.pk, values, target=quotation.pk)
