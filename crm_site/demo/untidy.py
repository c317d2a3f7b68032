"""Slips of the keyboard, what the search for invalid data found, and one that is right all the same (R13.4)."""

from datetime import date, timedelta

from accounts.people.models import Role
from followups.new_customers.services import open_customer
from followups.plans.services import Plan
from intake.cleaning.models import InvalidKind, InvalidRecord
from intake.cleaning.services.invalid import ask_search, keep_as_right, run_search
from leads.customers.models import Customer, CustomerType, Source
from leads.customers.services import update_card
from orders.buyers.models import OwnedVehicle
from orders.buyers.services import add_vehicle

from .cards import phone_number
from .words import DISTRICTS, MODELS, OTHER_MAKES, WORDS_OF_LEADS

# The child's birthday; a letter O, which no VIN has; nobody's name.
CHILD, SLIP, NAMELESS = date(2021, 6, 1), "LSVO8230CN2183041", "先生"
# The last of the numbers, which no card of a story has.
NUMBER = 9990


def mistype(people, *, now):
    """In each store a birthday, a VIN and a name are wrong; marketing has looked at one car without a VIN."""
    for place, store in enumerate(people.stores):
        person, *_others = people.of(Role.CONSULTANT, store)
        known = Customer.objects.in_use().filter(consultant=person, birthday__year__gt=1900)
        child = known.order_by("pk").first()
        if child:  # a small demonstration may know no birthday
            update_card(by=person, now=now, customer=child, birthday=CHILD)
        bought = OwnedVehicle.objects.filter(store=store, order__isnull=False)
        for own in bought.select_related("customer__store", "customer__consultant")[:1]:
            add_vehicle(
                by=own.customer.consultant,
                now=now,
                customer=own.customer,
                model=OTHER_MAKES[0],
                vin=SLIP,
                note="夫妻共用",
            )
        _nameless(person, phone_number(NUMBER + place), now=now)
        run, _is_new = ask_search(by=None, now=now, store=store)
        run_search(run.pk, clock=lambda: now)
        unnamed = InvalidRecord.objects.filter(store=store, kind=InvalidKind.CAR_UNNAMED)
        if found := unnamed.order_by("pk").first():
            keep_as_right(found, by=people.of(Role.MARKETING, store)[0], now=now)


def _nameless(person, phone, *, now):
    on = person.store.business_date(now)
    card = {
        "name": NAMELESS,
        "gender": "M",
        "phone": phone,
        "birthday": date(1900, 1, 1),
        "source": Source.PROSPECTING,
        "customer_type": CustomerType.PRIVATE,
        "district": DISTRICTS[person.store.code][0],
    }
    intent = {
        "model": MODELS[0][0],
        "note": f"H {WORDS_OF_LEADS[0]}",
        "expected_on": on + timedelta(days=5),
    }
    plan = Plan(on + timedelta(days=1), expected_content="问清姓名")
    open_customer(by=person, now=now, on=on, consultant=person, card=card, intent=intent, plan=plan)
