"""Two cards side by side, and who may make one of them (R2.5, R1.3)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Count
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from accounts.access.queries import LEADING_ROLES, oversees, owned_by_visible_staff
from foundation.history import Change, shown_value
from foundation.prepared import prepared
from leads.change_requests.models import ChangeRequest
from leads.customers.models import UNKNOWN_BIRTHDAY, Customer
from leads.opportunities.models import Opportunity

from ..activities.models import Activity
from ..cards.queries import Section
from ..recordings.models import Recording
from .models import Merge, MergeState
from .rules import FIELDS, Follow, is_known, of_cards, proposed


def get_merge_for(user, pk):
    """The merge with both cards, or 404 where the user may not see it; each ``is_named`` if it may be."""
    rows = Merge.objects.visible_to(user).select_related(
        "store", "kept__store", "kept__consultant__manager", "merged__store",
        "merged__consultant__manager", "owner", "asked_by", "decided_by", "undone_by",
    )  # fmt: skip
    merge = get_object_or_404(rows, pk=pk)
    named = _named(user, [merge])
    for card in (merge.kept, merge.merged):
        card.is_named = card.pk in named
    return merge


def _named(user, merges):
    """The keys of the cards of these merges whose customers the user may know (R1.3)."""
    keys = {key for merge in merges for key in (merge.kept_id, merge.merged_id)}
    owned = owned_by_visible_staff(user, person="consultant", store="store")
    known = Customer.objects.filter(owned, pk__in=keys).values_list("pk", flat=True)
    return {merge.merged_id for merge in merges if merge.is_done} | set(known)


def merge_of(user, kept, other):
    """The merge by which the card with the key ``other`` became part of ``kept``, or ``None``."""
    rows = Merge.objects.visible_to(user).filter(kept=kept, merged=other)
    return rows.filter(state=MergeState.DONE).first()


def may_merge(user, kept, merged):
    """Whether the user leads the owners of both cards, or has them themselves."""
    return all(
        (user.is_manager and card.consultant_id == user.pk)
        or oversees(user, card.consultant, card.store_id)
        for card in (kept, merged)
    )


def may_decide(user, kept, merged):
    """Whether the user may merge at once: of two owners only a director says whose the customer is."""
    one_owner = kept.consultant_id == merged.consultant_id
    return may_merge(user, kept, merged) and (one_owner or user.is_director)


def may_part(user, merge):
    """Whether the user may undo it: what the director decided between two owners, only a director."""
    owners = {*merge.moved.get("owners", {}).values()}
    return (
        user.role in LEADING_ROLES
        and may_merge(user, merge.kept, merge.merged)
        and (len(owners) < 2 or user.is_director)
    )


@dataclass(frozen=True)
class Pair:
    """A field of both cards: what each says, which is proposed to be kept.

    ``is_open``: the merged card says something else, so that somebody has to choose.
    """

    name: str
    label: Any
    kept: Any
    merged: Any
    is_open: bool
    takes_merged: bool


def values_of(card):
    """``{field: value}`` of what can be kept of a card."""
    return {name: getattr(card, name) for name in FIELDS}


def pairs_of(kept, merged):
    """The fields of which at least one card says something."""
    ours, theirs = values_of(kept), values_of(merged)
    takes = proposed(ours, theirs)
    for name in FIELDS:
        if not (ours[name] or theirs[name]):
            continue
        field = Customer._meta.get_field(name)
        yield Pair(
            name,
            field.verbose_name,
            _said(field, kept),
            _said(field, merged),
            ours[name] != theirs[name] and is_known(name, theirs[name]),
            name in takes,
        )


def _said(field, card):
    if getattr(card, field.name) == UNKNOWN_BIRTHDAY:
        return _("to be completed")
    if field.name == "photo":
        return _("yes") if card.photo else ""
    return shown_value(field, card)


def intents_of(*cards):
    """``{card: [Opportunity, …]}``, the open ones first, each with its ``contacts`` and ``plans`` counted."""
    found = {card.pk: [] for card in cards}
    rows = Opportunity.objects.filter(customer__in=found).select_related("grade", "consultant")
    counted = Activity.objects.filter(opportunity__customer__in=found).order_by()
    numbers = {
        (pk, state): number
        for pk, state, number in counted.values_list("opportunity", "state").annotate(Count("pk"))
    }
    for row in sorted(rows.order_by("-pk"), key=lambda row: not row.is_executing):
        row.contacts = numbers.get((row.pk, "executed"), 0)
        row.plans = numbers.get((row.pk, "planned"), 0)
        found[row.customer_id].append(row)
    return found


def holdings_of(kept, merged):
    """``[(label, number of the kept card, of the merged)]`` of what goes with a card; one query each."""
    cards = [kept.pk, merged.pk]
    rows = [(Recording._meta.verbose_name_plural, "activity__opportunity__customer", Recording)]
    for entry in of_cards:
        if isinstance(entry, Follow) and entry.model not in ("leads.Opportunity", "leads.Customer"):
            model = apps.get_model(entry.model)
            rows.append((model._meta.verbose_name_plural, entry.field, model))
    found = []
    for label, path, model in rows:
        counted = model._base_manager.filter(**{f"{path}__in": cards}).order_by()
        numbers = dict(counted.values_list(path).annotate(Count("pk")))
        if numbers:
            found.append((label, numbers.get(kept.pk, 0), numbers.get(merged.pk, 0)))
    return found


def plain_of(*cards):
    """The values of both cards, their intents and plans that a form shows: what it is decided on."""
    keys = [card.pk for card in cards]
    intents = Opportunity.objects.filter(customer__in=keys).order_by("pk")
    plans = Activity.objects.planned().filter(opportunity__customer__in=keys).order_by("pk")
    return (
        [plain_card(card) for card in sorted(cards, key=lambda card: card.pk)],
        list(intents.values_list("pk", "state", "model", "grade", "expected_on", "ordered_on")),
        list(plans.values_list("pk", "planned_on")),
    )


def plain_card(card):
    """The values of a card that stand side by side with another's."""
    values = map(_plain, values_of(card).values())
    return (card.pk, card.consultant_id, card.lifecycle, *values)


