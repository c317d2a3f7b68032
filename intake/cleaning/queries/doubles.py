"""What the night looks for in a store: by keys, a fixed number of passes over its cards and leads (R2.5)."""

from collections import Counter, defaultdict
from itertools import groupby, pairwise
from operator import itemgetter

from django.shortcuts import get_object_or_404

from followups.activities.models import Activity
from followups.merging.models import Merge, MergeState
from foundation.batches import batches
from foundation.words import folded
from leads.customers.models import Customer
from leads.opportunities.models import Opportunity

from ...arrivals.models import Lead, LeadState
from ..models import Suspicion
from ..rules import LOOKED_BACK, MOST_ALIKE, alike, is_dead, is_invented, near

CHUNK = 2000
OWN = ("id_number", "wechat", "email")


def cards_alike(store):
    """``{(card, other card): why}`` of the store's cards in use, the surest reason of each pair."""
    cards = Customer.objects.in_use().filter(store=store)
    found = {}
    for name in OWN:
        rows = cards.exclude(**{name: ""}).values_list("pk", name)
        _keep(found, alike(rows.iterator(chunk_size=CHUNK)), name)
    _keep(found, _written_as_wechat(cards), "number")
    several = _of_one_name(cards)
    for rows in several:
        _keep(found, near((pk, phone) for pk, phone, _district in rows), "near_number")
    _keep(found, _same_wish(store, several), "name")
    return found


def _of_one_name(cards):
    """``[[(card, phone, district), …], …]`` of names that several cards have; nothing is kept of others."""
    names = cards.values_list("name", flat=True).iterator(chunk_size=CHUNK)
    times = Counter(folded(name) for name in names)
    named = {name: [] for name, number in times.items() if number > 1}
    rows = cards.values_list("pk", "name", "phone", "district").order_by("pk")
    for pk, name, phone, district in rows.iterator(chunk_size=CHUNK) if named else ():
        if (name := folded(name)) in named:
            named[name].append((pk, phone, folded(district)))
    return list(named.values())


def _keep(found, pairs, why):
    for pair in pairs:
        found.setdefault(pair, why)


def _written_as_wechat(cards):
    """Many people's WeChat ID is a number of theirs."""
    written = {}
    rows = cards.filter(wechat__startswith="1").values_list("pk", "wechat")
    for pk, wechat in rows.iterator(chunk_size=CHUNK):
        if wechat.isdecimal() and len(wechat) == 11:
            written.setdefault(wechat, pk)
    for pk, phone in cards.values_list("pk", "phone").iterator(chunk_size=CHUNK) if written else ():
        other = written.get(phone, pk)
        if other != pk:
            yield min(pk, other), max(pk, other)


def _same_wish(store, several):
    """Of the same name and district those that want the same model."""
    places = defaultdict(list)
    for number, rows in enumerate(several):
        for pk, _phone, district in rows:
            places[number, district].append(pk)
    places = {place: keys for place, keys in places.items() if 1 < len(keys) <= MOST_ALIKE}
    at = {pk: place for place, keys in places.items() for pk in keys}
    wishes = defaultdict(set)
    rows = Opportunity.objects.executing().filter(store=store).values_list("customer", "model")
    for customer, model in rows.iterator(chunk_size=CHUNK) if at else ():
        if customer in at:
            wishes[at[customer], folded(model)].add(customer)
    for keys in wishes.values():
        yield from alike((pk, "same") for pk in keys)


