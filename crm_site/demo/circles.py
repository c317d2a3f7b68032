"""Whom buyers brought along, what else is driven in their homes, and who ordered at the first visit (S1)."""

from datetime import datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.utils import translation

from leads.customers.models import InformationSource, Source
from orders.buyers.models import OwnedVehicle
from orders.buyers.services import add_vehicle, begin_care
from orders.deposits.services import adopt_deposit
from orders.orders.models import DueKind, PaidBy
from orders.orders.services.payments import DueLine, Receipt
from orders.orders.services.placing import Terms, place_order
from reception.models import VisitKind
from reception.services.entry import Entry
from reception.services.register import sign_out
from reception.services.visits import register_visit

from .cards import phone_number
from .words import COLOURS, DISTRICTS, MODELS, OTHER_MAKES, RELATIONS, VISITORS

# So many of a consultant's customers bring the others.
INTRODUCERS = 3
# Of so many consultants some buyers drive another make too.
DRIVERS = 3
DEPOSIT = Decimal(10000)
YEAR, WEEK = timedelta(days=365), timedelta(days=7)


def introduce(stories):
    """Those who came as VIPs or by the existing base were brought by its customers (R2.3, R2.4)."""
    brought = [s for s in stories if s.card.source in (Source.VIP, Source.BASE)]
    base = {}
    # Buyers first; False comes before True.
    for story in sorted(stories, key=lambda s: (not s.opportunity.is_won, s.card.registered_on)):
        base.setdefault(story.consultant, []).append(story.card)
    base = {consultant: cards[:INTRODUCERS] for consultant, cards in base.items()}
    for number, story in enumerate(brought):
        day = story.card.registered_on
        known = [card for card in base[story.consultant] if card.registered_on < day]
        if known:
            introducer = known[number % len(known)]
            story.card.introducer_name = introducer.name
            story.card.introducer_phone = introducer.phone
            story.card.introducer_relation = RELATIONS[number % len(RELATIONS)]
            story.card.information_source = InformationSource.VIP


def ask_for_deposits(people, *, now):
    """What each director has let be usual since a year (R9.10)."""
    for store in people.stores:
        on = store.business_date(now) - YEAR
        (director,) = people.of("director", store)
        adopt_deposit(by=director, now=now, on=on, store=store, effective_from=on, amount=DEPOSIT)


def order_on_the_spot(people, *, now, number):
    """Yesterday somebody came into each store for the first time, and ordered at once (R9.1).

    ``number``: the first number of a phone that nobody has.
    """
    for place, store in enumerate(people.stores):
        on = store.business_date(now) - timedelta(days=1)
        person = people.of("consultant", store)[0]
        came_at = datetime.combine(on, time(11), ZoneInfo(store.time_zone))
        name, model = VISITORS[place % len(VISITORS)]
        entry = Entry(
            kind=VisitKind.WALK_IN,
            consultant=person,
            asked_for=True,
            name=name,
            phone=phone_number(number + place),
            person={"gender": "M", "district": DISTRICTS[store.code][0]},
            intent={"model": model, "note": "H 看中现车，当天要订", "expected_on": on + WEEK},
        )
        (desk,) = people.of("reception", store)
        visit = register_visit(by=desk, now=came_at, on=on, store=store, entry=entry)
        price = Decimal(dict(MODELS)[model] * 10000)
        terms = Terms(
            model=model,
            colour=COLOURS[0],
            price=price,
            dues=(
                DueLine(DueKind.DEPOSIT, on, DEPOSIT),
                DueLine(DueKind.BALANCE, on + WEEK, price - DEPOSIT),
            ),
            contract_number=f"HT{on:%Y%m%d}",
            contract_signed_on=on,
            delivery_expected_on=on + WEEK,
        )
        place_order(
            by=person,
            now=came_at + timedelta(minutes=80),
            on=on,
            opportunity=visit.opportunity,
            terms=terms,
            deposit=Receipt(DEPOSIT, PaidBy.MOBILE, on),
        )
        sign_out(by=desk, now=came_at + timedelta(minutes=90), on=on, visit=visit)


def drive_other_makes(people, *, now):
    """Two buyers of some consultants have a second car of another make; one of the two is cared for (R9.2)."""
    for store in people.stores:
        on = store.business_date(now)
        for number, person in enumerate(people.of("consultant", store)[:DRIVERS]):
            cars = OwnedVehicle.objects.filter(customer__consultant=person, order__isnull=False)
            for place, own in enumerate(cars.select_related("customer__store").order_by("pk")[:2]):
                car = add_vehicle(
                    by=person,
                    now=now,
                    customer=own.customer,
                    model=OTHER_MAKES[(number + place) % len(OTHER_MAKES)],
                    colour=COLOURS[number % len(COLOURS)],
                    insurance_expires_on=on + timedelta(days=20 + 9 * number),
                    note="家人驾驶",
                )
                if place == 0:
                    with translation.override(None):  # each reads it in one's own language
                        begin_care(by=person, now=now, on=on, vehicle=car)