def _plain(value):
    return value if value is None or hasattr(value, "isoformat") else str(value)


def request_waiting(kept, merged):
    """A request about either card is decided first (R1.4)."""
    rows = ChangeRequest.objects.waiting().filter(customer__in=[kept.pk, merged.pk])
    return (
        _("A request about one of the cards is waiting: decide it first.") if rows.exists() else ""
    )


def merged_on_card(customer, opportunities):
    """What became part of the card, with the numbers that lead to it (R2.5)."""
    found = list(_done_into(customer=customer.pk))
    return Section("followups/merging/_on_card.html", found) if found else None


@prepared
def _done_into(customer):
    rows = Merge.objects.filter(kept=customer, state=MergeState.DONE)
    return rows.select_related("merged").order_by("-pk")


def merge_changes(customer, user) -> Iterator[Change]:
    """Who merged what into the card, when and why, and who parted them again (R1.4).

    One that is another's again is not named (R1.3).
    """
    rows = customer.merges.filter(state__in=[MergeState.DONE, MergeState.UNDONE])
    rows = list(rows.select_related("merged__store", "decided_by", "undone_by"))
    named = _named(user, rows)
    name = Merge._meta.verbose_name
    label = Merge._meta.get_field("merged").verbose_name
    for row in rows:
        said = row.merged.card_number
        if row.merged_id in named:
            said = f"{row.merged.name} ({said})"
        yield Change(row.decided_at, row.decided_by, name, [(label, "", said)], row.reason)
        if row.undone_at:
            back = [(label, said, "")]
            yield Change(row.undone_at, row.undone_by, name, back, row.undo_reason)