def leads_alike(store):
    """``(lead and card, lead and lead)``: ``{(keys): why}`` of leads that stand beside nobody."""
    leads = Lead.objects.filter(store=store, customer=None, into=None).filter(
        state__in=[LeadState.NEW, LeadState.SET_ASIDE, LeadState.ASSIGNED]
    )
    with_cards, with_leads = {}, {}
    for name in ("wechat", "email"):
        written = defaultdict(list)
        for pk, value in leads.exclude(**{name: ""}).values_list("pk", name):
            written[folded(value)].append(pk)
        if not written:
            continue
        for first, second in alike((pk, text) for text, keys in written.items() for pk in keys):
            with_leads.setdefault((second, first), name)
        cards = Customer.objects.in_use().filter(store=store).exclude(**{name: ""})
        owners = defaultdict(list)
        for pk, value in cards.values_list("pk", name).iterator(chunk_size=CHUNK):
            if folded(value) in written:
                owners[folded(value)].append(pk)
        for value, keys in owners.items():
            if len(keys) + len(written[value]) <= MOST_ALIKE:
                for card in keys:
                    for lead in written[value]:
                        with_cards.setdefault((lead, card), name)
    return with_cards, with_leads


def told_apart(store):
    """The pairs, as the search names them, that somebody said are two people (R2.5).

    By an answer, or by parting what was merged. What was said of a card holds for the one that stands for it.
    """
    answered = Suspicion.objects.filter(store=store).exclude(answered_at=None)
    names = ("card", "other_card", "card__merged_into", "other_card__merged_into", "lead")
    parted = Merge.objects.filter(store=store, state=MergeState.UNDONE)
    names_parted = ("kept", "merged", "kept__merged_into", "merged__merged_into")
    rows = [*answered.values_list(*names)]
    rows += [(*row, None) for row in parted.values_list(*names_parted)]
    for one, other, one_in, other_in, lead in rows:
        first, second = one_in or one, other_in or other
        if lead and first:
            yield "lead", lead, "card", first
        elif first and second:
            yield "card", min(first, second), "other_card", max(first, second)


def numbers_dead(store, *, on):
    """``{card: (why, phone, last contact)}`` of the store's cards in use."""
    cards = Customer.objects.in_use().filter(store=store)
    phones = dict(cards.values_list("pk", "phone").iterator(chunk_size=CHUNK))
    found = {pk: ("invented", phone, None) for pk, phone in phones.items() if is_invented(phone)}
    contacts = Activity.objects.executed().filter(
        opportunity__store=store, executed_on__gte=on - LOOKED_BACK
    )
    rows = contacts.order_by("opportunity__customer", "-executed_on", "-pk")
    names = ("opportunity__customer", "executed_on", "result", "executed_at", "opportunity")
    came = _came_by_merge(store, since=on - LOOKED_BACK)
    for card, several in groupby(
        rows.values_list(*names).iterator(chunk_size=CHUNK), key=itemgetter(0)
    ):
        talks = [
            (day, result)
            for _card, day, result, at, intent in several
            if intent not in came or (at and at > came[intent])
        ]
        why = is_dead(talks)
        if why and card in phones:
            found[card] = (why, phones[card], talks[0][0])
    for card in list(_corrected(store, found)):
        del found[card]
    return found


def _came_by_merge(store, *, since):
    """``{intent: moment}`` when it came from another card; who was called before had that card's number."""
    merges = Merge.objects.filter(
        store=store, state=MergeState.DONE, decided_at__date__gte=since
    ).order_by("decided_at")
    moved = merges.values_list("moved", "decided_at")
    return {
        intent: at
        for done, at in moved
        for intent in done.get("rows", {}).get("leads.Opportunity.customer", [])
    }


def _corrected(store, found):
    """Those whose number is another one since the contact that said so."""
    keys = [pk for pk, (_why, _phone, last_on) in found.items() if last_on]
    for some in batches(keys, CHUNK):
        rows = Customer.history.filter(id__in=some).order_by("id", "history_date", "history_id")
        for card, several in groupby(
            rows.values_list("id", "phone", "history_date"), key=itemgetter(0)
        ):
            numbers = [(phone, at) for _card, phone, at in several]
            changes = [at for (old, _at), (new, at) in pairwise(numbers) if old != new]
            if changes and store.business_date(changes[-1]) >= found[card][2]:
                yield card


def get_suspicion_for(user, rows, pk):
    """The row, or 404 where the user may not see it."""
    return get_object_or_404(rows.visible_to(user), pk=pk)
