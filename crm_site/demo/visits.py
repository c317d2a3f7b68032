"""The registers of the year and the events that brought people in (R9.1, R9.7)."""

from datetime import datetime, time, timedelta
from decimal import Decimal

from leads.car_models.models import CarModel
from leads.customers.models import Source
from leads.events.models import MarketEvent
from reception.models import Choice, Visit, VisitKind

from .words import BRAND, EVENT_PLAN, EVENT_RESULT, EVENT_STEPS, EVENTS, MODELS, VISIT_NOTES
from .world import World
from .write import create, keep_history

# Visitors who leave no data are registered for so many days back.
NAMELESS_DAYS = 90
EVENT_EVERY = timedelta(days=70)


def hold_events(rng, staff, stories, *, now):
    """Five events a year and store, written at once; a third of the leads of their days came by them."""
    events = []
    for store in staff.stores:
        today = store.business_date(now)
        for number, (name, place, leads, orders, cost) in enumerate(EVENTS):
            starts_on = today - EVENT_EVERY * (len(EVENTS) - number) + timedelta(12)
            spent = Decimal(cost + rng.randint(-60, 90) * 100)
            events.append(
                MarketEvent(
                    store=store,
                    name=name,
                    place=place,
                    starts_on=starts_on,
                    ends_on=starts_on + timedelta(rng.randint(1, 3)),
                    target_leads=leads // 10,
                    target_orders=orders // 4,
                    budget=Decimal(cost),
                    cost=spent if starts_on < today else None,
                    responsible=staff.of("marketing", store)[0],
                    plan=EVENT_PLAN.format(place=place),
                    steps=EVENT_STEPS,
                    result=EVENT_RESULT if starts_on < today else "",
                )
            )
    listed = [
        CarModel(store=store, brand=BRAND, name=name)
        for store in staff.stores
        for name, _price in MODELS
    ]
    create(CarModel, listed)
    keep_history(CarModel, listed, by=None, moments=[now] * len(listed))
    create(MarketEvent, events)
    keep_history(MarketEvent, events, by=None, moments=[now] * len(events))
    for story in stories:
        story.opportunity.event = _event_of(rng, story, events)


def _event_of(rng, story, events):
    on, store = story.opportunity.registered_on, story.opportunity.store_id
    for event in events:
        # Whoever came in the week after heard of it there.
        during = event.starts_on <= on <= event.ends_on + timedelta(days=7)
        if event.store_id == store and during and rng.random() < 0.6:
            return event
    return None


def keep_registers(rng, staff, stories, *, now):
    """A visit or call of everybody who came unasked, and of those who left no data."""
    desks = {person.store_id: person for person in staff.of("reception")}
    visits = [_visit_of(rng, story, desks) for story in stories if _came(story)]
    for store in staff.stores:
        visits += _nameless(rng, staff, store, desks, now=now)
    visits.sort(key=lambda visit: visit.arrived_at)
    create(Visit, visits)
    moments = [visit.left_at or visit.arrived_at for visit in visits]
    keep_history(Visit, visits, by=lambda visit: visit.registered_by, moments=moments)


def _came(story):
    return story.card.source == Source.WALK_OR_CALL_IN


def _visit_of(rng, story, desks):
    card, opportunity = story.card, story.opportunity
    kind = VisitKind.WALK_IN if rng.random() < 0.75 else VisitKind.CALL_IN
    visit = _visit(
        rng, kind, story.arrived_at, card.registered_on, card.consultant, story.world, desks
    )
    visit.name, visit.phone, visit.address = card.name, card.phone, card.address
    visit.customer, visit.opportunity = card, opportunity
    visit.is_first_contact = True
    visit.call_back = next(a for a in story.activities if a.call_back_by)
    return visit


def _visit(rng, kind, arrived_at, on, consultant, world, desks):
    visit = Visit(
        store=consultant.store,
        kind=kind,
        on=on,
        arrived_at=arrived_at,
        consultant=consultant,
        chosen=Choice.TURN,
        registered_by=desks[consultant.store_id],
        party_size=rng.choice((1, 1, 2, 2, 3)),
    )
    if kind == VisitKind.WALK_IN:
        visit.left_at = min(arrived_at + timedelta(minutes=rng.randint(8, 95)), world.now)
    if on < world.today:
        visit.confirmed_at = (visit.left_at or arrived_at) + timedelta(minutes=5)
        visit.checked_by = consultant.manager
        visit.checked_at = datetime.combine(on, time(18, 30), world.zone)
    return visit


def _nameless(rng, staff, store, desks, *, now):
    world, consultants = World.of(store, now=now), staff.of("consultant", store)
    for ago in range(NAMELESS_DAYS, -1, -1):
        day = world.today - timedelta(ago)
        for _ in range(rng.randint(0, 3)):
            hour = time(rng.randint(9, 17), rng.randrange(60))
            arrived_at = datetime.combine(day, hour, world.zone)
            if arrived_at > world.now:
                continue
            kind = VisitKind.WALK_IN if rng.random() < 0.7 else VisitKind.CALL_IN
            visit = _visit(rng, kind, arrived_at, day, rng.choice(consultants), world, desks)
            visit.note = rng.choice(VISIT_NOTES)
            yield visit
