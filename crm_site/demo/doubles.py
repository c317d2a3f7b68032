"""Second cards of people who are known, numbers that are dead, and one merge that can still be undone (R2.5)."""

from datetime import timedelta

from accounts.people.models import Role
from followups.contacts.services import Contact, record_contact
from followups.merging.services.merging import merge_cards
from followups.new_customers.services import open_customer
from followups.plans.services import Plan
from intake.cleaning.services.doubles import look_for_duplicates
from leads.customers.models import Customer, CustomerType, Source
from leads.customers.services import update_card
from leads.opportunities.models import Opportunity

from .words import MODELS, WORDS_OF_LEADS

HOUR = timedelta(hours=1)
DOUBLES = 4
# A number that nobody has: zeros for what was not asked.
INVENTED = "13800000000"
SAME_WECHAT = "同一微信号，本人确认两个号码都在用"


def double_up(people, *, now):
    """Whoever asked twice under another number stands in the files twice."""
    for store in people.stores:
        first, second, *_others = people.of(Role.CONSULTANT, store)
        known = _known(first)
        if len(known) < DOUBLES:
            continue  # a small demonstration has nobody to mix up
        opened = now - 2 * HOUR
        _again(first, known[0], _near(known[0].phone, 1), now=opened)
        elsewhere = _again(second, known[1], _near(known[1].phone, 3), now=opened, wechat=True)
        _called_in_vain(elsewhere, now=now - HOUR)
        again = _again(first, known[2], _near(known[2].phone, 5), now=opened, wechat=True)
        known[2].refresh_from_db()
        merge_cards(
            by=first.manager,
            now=now - HOUR,
            kept=known[2],
            merged=again.customer,
            owner=first,
            reason=SAME_WECHAT,
        )
        _again(second, known[3], INVENTED, now=opened)
        look_for_duplicates(store, now=now)


def _known(person):
    """Some of their private customers with something under way, the newest first."""
    executing = Opportunity.objects.executing().filter(ordered_on=None, consultant=person)
    rows = Customer.objects.filter(
        consultant=person, customer_type=CustomerType.PRIVATE, pk__in=executing.values("customer")
    )
    return list(rows.select_related("store", "consultant").order_by("-pk")[:DOUBLES])


def _near(phone, step):
    """The number with another last digit."""
    return phone[:-1] + str((int(phone[-1]) + step) % 10)


def _again(person, known, phone, *, now, wechat=False):
    """A second card of somebody known; ``wechat``: both name the same WeChat ID."""
    on = person.store.business_date(now)
    card = {
        "name": known.name,
        "gender": known.gender,
        "phone": phone,
        "birthday": known.birthday,
        "source": Source.PROSPECTING,
        "customer_type": known.customer_type,
        "district": known.district,
    }
    if wechat:
        card["wechat"] = f"wxid_{known.pk}"
        update_card(by=known.consultant, now=now, customer=known, wechat=card["wechat"])
    return open_customer(
        by=person,
        now=now,
        on=on,
        consultant=person,
        card=card,
        intent={
            "model": MODELS[0][0],
            "note": f"H {WORDS_OF_LEADS[0]}",
            "expected_on": on + timedelta(days=5),
        },
        plan=_plan(on + timedelta(days=1)),
    )


def _called_in_vain(opportunity, *, now):
    on = opportunity.store.business_date(now)
    contact = Contact(
        mode="phone",
        result="wrong_number",
        executed_on=on,
        content="",
        feedback="",
        next_plan=_plan(on + timedelta(days=1)),
    )
    record_contact(
        by=opportunity.consultant, now=now, on=on, opportunity=opportunity, contact=contact
    )


def _plan(on):
    return Plan(on, expected_content="核实手机号")
