"""Two months of leads by portals and events, what was set aside, and what came this hour (R5.1–R5.3)."""

from datetime import timedelta
from decimal import Decimal
from random import Random

from django.db.models import Min

from accounts.people.models import Role
from followups.activities.models import Activity, ActivityState
from foundation.months import month_before
from intake.arrivals.models import Lead, LeadState, SetAside
from intake.arrivals.services.recording import Arrival
from intake.distribution.models import Assignment, DistributionRule, Strength
from intake.distribution.rules import Rule
from intake.distribution.services.arriving import take_in
from leads.customers.models import Channel
from leads.events.models import MarketEvent
from leads.opportunities.models import Opportunity

from .cards import phone_number
from .sources import name_sources, tell_sources
from .words import DISTRICTS, LEADS_ASIDE, LEADS_NOW, MODELS, WORDS_OF_LEADS
from .write import create, keep_history

PORTALS = (Channel.AUTOHOME, Channel.YICHE, Channel.DOUYIN)
# Of the month's new customers who were met at once this part had asked somewhere before.
ASKED_BEFORE = 0.7
# Numbers that no card of the demonstration has.
FIRST_NUMBER = 9000


def bring_leads(rng, people, *, now):
    """Leads behind the month's cards, those that were set aside or asked twice, and what waits now."""
    for store in people.stores:
        _lay_down_rules(store, people)
        sources = name_sources(people, store, now=now)
        _month_of(rng, store, sources, now=now)
        _this_hour(store, sources, now=now)
        tell_sources(sources, now=now)


def _lay_down_rules(store, people):
    kinds = (Rule.EARLIER, Rule.MODEL, Rule.TURN)
    rows = [
        DistributionRule(store=store, position=n, kind=kind)
        for n, kind in enumerate(kinds, start=1)
    ]
    create(DistributionRule, rows)
    consultants = people.of(Role.CONSULTANT, store)
    create(
        Strength,
        [Strength(person=person, car_models=["ID.4 CROZZ"]) for person in consultants[:2]],
    )


def _month_of(rng, store, sources, *, now):
    since = month_before(store.business_date(now))
    rows = Opportunity.objects.filter(store=store, registered_on__gte=since)
    called = Activity.objects.filter(state=ActivityState.EXECUTED).values("opportunity")
    first = dict(
        called.annotate(at=Min("executed_at"))
        .filter(opportunity__in=rows)
        .values_list("opportunity", "at")
    )
    events = list(MarketEvent.objects.filter(store=store, starts_on__gte=since))
    leads = []
    for opportunity in rows.select_related("customer", "consultant").order_by("pk"):
        called_at = first.get(opportunity.pk)
        at_once = called_at and store.business_date(called_at) == opportunity.registered_on
        if at_once and rng.random() < ASKED_BEFORE:
            leads.append(_behind(rng, store, opportunity, called_at, events))
    leads += list(_of_the_desk(store, rows, first))
    leads += list(_aside(rng, store, now=now))
    for lead in leads:
        lead.source = sources.get(lead.channel)
    create(Lead, leads)
    keep_history(Lead, leads, by=None, moments=[lead.recorded_at for lead in leads])
    again = list(_again(rng, [lead for lead in leads if lead.customer_id][:4]))
    create(Lead, again)
    keep_history(Lead, again, by=None, moments=[lead.recorded_at for lead in again])
    create(
        Assignment,
        [
            Assignment(
                lead=lead, store=store, at=lead.assigned_at, person=lead.assigned_to, rule=Rule.TURN
            )
            for lead in sorted(leads, key=lambda lead: lead.recorded_at)
            if lead.assigned_to_id
        ],
    )


def _behind(rng, store, opportunity, called_at, events):
    """The lead that became this card on the day of its registration."""
    card = opportunity.customer
    at = called_at - timedelta(minutes=rng.choice((3, 6, 9, 14, 18, 25, 28, 44, 70)))
    event = opportunity.event if opportunity.event in events else None
    channel = Channel.EVENT if event else rng.choice(PORTALS)
    return Lead(
        store=store,
        channel=channel,
        event=event,
        name=card.name,
        phone=card.phone,
        phone_given=card.phone,
        model=opportunity.model,
        budget=opportunity.budget,
        district=card.district,
        text=rng.choice(WORDS_OF_LEADS),
        received_at=at,
        recorded_at=at,
        sorted_at=at,
        state=LeadState.ASSIGNED,
        customer=card,
        opportunity=opportunity,
        assigned_to=opportunity.consultant,
        assigned_at=at,
        first_contact_by=at + timedelta(minutes=30),
    )


def _of_the_desk(store, rows, called):
    """Each customer of the telephone desk was a lead, which the desk took up on the next day of work."""
    rows = rows.filter(grade__policy__code="S2").select_related("customer", "consultant")
    history = Opportunity.history.filter(id__in=rows.values("pk"), history_type="+")
    opened = dict(history.values_list("id", "history_date"))
    chance = Random(store.pk)
    for opportunity in rows.order_by("pk"):
        lead = _behind(chance, store, opportunity, called[opportunity.pk], [])
        came_at = opened[opportunity.pk]
        lead.received_at = lead.recorded_at = lead.sorted_at = came_at
        yield lead


def _aside(rng, store, *, now):
    for number, (name, phone, text, reason) in enumerate(LEADS_ASIDE):
        at = now - timedelta(days=2 * number + 1, minutes=rng.randrange(300))
        yield Lead(
            store=store,
            channel=PORTALS[number % 3],
            name=name,
            phone=phone if reason != SetAside.BAD_PHONE else "",
            phone_given=phone,
            model=MODELS[number][0],
            text=text,
            received_at=at,
            recorded_at=at,
            sorted_at=at,
            state=LeadState.SET_ASIDE,
            reason=reason,
        )


def _again(rng, leads):
    """Some asked a second portal a few minutes later."""
    for lead in leads:
        at = lead.received_at + timedelta(minutes=rng.randint(2, 40))
        yield Lead(
            store=lead.store,
            channel=Channel.WEBSITE,
            name=lead.name,
            phone=lead.phone,
            phone_given=lead.phone,
            model=lead.model,
            received_at=at,
            recorded_at=at,
            sorted_at=at,
            state=LeadState.MERGED,
            into=lead,
            is_counted=False,
        )


def _this_hour(store, sources, *, now):
    """What came in the last minutes: with its clock running, through the services."""
    for number, (channel, name, model, text) in enumerate(LEADS_NOW):
        at = now - timedelta(minutes=4 * (len(LEADS_NOW) - number))
        arrival = Arrival(
            channel=channel,
            received_at=at,
            name=name,
            phone=phone_number(FIRST_NUMBER + store.pk * 10 + number),
            model=model,
            budget=Decimal(150000) if number % 2 else None,
            district=DISTRICTS[store.code][number],
            text=text,
        )
        take_in(by=None, now=at, store=store, arrival=arrival, source=sources[channel])
