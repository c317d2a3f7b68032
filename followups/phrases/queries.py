"""The phrases that are offered to somebody: their own, those they write often, the store's, the house's."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.people.models import User

from ..activities.models import Activity, Purpose
from .models import Field, Phrase
from .rules import said_often

MOST = 8
# What was written lately is what somebody writes.
LEARNED_FROM = 200
LEARNED_DAYS = 90

SHIPPED: dict[str, list[Any]] = {
    Field.CONTENT: [
        _("Talked about the price"),
        _("Talked about the trade-in"),
        _("Introduced the model"),
        _("Invited to the store"),
        _("Sent material"),
        _("Asked when they want to buy"),
    ],
    Field.FEEDBACK: [
        _("Wants to think it over"),
        _("Comes to the store"),
        _("Talks to the family first"),
        _("Finds the price too high"),
        _("Compares with another model"),
        _("Is satisfied"),
    ],
    Field.INTERESTS: [
        _("Model and version"),
        _("Price"),
        _("Trade-in"),
        pgettext_lazy("buying a car", "Finance"),
        _("Delivery time"),
        _("Brand"),
        _("Friends drive one"),
        _("Other customers"),
    ],
    Field.OBJECTIONS: [
        _("Price too high"),
        _("Compares with another model"),
        _("Family not convinced"),
        _("No time to come"),
        _("Car not in stock"),
        _("Waits for an offer"),
    ],
    Field.INTRODUCED: [
        _("Model introduced"),
        _("Offer explained"),
        _("Finance explained"),
        _("Trade-in explained"),
        _("Test drive offered"),
        _("Contract explained"),
    ],
    Field.REMARKS: [
        _("Friendly"),
        _("In a hurry"),
        _("Wary"),
        _("Rational"),
        _("Talks a lot"),
        _("Decides fast"),
    ],
}
# What the next contact is about, by what it is for (R4.1).
BY_PURPOSE: dict[str, list[Any]] = {
    Purpose.CLOSE: [_("Agree on the price"), _("Invite to sign"), _("Settle the payment")],
    Purpose.RAISE_GRADE: [_("Invite to a test drive"), _("Make an offer"), _("Value the old car")],
    Purpose.GATHER: [_("Ask when they want to buy"), _("Ask about the budget"), _("Send material")],
    Purpose.FRIENDSHIP: [_("Greet them"), _("Invite to the store"), _("Send material")],
    Purpose.DELIVERY: [_("Report on the delivery"), _("Prepare the papers"), _("Agree on the day")],
    Purpose.CARE: [_("Ask how the car is"), _("Remind of the service")],
}


def phrases_of(user: User, *, on: date) -> dict[str, list[str]]:
    """``{field: phrases}``, at most ``MOST`` each; nothing of what the user or the store hides."""
    rows = kept_by(user)
    hidden = {(row.field, row.text) for row in rows if row.is_hidden}
    often = learned(user, on=on)
    found = {}
    for field in Field.values:
        kept = [row for row in rows if row.field == field and not row.is_hidden]
        own = [row.text for row in kept if row.person_id]
        of_store = [row.text for row in kept if not row.person_id]
        shipped = [str(text) for text in SHIPPED.get(field, [])]
        offered = dict.fromkeys([*own, *often.get(field, []), *of_store, *shipped])
        found[field] = [text for text in offered if (field, text) not in hidden][:MOST]
    return found


def kept_by(user: User) -> list[Phrase]:
    """What the user and their store keep or hide."""
    theirs = Q(person=user) | Q(person=None, store=user.store_id)
    return list(Phrase.objects.filter(theirs).order_by("-pk"))


def learned(user: User, *, on: date) -> dict[str, list[str]]:
    """What the user wrote more than once of late, the most frequent first."""
    rows = Activity.objects.executed().filter(
        consultant=user,
        is_effective=True,
        ended_on__range=(on - timedelta(days=LEARNED_DAYS), on),
    )
    rows = rows.order_by("-ended_on", "-pk")
    texts = list(rows.values_list("content", "feedback")[:LEARNED_FROM])
    return {
        Field.CONTENT: said_often((content for content, _feedback in texts), most=4),
        Field.FEEDBACK: said_often((feedback for _content, feedback in texts), most=4),
        Field.NEXT: [],
    }
