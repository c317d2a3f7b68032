"""A motor show that is on now, and who asked there by its form (R5.1)."""

from datetime import timedelta
from decimal import Decimal

from django.utils import translation

from accounts.people.models import Role
from intake.distribution.services.arriving import carry_on
from intake.public_forms.models import PublicForm
from intake.public_forms.queries import agreement_of
from intake.public_forms.services import save_form, take_answer
from leads.events.models import MarketEvent
from leads.events.services import save_event

from .cards import phone_number
from .words import EVENT_PLAN, EVENT_STEPS, SHOW, SHOW_VISITORS

# Numbers that no card of the demonstration has.
FIRST_NUMBER = 9500
PLANNED_BEFORE = timedelta(days=20)
# It opened yesterday.
BEGAN, LASTS = timedelta(days=1), timedelta(days=3)
# From one visitor to the next.
APART = timedelta(minutes=6)


def hold_show(people, *, now):
    """In each store's town a show since yesterday, a form on its stand, and visitors of this hour."""
    for store in people.stores:
        form = _open(people, store, now=now)
        for number, told in enumerate(SHOW_VISITORS):
            at = now - APART * (len(SHOW_VISITORS) - number)
            _ask(form, told, FIRST_NUMBER + store.pk * 10 + number, now=at)


def _open(people, store, *, now):
    (keeper, *_others) = people.of(Role.MARKETING, store)
    name, place, leads, orders, budget = SHOW
    starts_on = store.business_date(now) - BEGAN
    show = MarketEvent(
        store=store,
        name=name,
        place=place,
        starts_on=starts_on,
        ends_on=starts_on + LASTS,
        target_leads=leads,
        target_orders=orders,
        budget=Decimal(budget),
        responsible=keeper,
        plan=EVENT_PLAN.format(place=place),
        steps=EVENT_STEPS,
    )
    planned_at = now - PLANNED_BEFORE
    save_event(show, by=keeper, now=planned_at)
    form = PublicForm(
        store=store, event=show, title=name, opens_on=show.starts_on, closes_on=show.ends_on
    )
    return save_form(form, by=keeper, now=planned_at)


def _ask(form, told, number, *, now):
    name, model, text = told
    with translation.override("zh-hans"):
        agreed_to = agreement_of(form)
    lead, _is_new = take_answer(
        form,
        page=f"{number}",
        agreed_to=agreed_to,
        now=now,
        name=name,
        phone=phone_number(number),
        model=model,
        text=text,
    )
    carry_on(lead, by=None, now=now)
