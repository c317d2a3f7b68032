"""What consultants spent on intents under way, one of it struck out (R14.4)."""

from datetime import timedelta
from decimal import Decimal

from accounts.people.models import Role
from leads.opportunities.models import Opportunity
from orders.expenses.models import ExpenseKind
from orders.expenses.services import add_expense, strike_expense

# What for, yuan, how many days ago, remark.
SPENT = [
    (ExpenseKind.FUEL, "60", 2, "试驾加油"),
    (ExpenseKind.GIFT, "128", 3, "车模一个"),
    (ExpenseKind.MEAL, "236.50", 5, "与客户谈公司购车"),
    (ExpenseKind.TRIP, "88", 8, "上门送资料"),
    (ExpenseKind.FUEL, "45", 11, "试驾加油"),
    (ExpenseKind.BROKERAGE, "500", 15, "老客户转介绍"),
    (ExpenseKind.GIFT, "66", 20, "生日蛋糕"),
    (ExpenseKind.OTHER, "30", 26, "停车费"),
]
EACH = 3
TWICE = "重复登记"


def spend(people, *, now):
    """Each consultant has spent on some of their intents; what was noted twice is struck out."""
    for store in people.stores:
        is_struck = False
        for place, person in enumerate(people.of(Role.CONSULTANT, store)):
            rows = Opportunity.objects.executing().in_use().filter(consultant=person, store=store)
            expense = None
            for number, opportunity in enumerate(rows.order_by("-pk")[:EACH]):
                expense = _note(opportunity, (place * EACH + number) % len(SPENT), person, now)
            if expense and not is_struck:
                is_struck = True
                again = _note(opportunity, (EACH - 1) % len(SPENT), person, now)
                strike_expense(by=person.manager, now=now, expense=again, reason=TWICE)


def _note(opportunity, at, person, now):
    kind, amount, days, remark = SPENT[at]
    age = opportunity.store.business_date(now) - opportunity.registered_on
    then = now - min(timedelta(days=days), age)
    on = opportunity.store.business_date(then)
    return add_expense(
        by=person,
        now=then,
        on=on,
        opportunity=opportunity,
        kind=kind,
        amount=Decimal(amount),
        spent_on=on,
        remark=remark,
    )
