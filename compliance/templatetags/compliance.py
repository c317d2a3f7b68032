"""`{% load compliance %}`: what the pages of this app ask about their rows."""

from django import template

from leads.customers.queries import may_open

register = template.Library()


@register.filter
def may_be_opened_by(customer, user):
    """Whether the name may link to the card: a customer handed over is no longer one's own (R1.3).

    A director sees only rows of their stores, so which those are is not asked for each row.
    """
    return user.heads or may_open(user, customer)
