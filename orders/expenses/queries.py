"""What was spent on intents, in yuan, and who changed what of it (R14.4, R1.4)."""

from decimal import Decimal

from django.db.models import Sum

from followups.cards.queries import Section
from foundation.history import recorded_changes

from .models import Expense

SHOWN = ("kind", "amount", "spent_on", "remark", "struck_at", "strike_reason")


def expenses_of(opportunity):
    """All of the intent, the latest first, with who entered and who struck out."""
    rows = Expense.objects.filter(opportunity=opportunity)
    return rows.select_related("entered_by", "struck_by", "consultant")


def sum_of(opportunity):
    """Yuan spent on the intent."""
    rows = Expense.objects.standing().filter(opportunity=opportunity).order_by()
    return rows.aggregate(sum=Sum("amount"))["sum"] or Decimal(0)


def sums_beside(opportunities):
    """``{key: Section}`` with the yuan spent on each, in one query; of what has ended only if there are any."""
    rows = Expense.objects.standing().filter(opportunity__in=[each.pk for each in opportunities])
    sums = dict(rows.order_by().values_list("opportunity").annotate(sum=Sum("amount")))
    return {
        each.pk: Section("orders/expenses/_beside_intent.html", sums.get(each.pk, Decimal(0)))
        for each in opportunities
        if each.is_executing or each.pk in sums
    }


def changes_on_card(customer, user):
    """What was noted and struck out of all intents of a customer, for the history of their card."""
    rows = Expense.history.filter(opportunity__customer=customer)
    return recorded_changes(Expense, rows, SHOWN)
