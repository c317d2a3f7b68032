"""`{% load policies %}`: the shipped policies' texts in the language of the page (R3.2)."""

from django import template
from django.utils.translation import gettext, gettext_noop

register = template.Library()

# The rows are data, so that a store may have its own; those that are shipped are translated.
SHIPPED = [
    gettext_noop("Dealership: H A B C O"),
    gettext_noop("Car maker: O H A B C"),
    gettext_noop("Telesales desk: 0 to 7"),
    gettext_noop("Within 7 days"),
    gettext_noop("Within 15 days"),
    gettext_noop("Within 30 days"),
    gettext_noop("Over 30 days"),
    gettext_noop("Ordered"),
    gettext_noop("Within 1 month"),
    gettext_noop("1 to 3 months"),
    gettext_noop("Over 3 months"),
    gettext_noop("Deposit taken; bought and delivered on the same day."),
    gettext_noop(
        "Model and colour chosen; payment and delivery date given; "
        "instalment or used-car paperwork under way."
    ),
    gettext_noop(
        "Terms negotiated; purchase time fixed; next meeting fixed; "
        "came back to see the car; asked help with the old car."
    ),
    gettext_noop("Showed intent; choosing or hesitating among models."),
    gettext_noop("Judged able to buy."),
    gettext_noop("Contract returned, unpaid"),
    gettext_noop("Decision maker found, no objection, contract sent"),
    gettext_noop("Key: wants it, small objection"),
    gettext_noop("Ordinary: willing, some objection"),
    gettext_noop("Key: larger objection, warmer"),
    gettext_noop("Lukewarm"),
    gettext_noop("No decision maker; hung up; three calls unanswered"),
    gettext_noop("Broke a promise to pay"),
    gettext_noop("Long term, within half a year"),
    gettext_noop("Newly assigned, not yet classed"),
]


@register.filter
def shipped(text):
    """The text of a policy or a grade, translated where it is a shipped one."""
    return gettext(text) if text in SHIPPED else text
