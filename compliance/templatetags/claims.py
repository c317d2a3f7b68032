"""`{% load claims %}`: what a claim's page may say of the customer."""

from django import template
from django.urls import reverse
from django.utils.html import format_html

from followups.deadlines.rules.warnings import days_without_contact
from foundation.display import masked_phone

from .compliance import may_be_opened_by

register = template.Library()


@register.simple_tag(takes_context=True)
def claimed_customer(context, customer, link=True):
    """`{% claimed_customer claim.customer %}`: the card, or a masked name and number (R1.3).

    A claimant recognises the customer by the end of the number and their own contact.
    """
    if may_be_opened_by(customer, context["request"].user):
        if not link:
            return str(customer)
        url = reverse("followups:customer_card", args=[customer.pk])
        return format_html('<a href="{}">{}</a>', url, customer)
    return format_html("{}** {}", customer.name[:1], masked_phone(customer.phone))


@register.filter
def days_without_contact_on(deadline, on):
    """`{{ deadline|days_without_contact_on:today }}`: the days counted towards the thirty."""
    return days_without_contact(deadline.due_on, on)
