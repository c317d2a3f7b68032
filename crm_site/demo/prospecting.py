"""A company with a fleet, names on the list, and tasks beside the contacts of intents (R14.2, R14.3)."""

from datetime import timedelta

from accounts.people.models import Role
from followups.errands.services import finish_errand, give_errand
from leads.companies.services import add_part
from leads.events.models import MarketEvent
from leads.opportunities.models import Opportunity
from leads.prospecting.services import register_target

PEOPLE = [("陈建", "采购"), ("周敏", "财务"), ("吴国强", "总经理，决策人")]
FLEET = [
    ("大众", "Passat", "京A58213", 900, True),
    ("大众", "Tiguan", "京A58214", 620, True),
    ("别克", "GL8", "京A60377", 1500, False),
]
LISTED = [
    ("远航物流有限公司", "company", "物流", "middle"),
    ("蓝天旅行社", "company", "旅游", "small"),
]


def keep_lists(people, *, now):
    """In each store a fleet, two names on the list, a training done and a duty at the show to come."""
    for store in people.stores:
        on = store.business_date(now)
        (manager, *_managers) = people.of(Role.MANAGER, store)
        person = next(p for p in people.of(Role.CONSULTANT, store) if p.manager_id == manager.pk)
        _keep_fleet(person, on=on, now=now)
        for number, (name, kind, trade, size) in enumerate(LISTED):
            target = register_target(
                by=person,
                now=now,
                on=on,
                store=store,
                consultant=person,
                name=name,
                customer_type=kind,
                phone=f"010{65880000 + 10 * store.pk + number}",
                trade=trade,
                size=size,
            )
            add_part("person", by=person, now=now, owner=target, name="刘洋", position="行政")
        task = {"now": now, "person": person, "by": person}
        give_errand(
            **task,
            target=target,
            kind="visit",
            text="上门了解用车情况",
            due_at=now + timedelta(hours=3),
            remind_at=now + timedelta(hours=2),
        )
        lately = now - timedelta(days=2)
        training = give_errand(
            by=manager,
            now=lately,
            person=person,
            kind="training",
            text="新款Tiguan产品培训",
            due_at=lately + timedelta(hours=4),
        )
        finish_errand(
            training, by=person, now=lately + timedelta(hours=3), result="已参加，考核合格"
        )
        give_errand(
            by=manager,
            now=now,
            person=manager,
            kind="duty",
            text="车展一号馆展台值班",
            event=MarketEvent.objects.filter(store=store).order_by("-starts_on").first(),
            priority=1,
            due_at=now + timedelta(days=1),
        )


def _keep_fleet(person, *, on, now):
    """On the card of a customer of theirs that is a company, if there is one; else of any."""
    rows = Opportunity.objects.executing().filter(consultant=person).select_related("customer")
    opportunity = rows.order_by("customer__customer_type", "-pk").first()
    if opportunity is None:
        return
    who = {"by": person, "now": now, "owner": opportunity.customer}
    for name, position in PEOPLE:
        add_part("person", **who, name=name, position=position)
    for brand, model, plate, days, from_us in FLEET:
        add_part(
            "vehicle",
            **who,
            brand=brand,
            model=model,
            plate_number=plate,
            bought_on=on - timedelta(days=days),
            from_us=from_us,
        )
    add_part(
        "contract",
        **who,
        number="JY-2026-017",
        subject="两年保养，工时费九折",
        from_on=on - timedelta(days=200),
        to_on=on + timedelta(days=530),
    )
